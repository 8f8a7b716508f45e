package chat_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// exportedUser is everything about the user as lines of JSON.
func (w *world) exportedUser(id chat.UserID) string {
	w.Helper()
	var out bytes.Buffer
	if err := w.ExportUser(w.Context(), &out, id); err != nil {
		w.Fatal(err)
	}
	return out.String()
}

func TestExportUser(t *testing.T) {
	t.Run("HoldsWhatIsTheirsAndNothingOfOthers", func(t *testing.T) {
		w := newWorld(t)
		room, _, bob, _ := lived(w)
		w.post(bob, "in the lobby")
		empty := w.open(bob, "empty")
		export := w.exportedUser(bob.ID)
		for _, want := range []string{`"bob"`, `"text":"first"`, `"text":"frist"`, `"text":"in the lobby"`, `"deletedAt"`, `"readSeq":3`, string(room.ID), string(empty.ID)} {
			if !strings.Contains(export, want) {
				t.Errorf("it lacks %s:\n%s", want, export)
			}
		}
		for _, no := range []string{"ann", "hello", "last", "to be deleted"} {
			if strings.Contains(export, no) {
				t.Errorf("it holds %s:\n%s", no, export)
			}
		}
		if n := strings.Count(export, `"type":"message"`); n != 3 {
			t.Errorf("%d messages:\n%s", n, export)
		}
	})
	t.Run("DoesNotTellWithWhom", func(t *testing.T) {
		w, next := newWorld(t), newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		pair, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{bob.ID}})
		if err != nil {
			t.Fatal(err)
		}
		w.say(bob, pair.ID, "between us")
		export := w.exportedUser(bob.ID)
		if strings.Contains(export, string(ann.ID)) || !strings.Contains(export, "between us") {
			t.Errorf("got\n%s", export)
		}
		next.imported(export, nil)
		if again := next.exportedUser(bob.ID); again != export {
			t.Errorf("%s became\n%s", export, again)
		}
	})
	for _, kind := range storageKinds() {
		t.Run("GoesRoundBy"+kind.name, func(t *testing.T) {
			w, next := newWorld(t), worldOver(t, kind.fresh(t)())
			_, _, bob, _ := lived(w)
			w.open(bob, "empty")
			export := w.exportedUser(bob.ID)
			if got := next.imported(export, nil); got != (chat.ImportReport{Users: 1, Rooms: 2, Members: 2, Messages: 2, Reactions: 1}) {
				t.Errorf("got %+v", got)
			}
			if again := next.exportedUser(bob.ID); again != export {
				t.Errorf("%s became\n%s", export, again)
			}
		})
	}
	t.Run("OfSomebodyErasedIsAlmostNothing", func(t *testing.T) {
		w := newWorld(t)
		_, _, _, eve := lived(w)
		export := w.exportedUser(eve.ID)
		if strings.Contains(export, `"eve"`) || strings.Contains(export, "of eve") || !strings.Contains(export, "Deleted user") {
			t.Errorf("got\n%s", export)
		}
		next := newWorld(t)
		next.imported(export, nil)
		if u, err := next.store.User(t.Context(), eve.ID); err != nil || u.ErasedAt.IsZero() {
			t.Errorf("imported %+v, %v", u, err)
		}
	})
	t.Run("InTheOrderOfEachRoom", func(t *testing.T) {
		w := newWorld(t)
		bob := w.user("bob")
		tea := w.open(bob, "tea")
		for range 250 {
			w.say(bob, tea.ID, "tea")
			w.post(bob, "lobby")
		}
		export := w.exportedUser(bob.ID)
		if got := newWorld(t).imported(export, nil); got.Messages != 500 { // it refuses any other order
			t.Errorf("got %+v", got)
		}
	})
	t.Run("ErrNotFound", func(t *testing.T) {
		if err := newWorld(t).ExportUser(t.Context(), &bytes.Buffer{}, "nobody"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("WhatCannotBeWrittenIsAnError", func(t *testing.T) {
		w := newWorld(t)
		_, ann, _, _ := lived(w)
		if err := w.ExportUser(t.Context(), brokenPipe{}, ann.ID); !errors.Is(err, errDown) {
			t.Errorf("got %v", err)
		}
	})
}
