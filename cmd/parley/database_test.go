package main

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleychat/parley/storage/postgres/pgtest"
)

func TestDatabase(t *testing.T) {
	for db, want := range map[string]struct {
		postgres, memory bool
		path             string
	}{
		"parley.db":                           {path: "parley.db"},
		"/var/lib/parley.db":                  {path: "/var/lib/parley.db"},
		"file:parley.db":                      {path: "parley.db"},
		"file:a%20b.db?mode=rw":               {path: "a b.db"},
		"file:///var/lib/parley.db":           {path: "/var/lib/parley.db"},
		"file://localhost/var/lib/parley.db":  {path: "/var/lib/parley.db"},
		"memory":                              {memory: true, path: ":memory:"},
		":memory:":                            {memory: true, path: ":memory:"},
		"file:x?mode=memory":                  {memory: true, path: ":memory:"},
		"postgres:///chat":                    {postgres: true, path: "postgres:///chat"},
		"postgresql://a:b@c/d":                {postgres: true, path: "postgresql://a:b@c/d"},
		"host=/run/postgresql dbname=chat":    {postgres: true, path: "host=/run/postgresql dbname=chat"},
		"dbname=chat host=localhost password": {postgres: true, path: "dbname=chat host=localhost password"},
		"./host.db":                           {path: "./host.db"},
	} {
		d := database{db: db}
		if d.postgres() != want.postgres || d.memory() != want.memory || d.path() != want.path {
			t.Errorf("%s: %v %v %q, want %+v", db, d.postgres(), d.memory(), d.path(), want)
		}
	}
}

func TestDatabaseIsShownWithoutPassword(t *testing.T) {
	for db, want := range map[string]string{
		"parley.db":                                        "parley.db",
		"postgres://ann:geheim@db.example/chat":            "postgres://db.example:5432/chat",
		"postgres://ann@h:99/chat?password=geheim":         "postgres://h:99/chat",
		"host=h dbname=chat password=geheim":               "postgres://h:5432/chat",
		"host=h dbname=chat password='geheim it is'":       "postgres://h:5432/chat",
		"host=/tmp/pg user=ann dbname=chat passfile=/none": "postgres:///chat?host=%2Ftmp%2Fpg",
		"postgres://ann:geheim@h:port/chat":                "postgres://…",
		"postgres://ann:geh%eim@h/chat":                    "postgres://…",
	} {
		if got := (&database{db: db}).String(); got != want {
			t.Errorf("%s is shown as %s, want %s", db, got, want)
		}
	}
}

// TestPasswordIsNeverRepeated: neither where an address is refused, nor where it is put
// in the wrong place, nor by a server that works.
func TestPasswordIsNeverRepeated(t *testing.T) {
	t.Parallel()
	const password = "geheim"
	dir := t.TempDir()
	none := func(string) (string, bool) { return "", false }
	for name, c := range map[string]struct {
		args []string
		code int
	}{
		"ErrPort":         {[]string{"serve", "--db", "postgres://ann:geheim@h:port/chat"}, 2},
		"ErrEscape":       {[]string{"serve", "--db", "postgres://ann:geheim%zz@h/chat"}, 2},
		"ErrKeyword":      {[]string{"migrate", "up", "--db", "host=h password=geheim port=x"}, 2},
		"ErrQuote":        {[]string{"migrate", "up", "--db", "host=h password='geheim"}, 2},
		"ErrTLS":          {[]string{"sweep", "--db", "postgres://h/chat?password=geheim&sslmode=geheim2"}, 2},
		"ErrArgument":     {[]string{"serve", "postgres://ann:geheim@h/chat"}, 2},
		"ErrSweep":        {[]string{"sweep", "postgres://ann:geheim@h/chat"}, 2},
		"ErrAction":       {[]string{"migrate", "postgres://ann:geheim@h/chat"}, 2},
		"ErrCommand":      {[]string{"postgres://ann:geheim@h/chat"}, 2},
		"ErrUnreachable":  {[]string{"export", "room", "lobby", "--db", "postgres://ann:geheim@127.0.0.1:1/chat?connect_timeout=1"}, 1},
		"ErrImport":       {[]string{"import", "-", "--db", "host=127.0.0.1 port=1 password=geheim"}, 1},
		"ErrSchema":       {[]string{"erase", "user", "x", "--schema", "a-b", "--db", "postgres://ann:geheim@127.0.0.1:1/chat"}, 1},
		"ErrFileIsNoFile": {[]string{"export", "room", "lobby", "--db", filepath.Join(dir, "none.db")}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs safeBuffer
			code := run(t.Context(), c.args, none, &out, &errs)
			if code != c.code || errs.String() == "" || strings.Contains(out.String()+errs.String(), password) {
				t.Errorf("%d %s %s", code, out.String(), errs.String())
			}
		})
	}
	t.Run("Serving", func(t *testing.T) {
		u, err := url.Parse(pgtest.Open(t))
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(u.User.Username(), password)
		p := on(t, u.String(), "--log-level", "debug")
		p.restart()
		p.guest("Ann")
		if err := p.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
		if log := p.stderr.String(); strings.Contains(log, password) || !strings.Contains(log, u.Host+u.Path) {
			t.Errorf("the log is %s", log)
		}
	})
}

// TestServeInMemory leaves nothing behind.
func TestServeInMemory(t *testing.T) {
	t.Chdir(t.TempDir())
	p := &process{t: t, db: "memory", stderr: &safeBuffer{}}
	p.launch(freeAddr(t))
	t.Cleanup(p.kill)
	p.guest("Ann").must(201, "POST /api/v1/rooms/lobby/messages", map[string]string{"text": "hello"}, nil)
	if err := p.stop(); err != nil {
		t.Errorf("%v\n%s", err, p.stderr)
	}
	if left, err := filepath.Glob("*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestReadyTellsOfAnOutage: a server whose database is away says so and comes back with
// it.
func TestReadyTellsOfAnOutage(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	v := newVictim(on(t, server.Open(t)))
	v.spawn()
	v.serving()
	ann := v.guest("Ann")
	v.ready(200)
	server.Kill(t)
	v.ready(503)
	if res, text, err := ann.do("POST /api/v1/rooms/lobby/messages", map[string]string{"text": "lost?", "clientId": "1"}); err != nil || res.StatusCode < 500 {
		t.Errorf("%v %s %v", res, text, err)
	}
	server.Restart(t)
	v.ready(200)
	ann.must(201, "POST /api/v1/rooms/lobby/messages", map[string]string{"text": "lost?", "clientId": "1"}, nil)
	v.wounds(t)
}
