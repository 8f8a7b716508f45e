package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// followKey is who follows, or followed, which thread.
type followKey struct {
	user   chat.UserID
	thread chat.MessageID
}

type follow struct {
	chat.Follow
	on bool
}

// follow has those follow the thread of a message whom it concerns.
func (s *Store) follow(m chat.Message, calls *chat.Calls) {
	root := s.messages[m.Thread]
	if root == nil {
		return
	}
	s.begin(m.Thread, m.AuthorID, m.Room, m.Seq, true)
	if calls != nil {
		for _, user := range calls.Users {
			s.begin(m.Thread, user, m.Room, m.Seq-1, false)
		}
	}
	s.begin(m.Thread, root.AuthorID, m.Room, m.Seq-1, false)
}

// begin has somebody follow a thread; those who did before only if they must.
func (s *Store) begin(thread chat.MessageID, user chat.UserID, room chat.RoomID, read int64, must bool) {
	key := followKey{user, thread}
	switch f := s.follows[key]; {
	case user == "":
	case f == nil:
		s.follows[key] = &follow{chat.Follow{User: user, Thread: thread, Room: room, ReadSeq: read}, true}
	case must:
		f.on, f.ReadSeq = true, max(f.ReadSeq, read)
	}
}

// SetFollow implements chat.FollowStore.
func (s *Store) SetFollow(ctx context.Context, f chat.Follow, on bool, at time.Time) (changed bool, err error) {
	err = s.do(ctx, "follow of", string(f.User), func() error {
		key := followKey{f.User, f.Thread}
		known, root := s.follows[key], s.messages[f.Thread]
		switch {
		case on && root == nil:
			return chat.ErrNotFound
		case on == (known != nil && known.on):
			return nil
		}
		changed = true
		ev := chat.Event{Kind: chat.ThreadFollowed, Object: string(f.Thread), Actor: f.User, At: stamp(at)}
		if on {
			s.follows[key] = &follow{chat.Follow{User: f.User, Thread: f.Thread, Room: root.Room, ReadSeq: f.ReadSeq}, true}
		} else {
			known.on, ev.Kind = false, chat.ThreadUnfollowed
		}
		s.tell(f.User, ev)
		return nil
	})
	return changed, err
}

// ReadThread implements chat.FollowStore.
func (s *Store) ReadThread(ctx context.Context, user chat.UserID, thread chat.MessageID, seq int64) (moved bool, err error) {
	err = s.do(ctx, "read thread by", string(user), func() error {
		if f := s.follows[followKey{user, thread}]; f != nil && f.on && f.ReadSeq < seq {
			f.ReadSeq, moved = seq, true
		}
		return nil
	})
	return moved, err
}

// Follows implements chat.FollowStore.
func (s *Store) Follows(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) ([]chat.Follow, error) {
	var list []chat.Follow
	err := s.do(ctx, "follows of", string(user), func() error {
		if limit < 1 {
			return errLimit
		}
		for key, f := range s.follows {
			if key.user == user && f.on && (before == "" || key.thread < before) {
				list = append(list, s.counted(f.Follow))
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Follow) int { return cmp.Compare(b.Thread, a.Thread) })
	return list[:min(len(list), max(limit, 0))], err
}

// counted fills in what is new in a thread.
func (s *Store) counted(f chat.Follow) chat.Follow {
	for _, m := range s.rooms[f.Room].history {
		if m.Thread != f.Thread {
			continue
		}
		f.LastSeq = m.Seq
		if m.Seq > f.ReadSeq && m.AuthorID != f.User && !m.Deleted() && f.Unread < chat.UnreadCap {
			f.Unread++
		}
	}
	return f
}

// Followers implements chat.FollowStore.
func (s *Store) Followers(ctx context.Context, thread chat.MessageID, after chat.UserID, limit int) ([]chat.UserID, error) {
	var list []chat.UserID
	err := s.do(ctx, "followers of", string(thread), func() error {
		if limit < 1 {
			return errLimit
		}
		for key, f := range s.follows {
			if key.thread == thread && f.on && key.user > after {
				list = append(list, key.user)
			}
		}
		return nil
	})
	slices.Sort(list)
	return list[:min(len(list), max(limit, 0))], err
}

// FollowsIn implements chat.FollowStore.
func (s *Store) FollowsIn(ctx context.Context, room chat.RoomID, thread chat.MessageID, user chat.UserID, limit int) ([]chat.Follow, error) {
	var list []chat.Follow
	err := s.do(ctx, "follows in room", string(room), func() error {
		if limit < 1 {
			return errLimit
		}
		for key, f := range s.follows {
			if f.Room == room && f.on && (key.thread > thread || key.thread == thread && key.user > user) {
				list = append(list, f.Follow)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Follow) int {
		return cmp.Or(cmp.Compare(a.Thread, b.Thread), cmp.Compare(a.User, b.User))
	})
	return list[:min(len(list), max(limit, 0))], err
}

// ImportFollows implements chat.FollowStore.
func (s *Store) ImportFollows(ctx context.Context, room chat.RoomID, list []chat.Follow) (n int, err error) {
	err = s.do(ctx, "import follows into room", string(room), func() error {
		if _, err := s.room(room); err != nil {
			return err
		}
		for _, f := range list {
			root := s.messages[f.Thread]
			if root == nil || root.Room != room || s.follows[followKey{f.User, f.Thread}] != nil {
				continue
			}
			s.begin(f.Thread, f.User, room, f.ReadSeq, false)
			n++
		}
		return nil
	})
	return n, err
}
