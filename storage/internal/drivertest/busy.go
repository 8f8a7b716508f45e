package drivertest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// Busy is a database that somebody else holds, in the middle of an edit of message-1 of a
// lobby with one note.
type Busy struct {
	// Open opens a store that has that much patience.
	Open func(t *testing.T, patience time.Duration) chat.Storage
	// Is tells whether an error says that somebody else was in the way.
	Is func(err error) bool
	// Release has them commit.
	Release func(t *testing.T)
}

// Run checks that nobody waits who need not, and that those who must wait are told, end
// with their context, and go on afterwards.
func (b Busy) Run(t *testing.T) {
	t.Run("ReadersGoOn", func(t *testing.T) {
		m, err := b.Open(t, time.Minute).Message(t.Context(), "message-1")
		if err == nil && m.Text != textOf("1") {
			err = fmt.Errorf("what is not committed is seen: %q", m.Text)
		}
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("ErrBusy", func(t *testing.T) {
		_, _, err := b.Open(t, time.Millisecond).AddMessage(t.Context(), Note("2"))
		if !b.Is(err) || errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrExists) {
			t.Errorf("AddMessage: %v", err)
		}
	})
	t.Run("EndsWithContext", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, _, err := b.Open(t, time.Hour).AddMessage(ctx, Note("2")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("AddMessage: %v", err)
		}
	})
	t.Run("GoesOnAfterwards", b.goesOn)
}

func (b Busy) goesOn(t *testing.T) {
	s := b.Open(t, time.Minute)
	done := make(chan error, 1)
	go func() {
		_, _, err := s.AddMessage(t.Context(), Note("2"))
		done <- err
	}()
	b.Release(t)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	m, err := s.Message(t.Context(), "message-2")
	if err != nil || m.Seq != 3 {
		t.Errorf("seq %d after the other's edit took 2: %v", m.Seq, err)
	}
}
