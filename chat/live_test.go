package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// radio is a Live that keeps what it was told.
type radio struct {
	mu   sync.Mutex
	said []chat.Signal
	fail func(chat.Signal) error
}

func (r *radio) Signal(_ context.Context, s chat.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, s)
	if r.fail != nil {
		return r.fail(s)
	}
	return nil
}

// signals takes what was told since.
func (r *radio) signals() []chat.Signal {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	said := r.said
	r.said = nil
	return said
}

// heard takes what was told since, each as "kind room-slug-or-user who what".
func (r *radio) heard() []string {
	var list []string
	for _, s := range r.signals() {
		line := string(s.Kind) + " " + s.User.DisplayName
		switch s.Kind {
		case chat.PresenceUpdated:
			line += " " + string(s.Status)
		case chat.ReceiptUpdated:
			line += fmt.Sprint(" ", s.Unread.ReadSeq)
		case chat.ReadUpdated:
			line += fmt.Sprint(" ", s.Unread.ReadSeq, "+", s.Unread.Count)
		}
		list = append(list, line)
	}
	return list
}

// tuned runs a test in a bubble, with a crew that is heard by the radio.
func tuned(t *testing.T, name string, test func(t *testing.T, w *crew, r *radio)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := &radio{}
			w := newCrew(t, chat.Private, func(o *chat.Options) { o.Live = r; o.SweepEvery = -1 })
			r.heard() // that they joined is not news any more
			test(t, w, r)
		})
	})
}

// hears wants exactly this to have been told since, in any order.
func hears(t *testing.T, r *radio, want ...string) {
	t.Helper()
	got := r.heard()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("heard %q, want %q", got, want)
	}
}

// forgotten wants the module to keep nobody in mind once all has been quiet for a while.
func forgotten(t *testing.T, w *crew) {
	t.Helper()
	time.Sleep(time.Minute)
	synctest.Wait()
	if n := w.Remembered(); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func (c *crew) types(user chat.User, on bool) {
	c.Helper()
	if err := c.Type(c.Context(), user.ID, c.room.ID, on); err != nil {
		c.Fatal(err)
	}
}

func (c *crew) says(user chat.User) {
	c.Helper()
	if _, _, err := c.Post(c.Context(), user.ID, c.room.ID, chat.Draft{Text: "hi"}); err != nil {
		c.Fatal(err)
	}
}

func (c *crew) prefers(user chat.User, p chat.Preferences) {
	c.Helper()
	if _, err := c.UpdatePreferences(c.Context(), user.ID, func(to *chat.Preferences) { *to = p }); err != nil {
		c.Fatal(err)
	}
}

// TestSignalFails: what cannot be told is lost, and all else goes on.
func TestSignalFails(t *testing.T) {
	for name, fail := range map[string]func(chat.Signal) error{
		"Error": func(chat.Signal) error { return errDown },
		"Panic": func(chat.Signal) error { panic("a mistake of the host's") },
	} {
		tuned(t, name, func(t *testing.T, w *crew, r *radio) {
			r.fail = fail
			w.types(w.member, true)
			hears(t, r, "typing.started member")
			r.fail = nil
			w.says(w.member)
			time.Sleep(time.Second)
			hears(t, r, "typing.stopped member")
		})
	}
}

// TestLiveWithoutAnybodyWhoTells: a module without a Live knows who types and who is there,
// and forgets them.
func TestLiveWithoutAnybodyWhoTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newCrew(t, chat.Private, func(o *chat.Options) { o.SweepEvery = -1 })
		w.types(w.member, true)
		session := w.Attend(w.member.ID)
		synctest.Wait()
		typing, err := w.Typing(t.Context(), w.owner.ID, w.room.ID)
		list, _, _, err2 := w.Presence(t.Context(), w.owner.ID, w.room.ID, "", 10)
		if err := errors.Join(err, err2); err != nil || len(typing) != 1 || len(list) != 1 {
			t.Errorf("typing %v, there %v, %v", typing, list, err)
		}
		if _, err := w.MarkRead(t.Context(), w.member.ID, w.room.ID, 1); err != nil {
			t.Error(err)
		}
		session.End()
		forgotten(t, w)
	})
}

// TestLiveShutdown: nothing is told after it, and what comes late does no harm.
func TestLiveShutdown(t *testing.T) {
	tuned(t, "OK", func(t *testing.T, w *crew, r *radio) {
		w.types(w.member, true)
		session := w.Attend(w.member.ID)
		r.heard()
		if err := w.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		session.End()
		w.Attend(w.owner.ID).End()
		if err := w.Type(t.Context(), w.member.ID, w.room.ID, true); !errors.Is(err, chat.ErrClosed) {
			t.Errorf("got %v", err)
		}
		forgotten(t, w)
		hears(t, r)
	})
}

func TestSignalJSON(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	ann := chat.User{ID: "u", DisplayName: "Ann", Preferences: chat.Preferences{HideReads: true}}
	user := `{"id":"u","displayName":"Ann","avatarUrl":"","profileUrl":""}`
	unread := chat.Unread{Room: "r", ReadSeq: 7, LastSeq: 9, Count: 2}
	for _, c := range []struct {
		of   chat.Signal
		want string
	}{
		{chat.Signal{Kind: chat.TypingStopped}, `{"event":"typing.stopped","payload":{"user":` + user + `},"room":"r","at":"2026-11-22T10:00:00Z"}`},
		{chat.Signal{Kind: chat.PresenceUpdated, Status: chat.Away}, `{"event":"presence.updated","payload":{"user":` + user + `,"status":"away"},"room":"r","at":"2026-11-22T10:00:00Z"}`},
		{chat.Signal{Kind: chat.ReceiptUpdated, Unread: unread}, `{"event":"receipt.updated","payload":{"user":` + user + `,"readSeq":7},"room":"r","at":"2026-11-22T10:00:00Z"}`},
		{chat.Signal{Kind: chat.ReadUpdated, Unread: unread, For: "u"}, `{"event":"read.updated","payload":{"room":"r","readSeq":7,"lastSeq":9,"unread":2,"mentions":0},"user":"u","at":"2026-11-22T10:00:00Z"}`},
		{chat.Signal{Kind: chat.PreferencesUpdated, For: "u"}, `{"event":"preferences.updated","payload":{"presence":true,"readReceipts":false},"user":"u","at":"2026-11-22T10:00:00Z"}`},
	} {
		c.of.User, c.of.Room, c.of.At = ann, "r", at
		if b, err := json.Marshal(c.of); err != nil || string(b) != c.want {
			t.Errorf("got %s, %v\nwant %s", b, err, c.want)
		}
	}
}
