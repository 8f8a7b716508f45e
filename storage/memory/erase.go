package memory

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// EraseUser implements chat.UserStore.
func (s *Store) EraseUser(ctx context.Context, blank chat.User, at time.Time) (rooms []chat.RoomID, err error) {
	at = stamp(at)
	err = s.do(ctx, "erase user", string(blank.ID), func() error {
		u := s.users[blank.ID]
		if u == nil {
			return chat.ErrNotFound
		}
		if !u.ErasedAt.IsZero() {
			return nil
		}
		if other := s.subjects[subject{blank.Provider, blank.Subject}]; other != nil && other != u {
			return chat.ErrExists
		}
		s.removeLog(chat.UserLog(u.ID))
		delete(s.bookmarks, u.ID)
		s.dropBot(u.ID)
		maps.DeleteFunc(s.follows, func(k followKey, _ *follow) bool { return k.user == u.ID })
		for _, id := range slices.Sorted(maps.Keys(s.rooms)) {
			if s.eraseFrom(s.rooms[id], u.ID, at) {
				rooms = append(rooms, id)
			}
		}
		s.dropFiles(func(f *chat.File) bool { return f.User == u.ID })
		s.silence(u.ID)
		s.eraseOrder(u.ID)
		blank.Bot = blank.Provider == chat.BotProvider
		s.refresh(u, blank)
		u.Preferences, u.UpdatedAt, u.ErasedAt = blank.Preferences, stamp(u.UpdatedAt), at
		return nil
	})
	return rooms, err
}

// eraseFrom erases a user from one room, and tells whether there was anything.
func (s *Store) eraseFrom(r *room, user chat.UserID, at time.Time) bool {
	_, found := r.members[user]
	delete(r.members, user)
	for i, ev := range r.log {
		if ev.Actor == user && ev.ClientID != "" {
			r.log[i].ClientID, found = "", true
		}
	}
	var theirs, answered []*chat.Message
	for _, m := range r.history {
		if m.AuthorID == user {
			theirs = append(theirs, m)
			s.dropAnswers(m.ID)
		} else if reacted, called := s.dropReactionsBy(m.ID, user), s.dropMention(m.ID, user); reacted || called {
			answered = append(answered, m)
		}
	}
	if !found && len(theirs)+len(answered) == 0 {
		return false
	}
	rev := r.next(chat.Event{Kind: chat.UserErased, Object: string(user), Actor: user, At: at})
	for _, m := range answered {
		m.Rev = rev
	}
	for _, m := range theirs {
		delete(r.sent, sent{m.AuthorID, m.ClientID})
	}
	for _, m := range theirs {
		r.erase(m, rev, at)
	}
	return true
}

// erase makes a message a tombstone that says nothing.
func (r *room) erase(m *chat.Message, rev int64, at time.Time) {
	m.Text, m.ClientID, m.Rev = "", erasedClientID(m.Seq), rev
	m.PinnedAt, m.PinnedBy = time.Time{}, ""
	if !m.Deleted() {
		m.DeletedAt = at
	}
	r.sent[sent{m.AuthorID, m.ClientID}] = m
}

// silence takes the words out of the letters about what a user did, and about what the
// log does not tell any more.
func (s *Store) silence(user chat.UserID) {
	for key, l := range s.letters {
		r := s.rooms[l.Room]
		if i := l.Rev - r.Pruned - 1; i < 0 || i >= int64(len(r.log)) || r.log[i].Actor == user {
			l.Reason = ""
			s.letters[key] = l
		}
	}
}

// removeLog removes a user's own log with all that hangs on it.
func (s *Store) removeLog(id chat.RoomID) {
	delete(s.rooms, id)
	for _, cursors := range s.cursors {
		delete(cursors, id)
	}
	maps.DeleteFunc(s.letters, func(_ letterKey, l chat.Letter) bool { return l.Room == id })
}
