package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// AddMember implements chat.MemberStore.
func (s *Store) AddMember(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
	m.JoinedAt = stamp(m.JoinedAt)
	added := false
	err := s.do(ctx, "add member", string(m.User), func() error {
		r, err := s.room(m.Room)
		if err != nil {
			return err
		}
		if old, ok := r.members[m.User]; ok {
			m = old
			return nil
		}
		added = true
		r.members[m.User] = m
		r.next(chat.Event{Kind: chat.MemberJoined, Object: string(m.User), Actor: by, At: m.JoinedAt})
		s.tellAdded(m, by)
		return nil
	})
	if err != nil {
		return chat.Member{}, false, err
	}
	return m, added, nil
}

// Member implements chat.MemberStore.
func (s *Store) Member(ctx context.Context, id chat.RoomID, user chat.UserID) (m chat.Member, err error) {
	err = s.do(ctx, "member", string(user), func() error {
		r, err := s.room(id)
		if err != nil {
			return err
		}
		var ok bool
		if m, ok = r.members[user]; !ok {
			return chat.ErrNotFound
		}
		return nil
	})
	return m, err
}

// Members implements chat.MemberStore.
func (s *Store) Members(ctx context.Context, id chat.RoomID, after chat.UserID, limit int) ([]chat.Member, error) {
	var members []chat.Member
	err := s.do(ctx, "members of room", string(id), func() error {
		if limit < 1 {
			return errLimit
		}
		if s.rooms[id] == nil {
			return nil
		}
		for user, m := range s.rooms[id].members {
			if user > after {
				members = append(members, m)
			}
		}
		return nil
	})
	slices.SortFunc(members, func(a, b chat.Member) int { return cmp.Compare(a.User, b.User) })
	return members[:min(len(members), max(limit, 0))], err
}
