package bunstore_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// amongOthers has bad share a transaction with two others, for whom it is as if it had
// never been.
func (s *batching) amongOthers(t *testing.T, bad call, want error, commits int) {
	t.Helper()
	release := s.held(t)
	c := begin(t, s.add("a"), bad, s.add("b"))
	release()
	c.ends(t, map[int]error{1: want})
	s.is(t, " edit a b", commits)
}

// errSome stands for an error of the database.
var errSome = errors.New("some error")

// fails is do, whose error is errSome if it is none that has a name.
func fails(do call) call {
	return func(ctx context.Context) error {
		if err := do(ctx); err == nil || errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrExists) {
			return err
		}
		return errSome
	}
}

// TestQueueFullDisk has no room for one of a batch, for which SQLite gives up all of it.
func TestQueueFullDisk(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, s *batching) {
		exec(t, s.db, `PRAGMA max_page_count = 1`) // SQLite takes the present size instead
		big := message("big")
		big.Text = strings.Repeat("x", 1<<20)
		s.amongOthers(t, fails(func(ctx context.Context) error {
			_, _, err := s.AddMessage(ctx, big)
			return err
		}), errSome, 3)
	})
}

// TestQueueBusy has a batch meet somebody who holds the lock: what the first one found out
// the others need not wait for.
func TestQueueBusy(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, s *batching) {
		release := s.held(t)
		var runs atomic.Int32
		busy := s.edit(func() error {
			if runs.Add(1) == 1 {
				return errAgain
			}
			return nil
		})
		c := begin(t, busy, busy, busy)
		release()
		synctest.Wait()
		if n := runs.Load(); n != 1 {
			t.Errorf("%d changes ran without the lock", n)
		}
		c.ends(t, nil)
		if logged := s.logged(t); logged != " edit edit edit edit" || runs.Load() != 4 {
			t.Errorf("after %d runs the log is %q", runs.Load(), logged)
		}
	})
}

// TestQueueErrAtCommit has one whose row the host's database refuses, but not before all
// are to be committed.
func TestQueueErrAtCommit(t *testing.T) {
	dangle := func(ctx context.Context, tx *sql.Tx, ev chat.Event) error {
		if ev.ClientID != "bad" {
			return nil
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO dangling VALUES ('none')`)
		return err
	}
	inBubble(t, dangle, func(t *testing.T, s *batching) {
		exec(t, s.db, `PRAGMA foreign_keys = 1`,
			`CREATE TABLE dangling (room TEXT REFERENCES chat_rooms (id) DEFERRABLE INITIALLY DEFERRED)`)
		s.amongOthers(t, fails(s.add("bad")), errSome, 3)
	})
}

// TestQueueErrOfHook undoes the change with what the hook wrote, and leaves the others.
func TestQueueErrOfHook(t *testing.T) {
	for name, c := range map[string]struct {
		after   string // what the hook does before it fails
		commits int
	}{
		"OK": {`SELECT 1`, 2},
		// As SQLite does by itself when a write is interrupted.
		"OKRolledBack": {`ROLLBACK`, 3},
	} {
		t.Run(name, func(t *testing.T) {
			errMine := errors.New("mine")
			hook := func(ctx context.Context, tx *sql.Tx, ev chat.Event) error {
				_, err := tx.ExecContext(ctx, `INSERT INTO host VALUES (?)`, ev.ClientID)
				if err == nil && ev.ClientID == "bad" {
					_, err = tx.ExecContext(ctx, c.after)
					err = errors.Join(errMine, err)
				}
				return err
			}
			inBubble(t, hook, func(t *testing.T, s *batching) {
				s.amongOthers(t, s.add("bad"), errMine, c.commits)
				var clients []string
				err := s.db.NewRaw(`SELECT client FROM host`).Scan(t.Context(), &clients)
				if diff := cmp.Diff([]string{"", "edit", "a", "b"}, clients); err != nil || diff != "" {
					t.Errorf("the host's rows: %v (-want +got):\n%s", err, diff)
				}
			})
		})
	}
}
