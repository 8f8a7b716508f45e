package chat_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

func TestWithin(t *testing.T) { onEachHost(t, testWithin) }

func testWithin(t *testing.T, fresh freshHost) {
	t.Run("ACommitMakesItVisibleAndPublishesIt", func(t *testing.T) {
		h := fresh(t, 0)
		ann := h.user("ann")
		of, tx := h.begin()
		msg, created, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "paid"})
		if err != nil || !created || msg.Author.DisplayName != "ann" {
			t.Fatalf("got %+v, %v, %v", msg, created, err)
		}
		if got, err := tx.Message(t.Context(), ann.ID, msg.ID); err != nil || got.Text != "paid" {
			t.Errorf("within: %+v, %v", got, err)
		}
		if _, err := h.Message(t.Context(), ann.ID, msg.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("before the commit: %v", err)
		}
		if len(h.events) > 0 {
			t.Error("published before the commit")
		}
		h.must(of.Commit())
		tx.Done()
		if ev := h.next(); ev.Rev != 1 || ev.Message == nil || ev.Message.ID != msg.ID || ev.Message.Text != "paid" {
			t.Errorf("got %+v", ev)
		}
	})
	t.Run("ARollbackLeavesNothing", func(t *testing.T) {
		h := fresh(t, 0)
		ann := h.user("ann")
		if err := h.order(ann, 1, false); err == nil {
			t.Fatal("it was committed")
		}
		h.must(h.order(ann, 2, true))
		if ev := h.next(); ev.Rev != 1 || ev.Message.Text != "Order 2" {
			t.Errorf("got %+v", ev)
		}
		h.must(h.Shutdown(t.Context()))
		if n := h.orders(); n != 1 || len(h.events) > 0 {
			t.Errorf("%d orders, and %d more events", n, len(h.events))
		}
	})
	t.Run("DoneMayBeForgotten", func(t *testing.T) {
		h := fresh(t, 0)
		ann := h.user("ann")
		for i := range 3 {
			of, tx := h.begin()
			_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "x"})
			h.must(errors.Join(err, of.Commit()))
			if ev := h.next(); ev.Rev != int64(i)+1 {
				t.Fatalf("got %+v", ev)
			}
		}
	})
	t.Run("DoneMayComeFirstAndTwice", func(t *testing.T) {
		h := fresh(t, 0)
		ann := h.user("ann")
		of, tx := h.begin()
		_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "one"})
		tx.Done()
		_, _, err2 := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "two"})
		tx.Done()
		h.must(errors.Join(err, err2, of.Commit()))
		if one, two := h.next(), h.next(); one.Rev != 1 || two.Rev != 2 {
			t.Errorf("got %+v, %+v", one, two)
		}
	})
	t.Run("EverythingThatTheModuleCanDo", func(t *testing.T) { everythingWithin(t, fresh(t, 0)) })
	t.Run("ARollbackOfEverythingLeavesNothing", func(t *testing.T) { nothingWithin(t, fresh(t, 0)) })
	t.Run("OneConnectionIsEnough", func(t *testing.T) { everythingWithin(t, fresh(t, 1)) })
	t.Run("WhatFailsLeavesNoTrace", func(t *testing.T) {
		h := fresh(t, 0)
		ann, bob := h.user("ann"), h.user("bob")
		of, tx := h.begin()
		post := func(text, client string) (chat.Message, error) {
			msg, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: text, ClientID: client})
			return msg, err
		}
		msg, err := post("one", "1")
		h.must(err)
		for name, is := range map[string]struct {
			want error
			do   func() error
		}{
			"blank":    {chat.ErrInvalid, func() error { _, err := post(" ", "2"); return err }},
			"reused":   {chat.ErrReused, func() error { _, err := post("two", "1"); return err }},
			"not hers": {chat.ErrForbidden, func() error { _, err := tx.Delete(t.Context(), bob.ID, msg.ID); return err }},
			"no room":  {chat.ErrNotFound, func() error { _, err := tx.Room(t.Context(), ann.ID, "nowhere"); return err }},
			"slug": {chat.ErrExists, func() error {
				_, err := tx.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Slug: "lobby", Name: "L"})
				return err
			}},
			"a user's":  {chat.ErrNotFound, func() error { _, err := tx.AddMember(t.Context(), "", chat.UserLog(ann.ID), bob.ID); return err }},
			"cancelled": {context.Canceled, func() error { _, err := tx.Edit(cancelled(t), ann.ID, msg.ID, chat.Edit{Text: "x"}); return err }},
		} {
			if err := is.do(); !errors.Is(err, is.want) {
				t.Errorf("%s: %v, want %v", name, err, is.want)
			}
		}
		last, err := post("last", "3")
		h.must(errors.Join(err, place(t.Context(), of, 1), of.Commit()))
		tx.Done()
		if last.Seq != 2 || h.orders() != 1 {
			t.Errorf("what failed took a Rev: %+v; %d orders", last, h.orders())
		}
		if one, two := h.next(), h.next(); one.Message.Text != "one" || two.Message.Text != "last" {
			t.Errorf("got %+v, %+v", one, two)
		}
	})
	t.Run("AHookThatRefusesLeavesNoTrace", func(t *testing.T) {
		h := fresh(t, 0, func(o *chat.Options) {
			o.Before.Post = func(_ context.Context, _ chat.User, _ chat.Room, d *chat.Draft) error {
				if d.Text == "rude" {
					return chat.Refuse("Please be kind.")
				}
				return nil
			}
		})
		ann := h.user("ann")
		of, tx := h.begin()
		_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "rude"})
		if !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("got %v", err)
		}
		_, _, err = tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "kind"})
		h.must(errors.Join(err, place(t.Context(), of, 1), of.Commit()))
		tx.Done()
		if ev := h.next(); ev.Rev != 1 || ev.Message.Text != "kind" || h.orders() != 1 {
			t.Errorf("%+v, %d orders", ev, h.orders())
		}
	})
	t.Run("ErrTxDone", func(t *testing.T) {
		h := fresh(t, 0)
		ann := h.user("ann")
		for name, end := range map[string]func(hostTx) error{"commit": hostTx.Commit, "rollback": hostTx.Rollback} {
			of, tx := h.begin()
			h.must(end(of))
			_, err1 := tx.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "late"})
			_, _, err2 := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "late"})
			_, err3 := tx.Room(t.Context(), ann.ID, "lobby")
			for _, err := range []error{err1, err2, err3} {
				if !errors.Is(err, sql.ErrTxDone) || errors.Is(err, chat.ErrNotFound) {
					t.Errorf("after %s: %v", name, err)
				}
			}
			tx.Done()
		}
	})
	t.Run("ManyAtOnce", func(t *testing.T) {
		const writers, each = 6, 8
		h := fresh(t, 0)
		ann := h.user("ann")
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				for j := range each {
					commit := j%4 != 3
					if err := h.order(ann, i*each+j, commit); (err == nil) != commit {
						t.Error(err)
					}
					if _, _, err := h.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "between"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		h.must(h.Shutdown(t.Context()))
		const committed = writers * each / 4 * 3
		close(h.events)
		var rev int64
		for ev := range h.events {
			if rev++; ev.Rev != rev {
				t.Fatalf("event %d is of rev %d", rev, ev.Rev)
			}
		}
		if want := int64(committed + writers*each); rev != want || h.orders() != committed {
			t.Errorf("%d events, want %d; %d orders, want %d", rev, want, h.orders(), committed)
		}
	})
}

