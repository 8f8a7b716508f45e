# What ends the tests must not end this first.
trap '' HUP INT TERM
dir=$1 bin=$2

while read -r _; do
  wait # a process that is not reaped counts as one that runs
  {
    "$bin/postgres" -D "$dir/data" >>"$dir/log" 2>&1
    : >"$dir/ended"
  } &
  started=yes
done

# It may still be starting, and have written its number nowhere.
until [ -z "$started" ] || [ -e "$dir/ended" ]; do
  pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
  sleep 0.05
done
wait
rm -rf "$dir"
