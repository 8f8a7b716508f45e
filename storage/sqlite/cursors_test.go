package sqlite_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestCursorsSurvive the process: that is what they are for.
func TestCursorsSurvive(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, nil)
	drivertest.Post(t, s, 5)
	err := s.StartConsumer(t.Context(), "late")
	_, _, err2 := s.AddMessage(t.Context(), drivertest.Note("6"))
	if err := errors.Join(err, err2, s.MoveCursor(t.Context(), "late", "lobby", 6)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddMessage(t.Context(), drivertest.Note("7")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, nil)
	err = s.StartConsumer(t.Context(), "late") // as every start does
	rev, err2 := s.Cursor(t.Context(), "late", "lobby")
	behind, err3 := s.Behind(t.Context(), "late", "", 10)
	if err := errors.Join(err, err2, err3); err != nil || rev != 6 || !slices.Equal(behind, []chat.RoomID{"lobby"}) {
		t.Errorf("cursor at %d, behind in %v: %v", rev, behind, err)
	}
}

// TestTwoStoresStart has two stores start one consumer at once, as two processes would.
func TestTwoStoresStart(t *testing.T) {
	path := file(t)
	a := withRoom(t, path, nil)
	stores := []*sqlite.Store{a, open(t, path, nil)}
	drivertest.Post(t, a, 1)
	type result struct {
		rev int64
		err error
	}
	results := make(chan result)
	for i := range 10 {
		s := stores[i%2]
		go func() {
			err := s.StartConsumer(t.Context(), "mirror")
			rev, err2 := s.Cursor(t.Context(), "mirror", "lobby")
			results <- result{rev, errors.Join(err, err2)}
		}()
	}
	for range 10 {
		if r := <-results; r.err != nil || r.rev != 1 {
			t.Errorf("cursor at %d: %v", r.rev, r.err)
		}
	}
}
