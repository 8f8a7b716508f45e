package bunstore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/bunstore"
)

func TestQueue(t *testing.T) {
	t.Run("OneCommit", func(t *testing.T) {
		inBubble(t, nil, func(t *testing.T, s *batching) {
			release := s.held(t)
			c := begin(t, s.add("a"), s.add("b"), s.add("c"))
			release()
			c.ends(t, nil)
			s.is(t, " edit a b c", 2)
		})
	})
	t.Run("NobodyWaitsForCompany", func(t *testing.T) {
		inBubble(t, nil, func(t *testing.T, s *batching) {
			start := time.Now()
			for _, client := range []string{"a", "b"} {
				begin(t, s.add(client)).ends(t, nil)
			}
			if took := time.Since(start); took != 0 {
				t.Errorf("somebody waited for %v", took)
			}
			s.is(t, " a b", 2)
		})
	})
	t.Run("Bounded", func(t *testing.T) {
		inBubble(t, nil, func(t *testing.T, s *batching) {
			release := s.held(t)
			var calls []call
			want := " edit"
			for i := range bunstore.MaxBatch + 1 {
				calls = append(calls, s.add(fmt.Sprint(i)))
				want += fmt.Sprint(" ", i)
			}
			c := begin(t, calls...)
			release()
			c.ends(t, nil)
			s.is(t, want, 3)
		})
	})
	t.Run("NothingToCommit", func(t *testing.T) {
		inBubble(t, nil, func(t *testing.T, s *batching) {
			release := s.held(t)
			unchanged := s.edit(func() error { return chat.ErrUnchanged })
			c := begin(t, unchanged, unchanged)
			release()
			c.ends(t, nil)
			s.is(t, " edit", 1)
		})
	})
}

// TestQueueFailures has something happen to one of a batch.
func TestQueueFailures(t *testing.T) {
	errMine := errors.New("mine")
	for name, c := range map[string]struct {
		do      func(ctx context.Context, s *batching) error
		want    error
		commits int
	}{
		"ErrNotFound": {want: chat.ErrNotFound, commits: 2, do: func(ctx context.Context, s *batching) error {
			_, _, err := s.AddMember(ctx, chat.Member{Room: "none", User: "ann"}, "")
			return err
		}},
		"ErrOfChange": {want: errMine, commits: 2, do: func(ctx context.Context, s *batching) error {
			return s.edit(func() error { return errMine })(ctx)
		}},
		"ErrCanceledInChange": {want: context.Canceled, commits: 2, do: func(ctx context.Context, s *batching) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			return s.edit(func() error { cancel(); return nil })(ctx)
		}},
		"Panic": {want: errPanic, commits: 3, do: func(ctx context.Context, s *batching) error {
			return s.edit(func() error { panic("mine") })(ctx)
		}},
		"Goexit": {want: errUnended, commits: 3, do: func(ctx context.Context, s *batching) error {
			return s.edit(func() error { runtime.Goexit(); return nil })(ctx)
		}},
		"OKAgain": {commits: 2, do: func(ctx context.Context, s *batching) error {
			m, added, err := s.AddMessage(ctx, message("a"))
			if err == nil && (added || m.Seq != 3) {
				err = fmt.Errorf("sent again: added %t, seq %d", added, m.Seq)
			}
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(t *testing.T, s *batching) {
				release := s.held(t)
				calls := begin(t, s.add("a"), func(ctx context.Context) error { return c.do(ctx, s) }, s.add("b"))
				release()
				calls.ends(t, map[int]error{1: c.want})
				s.is(t, " edit a b", c.commits)
			})
		})
	}
}

// TestQueueLeave ends the context of somebody who waits for others.
func TestQueueLeave(t *testing.T) {
	t.Run("BeforeItsTurn", func(t *testing.T) {
		inBubble(t, nil, func(t *testing.T, s *batching) {
			release := s.held(t)
			c := begin(t, s.add("a"), s.add("b"), s.add("c"))
			c.cancels[1]()
			synctest.Wait()
			if err := c.errs[1]; !errors.Is(err, context.Canceled) {
				t.Errorf("before the database is free: %v", err)
			}
			release()
			c.ends(t, map[int]error{1: context.Canceled})
			s.is(t, " edit a c", 2)
		})
	})
	t.Run("AfterItsTurn", func(t *testing.T) {
		inBubble(t, nil, func(t *testing.T, s *batching) {
			first := s.held(t)
			c := begin(t, s.add("a"), s.add("b"))
			second := s.held(t)
			first()
			synctest.Wait() // a and b are part of the transaction, and so will be what holds it
			c.cancels[0]()
			synctest.Wait()
			if err := c.errs[0]; !errors.Is(err, context.Canceled) {
				t.Errorf("before the others are through: %v", err)
			}
			second()
			c.ends(t, map[int]error{0: context.Canceled})
			s.is(t, " edit b edit", 3)
		})
	})
	t.Run("All", func(t *testing.T) {
		inBubble(t, nil, func(t *testing.T, s *batching) {
			only, err := s.db.DB.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c := begin(t, s.add("a"), s.add("b"), s.add("c"))
			for _, cancel := range c.cancels {
				cancel()
				synctest.Wait() // from the second on it is a batch
			}
			c.ends(t, map[int]error{0: context.Canceled, 1: context.Canceled, 2: context.Canceled})
			if err := only.Close(); err != nil {
				t.Fatal(err)
			}
			s.is(t, "", 0)
		})
	})
}

// TestQueueTrust counts how often the changes of a batch run: first without savepoints, and
// all of them again only if one fails.
func TestQueueTrust(t *testing.T) {
	errMine := errors.New("mine")
	for name, c := range map[string]struct {
		hook bunstore.Hook
		runs [3]int // of the same change, in a batch where all succeed, one where one fails, and the next
	}{
		"Once":               {runs: [3]int{1, 2, 1}},
		"OnceWithAHostsPart": {hook: func(context.Context, *sql.Tx, chat.Event) error { return nil }, runs: [3]int{1, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, c.hook, func(t *testing.T, s *batching) {
				for i, other := range []error{nil, errMine, nil} {
					runs := 0
					release := s.held(t)
					calls := begin(t, s.edit(func() error { runs++; return nil }), s.edit(func() error { return other }))
					release()
					calls.ends(t, map[int]error{1: other})
					if runs != c.runs[i] {
						t.Errorf("in batch %d a change ran %d times, want %d", i, runs, c.runs[i])
					}
				}
			})
		})
	}
}