// cancelled is a context that has ended.
func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// everything does in a transaction all that the module can do there, with a row of the
// host's.
func (h *hosted) everything(ann chat.User, of hostTx, tx *chat.Tx) (room chat.Room, bob chat.User) {
	h.Helper()
	h.must(place(h.Context(), of, 1))
	bob, err := tx.SignIn(h.Context(), chat.Identity{Provider: "test", Subject: "bob", Name: "Bob"})
	h.must(err)
	room, err = tx.CreateRoom(h.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "orders", Name: "Orders"})
	h.must(err)
	_, err = tx.AddMember(h.Context(), ann.ID, room.ID, bob.ID)
	h.must(err)
	msg, _, err := tx.Post(h.Context(), bob.ID, room.ID, chat.Draft{Text: "frist"})
	h.must(err)
	_, err = tx.Edit(h.Context(), bob.ID, msg.ID, chat.Edit{Text: "first", IfRev: msg.Rev})
	h.must(err)
	gone, _, err := tx.Post(h.Context(), ann.ID, room.ID, chat.Draft{Text: "gone"})
	h.must(err)
	_, err = tx.Delete(h.Context(), ann.ID, gone.ID)
	h.must(err)
	if r, err := tx.Room(h.Context(), bob.ID, "orders"); err != nil || r.Rev != 5 {
		h.Errorf("within: %+v, %v", r, err)
	}
	return room, bob
}

