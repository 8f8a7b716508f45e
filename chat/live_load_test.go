package chat_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// TestLiveUnderLoad: whatever people do at once, what was told last is how things are, and
// nobody is kept in mind.
func TestLiveUnderLoad(t *testing.T) {
	tuned(t, "OK", func(t *testing.T, w *crew, r *radio) {
		for range 40 {
			w.says(w.owner)
		}
		r.heard()
		var wg sync.WaitGroup
		for i, u := range []chat.User{w.moderator, w.moderator, w.moderator, w.member, w.member, w.member} {
			wg.Go(func() { restless(w, u, rand.New(rand.NewPCG(7, uint64(i)))) })
		}
		wg.Wait()
		time.Sleep(5 * time.Second) // who sits still now is seen as they are
		synctest.Wait()
		last := r.last()
		for _, u := range []chat.User{w.moderator, w.member} {
			now, err := w.store.User(t.Context(), u.ID)
			unread, err2 := w.store.UnreadIn(t.Context(), w.room.ID, u.ID)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			want := chat.Away
			if now.Preferences.HidePresence {
				want = chat.Offline
			}
			if got := last[chat.PresenceUpdated][u.ID]; got.Status != want && (want != chat.Offline || got.Status != "") {
				t.Errorf("%s was told to be %q, is %q", u.DisplayName, got.Status, want)
			}
			if got := last[chat.ReadUpdated][u.ID]; got.Unread != unread {
				t.Errorf("%s was told %+v, is %+v", u.DisplayName, got.Unread, unread)
			}
			if got := last[chat.PreferencesUpdated][u.ID]; got.User.Preferences != now.Preferences {
				t.Errorf("%s was told %+v, is %+v", u.DisplayName, got.User.Preferences, now.Preferences)
			}
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		for user, s := range r.last()[chat.TypingStarted] {
			if s.Kind != chat.TypingStopped {
				t.Errorf("%s types for ever", user)
			}
		}
	})
}

// last is the last signal of each kind about each person; both kinds of typing are one.
func (r *radio) last() map[chat.SignalKind]map[chat.UserID]chat.Signal {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := map[chat.SignalKind]map[chat.UserID]chat.Signal{}
	for _, s := range r.said {
		kind := s.Kind
		if kind == chat.TypingStopped {
			kind = chat.TypingStarted
		}
		if last[kind] == nil {
			last[kind] = map[chat.UserID]chat.Signal{}
		}
		last[kind][s.User.ID] = s
	}
	return last
}

// restless is a device on which somebody does all sorts of things, and which they leave
// lying about.
func restless(w *crew, u chat.User, dice *rand.Rand) {
	session := w.Attend(u.ID)
	for range 200 {
		var err error
		switch dice.IntN(7) {
		case 0:
			session.End()
			session = w.Attend(u.ID)
		case 1:
			err = session.SetStatus(chat.Away)
		case 2:
			err = session.SetStatus(chat.Online)
		case 3:
			err = w.Type(w.Context(), u.ID, w.room.ID, dice.IntN(2) == 0)
		case 4:
			_, err = w.MarkUnread(w.Context(), u.ID, w.room.ID, dice.Int64N(40))
		case 5:
			hide := dice.IntN(2) == 0
			_, err = w.UpdatePreferences(w.Context(), u.ID, func(p *chat.Preferences) { p.HidePresence = hide })
		case 6:
			time.Sleep(time.Duration(dice.IntN(2000)) * time.Millisecond)
		}
		if err != nil {
			w.Error(err)
		}
	}
	if err := session.SetStatus(chat.Away); err != nil {
		w.Error(err)
	}
}
