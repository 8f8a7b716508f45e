package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// kills is how many deaths a server has to survive. A tenth of them come before it was
// ever up.
const kills = 100

// TestHundredKills: the server is killed a hundred times with SIGKILL, while it starts
// and while it works, and started again, as people write, edit and delete without a pause
// and repeat what nobody acknowledged. In the end all that was acknowledged is there once,
// what was given up at most once, the revs have no hole, and a subscriber who stayed has
// heard of each, in order, once. A Bayeux server elsewhere, which knows no positions, has
// heard of each in order too, and of some again.
func TestHundredKills(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		hundredKills(t, filepath.Join(t.TempDir(), "parley.db"), func(*victim, int) {})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		server := pgtest.Start(t)
		hundredKills(t, server.Open(t), func(v *victim, kill int) {
			if kill%30 == 15 {
				outage(v, server)
			}
		})
	})
}

// hundredKills does it; between is called between one death and the next.
func hundredKills(t *testing.T, db string, between func(v *victim, kill int)) {
	mirror := startBus(t, "--secret", secret)
	v := newVictim(on(t, db, "--faye-url", mirror.url+"/faye", "--faye-secret", secret, "--log-level", "warn"))
	v.pace = 200 * time.Millisecond
	for range kills / 10 {
		v.killOnTheWay()
	}
	v.spawn()
	v.serving()
	lobby, told := v.lobby(), newPromised()
	near := listen100(t, "the subscriber", v.url, lobby, 0, false)
	far := listen100(t, "the mirror's subscriber", mirror.url, lobby, 0, true)
	var done sync.WaitGroup
	t.Cleanup(done.Wait)
	working, stop := context.WithCancel(t.Context())
	for i := range 4 {
		name := fmt.Sprint("w", i)
		w := &writer{t: t, one: v.guest(name), name: name, told: told, dice: rand.New(rand.NewPCG(v.dice.Uint64(), 0))}
		done.Go(func() { w.run(working) })
	}
	v.kill()
	for kill := kills/10 + 1; kill < kills; kill++ {
		if between(v, kill); v.dice.IntN(4) == 0 {
			v.killOnTheWay()
		} else {
			v.killAtWork(told)
		}
	}
	v.spawn()
	v.serving()
	stop()
	done.Wait()
	room, head := committed(v.nobody())
	told.keeps(t, room)
	sound(t, db, len(room), head)
	for _, l := range []*listener{near, far} {
		l.through(head)
		l.believes(room)
	}
	v.wounds(t)
}

// outage kills the database under a server that works. The server says so, and works on
// by itself when the database is back.
func outage(v *victim, database *pgtest.Cluster) {
	v.t.Helper()
	v.spawn()
	v.serving()
	database.Kill(v.t)
	v.ready(503)
	database.Restart(v.t)
	v.ready(200)
	v.kill()
}

// ready waits for an answer of /readyz.
func (v *victim) ready(want int) {
	v.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		res, text, err := v.nobody().do("GET /readyz", nil)
		if err != nil {
			v.t.Fatal(err)
		}
		if res.StatusCode == want {
			return
		}
		if time.Now().After(deadline) {
			v.t.Fatalf("/readyz still says %s %s\n%s", res.Status, text, v.stderr)
		}
	}
}