// allTold ends the module and returns what was published, for each log.
func (h *hosted) allTold() map[chat.RoomID]string {
	h.Helper()
	h.must(h.Shutdown(h.Context()))
	close(h.events)
	told := map[chat.RoomID]string{}
	for ev := range h.events {
		told[ev.Room] += fmt.Sprint(ev.Rev, " ", ev.Kind, ", ")
	}
	return told
}

func everythingWithin(t *testing.T, h *hosted) {
	ann := h.user("ann")
	of, tx := h.begin()
	room, bob := h.everything(ann, of, tx)
	if len(h.events) > 0 {
		t.Error("published before the commit")
	}
	h.must(of.Commit())
	tx.Done()
	want := map[chat.RoomID]string{
		room.ID:              "1 member.joined, 2 message.created, 3 message.updated, 4 message.created, 5 message.deleted, ",
		chat.UserLog(ann.ID): "1 room.added, ", chat.UserLog(bob.ID): "1 room.added, ",
	}
	if diff := cmp.Diff(want, h.allTold()); diff != "" || h.orders() != 1 {
		t.Errorf("%d orders, told (-want +got):\n%s", h.orders(), diff)
	}
}

func nothingWithin(t *testing.T, h *hosted) {
	ann := h.user("ann")
	of, tx := h.begin()
	room, bob := h.everything(ann, of, tx)
	h.must(of.Rollback())
	tx.Done()
	if _, err := h.Room(t.Context(), ann.ID, "orders"); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("the room: %v", err)
	}
	if _, err := h.from.User(t.Context(), bob.ID); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("bob: %v", err)
	}
	if _, err := h.from.Room(t.Context(), chat.UserLog(ann.ID)); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("the log of ann: %v", err)
	}
	again := h.open(ann, "orders") // its slug is free
	h.say(ann, again.ID, "first")
	want := map[chat.RoomID]string{again.ID: "1 message.created, ", chat.UserLog(ann.ID): "1 room.added, "}
	if diff := cmp.Diff(want, h.allTold()); diff != "" || h.orders() != 0 || again.ID == room.ID {
		t.Errorf("%d orders, told (-want +got):\n%s", h.orders(), diff)
	}
}

func TestWithinErrNoStorage(t *testing.T) {
	w := newWorld(t)
	if _, err := w.Within(nil).Room(t.Context(), "", "lobby"); err == nil {
		t.Error("no error")
	}
}

func TestWithinAndShutdown(t *testing.T) { onEachHost(t, testWithinAndShutdown) }

func testWithinAndShutdown(t *testing.T, fresh freshHost) {
	t.Run("WaitsForWhatWasWritten", func(t *testing.T) {
		h := fresh(t, 0)
		ann := h.user("ann")
		of, tx := h.begin()
		_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "one"})
		h.must(err)
		ended := make(chan error)
		go func() { ended <- h.Shutdown(context.Background()) }()
		for !closed(h) {
		}
		select {
		case err := <-ended:
			t.Fatalf("it did not wait: %v", err)
		default:
		}
		_, _, err = tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "two"})
		h.must(errors.Join(err, of.Commit()))
		tx.Done()
		h.must(<-ended)
		if len(h.events) != 2 {
			t.Errorf("%d events", len(h.events))
		}
	})
	t.Run("GivesUpWithItsContext", func(t *testing.T) {
		h := fresh(t, 0)
		ann := h.user("ann")
		_, tx := h.begin()
		_, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "never committed"})
		h.must(err)
		if err := h.Shutdown(cancelled(t)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrClosed", func(t *testing.T) {
		h := fresh(t, 0)
		ann := h.user("ann")
		_, tx := h.begin()
		h.must(h.Shutdown(t.Context()))
		if _, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), chat.Draft{Text: "late"}); !errors.Is(err, chat.ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
}

// closed tells whether the module refuses what is new.
func closed(h *hosted) bool {
	_, err := h.Module.Log(context.Background(), "", h.Lobby())
	return errors.Is(err, chat.ErrClosed)
}
