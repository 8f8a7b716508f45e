package chat_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// TestRevoke: who tells that a user's rights ended, and of whom.
func TestRevoke(t *testing.T) {
	store := &failing{Storage: memory.New()}
	var told []chat.UserID
	w := worldOver(t, store, func(o *chat.Options) {
		o.Revoked = func(_ context.Context, user chat.UserID) { told = append(told, user) }
	})
	ann := w.user("ann")
	tells := func(t *testing.T, want ...chat.UserID) {
		t.Helper()
		if !slices.Equal(told, want) {
			t.Errorf("told of %q, want %q", told, want)
		}
		told = nil
	}
	id := func(subject string) chat.Identity { return chat.Identity{Provider: "test", Subject: subject} }

	t.Run("Revoke", func(t *testing.T) {
		if err := w.Revoke(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
		tells(t, ann.ID)
	})
	t.Run("SignOut", func(t *testing.T) {
		if err := w.SignOut(t.Context(), id("ann")); err != nil {
			t.Fatal(err)
		}
		tells(t, ann.ID)
	})
	t.Run("SignOutOfAStrangerRemembersNobody", func(t *testing.T) {
		if err := w.SignOut(t.Context(), id("stranger")); err != nil {
			t.Fatal(err)
		}
		tells(t)
		if u, err := store.UserBySubject(t.Context(), "test", "stranger"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %+v, %v", u, err)
		}
	})
	t.Run("ErrSignOutOutage", func(t *testing.T) {
		store.subject = func() error { return errDown }
		defer func() { store.subject = nil }()
		if err := w.SignOut(t.Context(), id("ann")); !errors.Is(err, errDown) {
			t.Errorf("got %v", err)
		}
		tells(t)
	})
	t.Run("EraseUser", func(t *testing.T) {
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
		tells(t, ann.ID)
	})
	t.Run("AfterShutdown", func(t *testing.T) {
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := w.SignOut(t.Context(), id("ann")); err != nil {
			t.Errorf("sign out: %v", err)
		}
		if err := w.Revoke(t.Context(), ann.ID); !errors.Is(err, chat.ErrClosed) {
			t.Errorf("revoke: %v", err)
		}
		tells(t)
	})
}
