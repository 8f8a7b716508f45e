package bunstore_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/bunstore"
)

// errRaced is what the database of these tests says when it gives up a transaction.
var errRaced = errors.New("raced")

// TestHookErrors tells what a hook returns from what the database does.
func TestHookErrors(t *testing.T) {
	for name, c := range map[string]struct {
		err  error // what the hook returns the first time
		ends bool  // whether the transaction is lost by then
		runs int
	}{
		"ErrThatDatabaseHasToo": {err: errAgain, runs: 1},
		"ErrOfOtherConnection":  {err: io.EOF, runs: 1},
		"OKAfterRace":           {err: errRaced, runs: 2},
		"OKAfterOutage":         {err: io.EOF, ends: true, runs: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				runs := 0
				s := newStore(t, openDatabase(t), bunstore.Config{
					Patience: time.Minute,
					Dialect: bunstore.Dialect{
						Raced: func(err error) bool { return errors.Is(err, errRaced) },
						Lost:  func(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, sql.ErrTxDone) },
					},
					InTx: func(_ context.Context, tx *sql.Tx, _ chat.Event) error {
						if runs++; runs > 1 {
							return nil
						}
						if c.ends {
							_ = tx.Rollback()
						}
						return c.err
					},
				})
				_, _, err := s.AddMessage(t.Context(), message("a"))
				if runs != c.runs || c.runs == 1 && !errors.Is(err, c.err) || c.runs > 1 && err != nil {
					t.Errorf("after %d runs: %v", runs, err)
				}
			})
		})
	}
}

// TestDangling has something else change what a row refers to, for a second.
func TestDangling(t *testing.T) {
	const consumer, log = "mirror", "lobby"
	for name, c := range map[string]struct {
		table, on string
		do        func(ctx context.Context, s *bunstore.Store) error
	}{
		"StartConsumer": {"cursors", "INSERT", func(ctx context.Context, s *bunstore.Store) error {
			return s.StartConsumer(ctx, "another")
		}},
		"MoveCursor": {"cursors", "INSERT", func(ctx context.Context, s *bunstore.Store) error {
			return s.MoveCursor(ctx, consumer, log, 1)
		}},
		"AddLetter": {"letters", "INSERT", func(ctx context.Context, s *bunstore.Store) error {
			return s.AddLetter(ctx, chat.Letter{Consumer: consumer, Room: log, Rev: 1})
		}},
		"DropConsumer": {"consumers", "DELETE", func(ctx context.Context, s *bunstore.Store) error {
			return s.DropConsumer(ctx, consumer)
		}},
		"EraseUser": {"rooms", "DELETE", func(ctx context.Context, s *bunstore.Store) error {
			_, err := s.EraseUser(ctx, chat.User{ID: "ann", Provider: "erased", Subject: "ann"}, time.Now())
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := openDatabase(t)
				refused := 0
				s := newStore(t, db, bunstore.Config{Patience: time.Minute, Dialect: bunstore.Dialect{
					Dangling: func(error) bool { refused++; return true },
				}})
				prepare(t, s, consumer)
				exec(t, db, `CREATE TRIGGER refuse BEFORE `+c.on+` ON chat_`+c.table+` BEGIN SELECT raise(ABORT, 'refused'); END`)
				ended := make(chan error, 1)
				go func() { ended <- c.do(t.Context(), s) }()
				time.Sleep(time.Second)
				exec(t, db, `DROP TRIGGER refuse`)
				if err := <-ended; err != nil || refused < 2 {
					t.Errorf("refused %d times, and then: %v", refused, err)
				}
			})
		})
	}
}

// prepare makes a consumer, and a user with a log of their own.
func prepare(t *testing.T, s *bunstore.Store, consumer string) {
	t.Helper()
	_, err := s.SaveUser(t.Context(), chat.User{ID: "ann", Provider: "p", Subject: "ann"}, nil)
	_, _, err2 := s.AddMember(t.Context(), chat.Member{Room: "lobby", User: "ann"}, "ann")
	_, _, err3 := s.AddMessage(t.Context(), message("a"))
	if err := errors.Join(err, err2, err3, s.StartConsumerFromLog(t.Context(), consumer)); err != nil {
		t.Fatal(err)
	}
}
