package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestKilledWhilePosting kills a process that posts at full speed, several times, and
// looks for every message that it was told is stored.
func TestKilledWhilePosting(t *testing.T) {
	dsn := pgtest.Open(t)
	s := withLobby(t, dsn, nil)
	drivertest.KilledWhilePosting(t, s, func() *drivertest.Child { return drivertest.Start(t, "post", dsn) })
}

// slowly is a migration that takes long, in its second half.
const slowly = `CREATE TABLE chat_slow (n int); SELECT pg_sleep(3600);
	INSERT INTO chat_schema (version) SELECT max(version) + 1 FROM chat_schema;`

func migrateSlowly(ctx context.Context, dsn string) error {
	s, err := postgres.Open(ctx, dsn, nil)
	if err != nil {
		return err
	}
	return drivertest.MigrateSlowly(ctx, s, slowly)
}

// TestKilledWhileMigrating kills a process in the middle of a migration, and the server.
func TestKilledWhileMigrating(t *testing.T) {
	c := pgtest.Start(t)
	for name, kill := range map[string]func(child *drivertest.Child){
		"Client": (*drivertest.Child).Kill,
		"Server": func(child *drivertest.Child) {
			c.Kill(t)
			child.Kill() // it would try again
			c.Restart(t)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dsn := c.Open(t)
			s := unmigrated(t, dsn, nil)
			s.Pool().SetMaxIdleConns(0) // none that was made before the server died
			migrations.Killed(t, dsn, s, func() { sleeping(t, s) }, kill)
		})
	}
}

// sleeping waits until somebody sleeps in the database of s.
func sleeping(t *testing.T, s *postgres.Store) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		n := ask(t, s.Pool(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'")
		if n == "1" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the migration does not begin")
		}
	}
}

// TestServerKilled kills the server under writers that post at full speed, and under a
// change in mid-transaction.
func TestServerKilled(t *testing.T) {
	c := pgtest.Start(t)
	s := withLobby(t, c.Open(t), &postgres.Options{Patience: time.Minute})
	w := startWriters(t, s, 8)
	for range 3 {
		w.wait(50)
		c.Kill(t)
		c.Restart(t)
	}
	w.wait(50)
	drivertest.Stored(t, s, w.stop())

	t.Run("InMidTransaction", func(t *testing.T) {
		before, err := s.Room(t.Context(), drivertest.Lobby)
		if err != nil {
			t.Fatal(err)
		}
		drivertest.Post(t, s, 1)
		runs := 0
		m, err := s.UpdateMessage(t.Context(), "message-1", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error {
			if runs++; runs == 1 {
				c.Kill(t)
				c.Restart(t)
			}
			m.Text = fmt.Sprint("after run ", runs)
			return nil
		})
		if err != nil || runs != 2 || m.Text != "after run 2" || m.Rev != before.Rev+2 {
			t.Errorf("after %d runs and rev %d: %+v: %v", runs, before.Rev, m, err)
		}
	})
	t.Run("WhileItIsDown", func(t *testing.T) {
		impatient, err := postgres.Wrap(s.Pool(), &postgres.Options{Patience: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		c.Kill(t)
		_, _, add := impatient.AddMessage(t.Context(), drivertest.Note("down"))
		_, message := impatient.Message(t.Context(), "message-1")
		_, revoked := impatient.Revoked(t.Context(), "t", time.Now())
		for what, err := range map[string]error{"AddMessage": add, "Message": message, "Revoked": revoked} {
			outage(t, what, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := s.Message(ctx, "message-1"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the context does not end the waiting: %v", err)
		}
		c.Restart(t)
		if _, _, err := s.AddMessage(t.Context(), drivertest.Note("up")); err != nil {
			t.Errorf("AddMessage once the server is back: %v", err)
		}
	})
}

// writers post notes until they are stopped.
type writers struct {
	cancel       context.CancelFunc
	wg           sync.WaitGroup
	posted       chan string // with room for all, so that nobody waits for the test
	acknowledged map[string]bool
}

func startWriters(t *testing.T, s chat.Storage, n int) *writers {
	ctx, cancel := context.WithCancel(t.Context())
	w := &writers{cancel: cancel, posted: make(chan string, 1<<16), acknowledged: map[string]bool{}}
	for i := range n {
		w.wg.Go(func() {
			for k := 0; ctx.Err() == nil; {
				id := fmt.Sprint(i, "-", k)
				// Nobody knows of a commit that was cut off: sent again under its
				// client ID it is there once.
				if _, _, err := s.AddMessage(ctx, drivertest.Note(id)); err == nil {
					k++
					w.posted <- id
				} else if ctx.Err() == nil {
					outage(t, "AddMessage", err)
				}
			}
		})
	}
	return w
}

// wait waits for n more messages.
func (w *writers) wait(n int) {
	for range n {
		w.acknowledged[<-w.posted] = true
	}
}

// stop returns what was acknowledged.
func (w *writers) stop() map[string]bool {
	w.cancel()
	w.wg.Wait()
	w.wait(len(w.posted))
	return w.acknowledged
}
