package bunstore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/bunstore"
)

// batching is a store whose changes share transactions, and its database.
type batching struct {
	*bunstore.Store
	db      *bun.DB
	commits int // as of now: only one at a time runs
}

// inBubble runs a test with such a store, in whose bubble one can wait until everybody
// waits.
func inBubble(t *testing.T, hook bunstore.Hook, test func(t *testing.T, s *batching)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		db := openDatabase(t)
		exec(t, db, `CREATE TABLE host (client TEXT)`) // what hooks write
		s := &batching{db: db}
		s.Store = newStore(t, db.WithQueryHook(s), bunstore.Config{
			InTx: hook, Patience: time.Minute, Dialect: bunstore.Dialect{OneWriter: true},
		})
		if _, _, err := s.AddMessage(t.Context(), chat.Message{ID: "m", Room: "lobby", Text: "text"}); err != nil {
			t.Fatal(err)
		}
		s.commits = 0
		test(t, s)
	})
}

// BeforeQuery implements bun.QueryHook.
func (s *batching) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

// AfterQuery implements bun.QueryHook.
func (s *batching) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	if e.Query == "COMMIT" && e.Err == nil {
		s.commits++
	}
}

// A call is one of those that wait for their turn.
type call func(ctx context.Context) error

// add posts a message.
func (s *batching) add(client string) call {
	return func(ctx context.Context) error {
		_, _, err := s.AddMessage(ctx, message(client))
		return err
	}
}

// calling is calls under way.
type calling struct {
	errs    []error
	cancels []context.CancelFunc
	wg      sync.WaitGroup
}

// begin starts calls, which queue up in this order behind whoever writes.
func begin(t *testing.T, calls ...call) *calling {
	c := &calling{errs: make([]error, len(calls)), cancels: make([]context.CancelFunc, len(calls))}
	for i, do := range calls {
		ctx, cancel := context.WithCancel(t.Context())
		c.cancels[i] = cancel
		c.errs[i] = errUnended
		c.wg.Go(func() {
			defer cancel()
			defer func() {
				if p := recover(); p != nil {
					c.errs[i] = fmt.Errorf("%w: %v", errPanic, p)
				}
			}()
			c.errs[i] = do(ctx)
		})
		synctest.Wait()
	}
	return c
}

var (
	errUnended = errors.New("the call has not returned")
	errPanic   = errors.New("the call panicked")
)

// ends waits for the calls and compares what they returned: nil, or the error wanted.
func (c *calling) ends(t *testing.T, want map[int]error) {
	t.Helper()
	c.wg.Wait()
	for i, err := range c.errs {
		if !errors.Is(err, want[i]) || want[i] == nil && err != nil {
			t.Errorf("call %d returned %v, want %v", i, err, want[i])
		}
	}
}

// held holds the database with a change until it is released.
func (s *batching) held(t *testing.T) (release func()) {
	until := make(chan struct{})
	c := begin(t, s.edit(func() error { <-until; return nil }))
	return func() {
		close(until)
		c.ends(t, nil)
	}
}

// edit changes the message that there is.
func (s *batching) edit(during func() error) call {
	return func(ctx context.Context) error {
		_, err := s.UpdateMessage(ctx, "m", chat.Change{Kind: chat.MessageUpdated, ClientID: "edit"}, func(m *chat.Message) error {
			m.Text += "!"
			return during()
		})
		return err
	}
}

// logged are the client IDs in the log, whose revs must have no holes.
func (s *batching) logged(t *testing.T) string {
	t.Helper()
	events, err := s.Events(t.Context(), "lobby", 0, 500)
	if err != nil {
		t.Fatal(err)
	}
	clients := make([]string, len(events))
	for i, ev := range events {
		clients[i] = ev.ClientID
		if ev.Rev != int64(i+1) {
			t.Errorf("rev %d stands in place %d", ev.Rev, i+1)
		}
		if ev.Kind != chat.MessageCreated {
			continue
		}
		if m, err := s.MessageBySeq(t.Context(), "lobby", ev.Rev); err != nil || string(m.ID) != ev.Object {
			t.Errorf("rev %d is %q, and the log says %q: %v", ev.Rev, m.ID, ev.Object, err)
		}
	}
	if r, err := s.Room(t.Context(), "lobby"); err != nil || r.Rev != int64(len(events)) {
		t.Errorf("the room is at rev %d, its log at %d: %v", r.Rev, len(events), err)
	}
	return strings.Join(clients, " ")
}

// is checks the log and how many commits it took.
func (s *batching) is(t *testing.T, logged string, commits int) {
	t.Helper()
	if diff := cmp.Diff(logged, s.logged(t)); diff != "" {
		t.Errorf("the log (-want +got):\n%s", diff)
	}
	if s.commits != commits {
		t.Errorf("%d commits, want %d", s.commits, commits)
	}
}
