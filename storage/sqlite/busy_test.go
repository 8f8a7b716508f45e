package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestBusy has another process hold the database.
func TestBusy(t *testing.T) {
	path := file(t)
	drivertest.Post(t, withRoom(t, path, nil), 1)
	c := drivertest.Start(t, "hold", path)
	c.Line(t)

	t.Run("ReadersGoOn", func(t *testing.T) {
		m, err := open(t, path, nil).Message(t.Context(), "message-1")
		if err == nil && m.Text != "text of 1" {
			err = fmt.Errorf("what is not committed is seen: %q", m.Text)
		}
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("ErrBusy", func(t *testing.T) {
		s := unmigrated(t, path, &sqlite.Options{BusyTimeout: time.Millisecond})
		_, _, err := s.AddMessage(t.Context(), drivertest.Note("2"))
		if !sqlite.Busy(err) || errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrExists) {
			t.Errorf("AddMessage: %v", err)
		}
	})
	t.Run("EndsWithContext", func(t *testing.T) {
		s := unmigrated(t, path, &sqlite.Options{BusyTimeout: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, _, err := s.AddMessage(ctx, drivertest.Note("2"))
		err2 := s.Migrate(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err2, context.DeadlineExceeded) {
			t.Errorf("AddMessage: %v; Migrate: %v", err, err2)
		}
	})
	t.Run("GoesOnAfterwards", func(t *testing.T) {
		s := unmigrated(t, path, &sqlite.Options{BusyTimeout: time.Minute})
		done := make(chan error, 1)
		go func() {
			_, _, err := s.AddMessage(t.Context(), drivertest.Note("2"))
			done <- err
		}()
		if err := c.Stdin.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		m, err := s.Message(t.Context(), "message-2")
		if err != nil || m.Seq != 3 {
			t.Errorf("seq %d after the other's edit took 2: %v", m.Seq, err)
		}
	})
}

// TestTwoStores has two stores write to one file at once, as two processes would.
func TestTwoStores(t *testing.T) {
	path := file(t)
	stores := []*sqlite.Store{withRoom(t, path, nil), open(t, path, nil)}
	failed := make(chan error)
	for i, s := range stores {
		for w := range 4 {
			go func() {
				for n := range 25 {
					if _, _, err := s.AddMessage(t.Context(), drivertest.Note(fmt.Sprint(i, "-", w, "-", n))); err != nil {
						failed <- err
						return
					}
				}
				failed <- nil
			}()
		}
	}
	for range 8 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	clients, err := drivertest.Holes(t.Context(), stores[0])
	if err != nil || len(clients) != 200 {
		t.Errorf("%d messages: %v", len(clients), err)
	}
}
