package memory

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/parleychat/parley/chat"
)

// AddMember implements chat.MemberStore.
func (s *Store) AddMember(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
	m.JoinedAt, m.Notify.MuteUntil = stamp(m.JoinedAt), stamp(m.Notify.MuteUntil)
	added := false
	err := s.do(ctx, "add member", string(m.User), func() error {
		r, err := s.room(m.Room)
		if err == nil {
			m, added, err = s.join(r, m, by)
		}
		return err
	})
	if err != nil {
		return chat.Member{}, false, err
	}
	return m, added, nil
}

// join makes somebody a member who is none yet, and not banned.
func (s *Store) join(r *room, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
	if old, ok := r.members[m.User]; ok {
		return old, false, nil
	}
	if ban, ok := s.sanctions[sanctionKey{m.User, r.ID, chat.Ban}]; ok && (ban.Until.IsZero() || ban.Until.After(m.JoinedAt)) {
		return chat.Member{}, false, chat.ErrBanned
	}
	r.members[m.User] = m
	r.next(chat.Event{Kind: chat.MemberJoined, Object: string(m.User), Actor: by, At: m.JoinedAt})
	s.tell(m.User, chat.Event{Kind: chat.RoomAdded, Object: string(m.Room), Actor: by, At: m.JoinedAt})
	return m, true, nil
}

// UpdateMember implements chat.MemberStore.
func (s *Store) UpdateMember(
	ctx context.Context, id chat.RoomID, user chat.UserID, c chat.Change, change func(m *chat.Member, owners int) error,
) (m chat.Member, err error) {
	err = s.do(ctx, "update member", string(user), func() error {
		r, stored, err := s.member(id, user)
		if err != nil {
			return err
		}
		changed := stored
		if err := change(&changed, r.owners()); errors.Is(err, chat.ErrUnchanged) {
			m = stored
			return nil
		} else if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		stored.Role = changed.Role
		r.members[user] = stored
		s.enact(c.Act)
		r.next(chat.Event{Kind: c.Kind, Object: string(user), Actor: c.Actor, ClientID: c.ClientID, At: stamp(c.At)})
		m = stored
		return nil
	})
	return m, err
}

// RemoveMember implements chat.MemberStore.
func (s *Store) RemoveMember(
	ctx context.Context, id chat.RoomID, user chat.UserID, c chat.Change, check func(m chat.Member, owners int) error,
) error {
	return s.do(ctx, "remove member", string(user), func() error {
		r, stored, err := s.member(id, user)
		if err != nil {
			return err
		}
		if err := check(stored, r.owners()); errors.Is(err, chat.ErrUnchanged) {
			return nil
		} else if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		s.enact(c.Act)
		delete(r.members, user)
		r.next(chat.Event{Kind: c.Kind, Object: string(user), Actor: c.Actor, ClientID: c.ClientID, At: stamp(c.At)})
		s.tell(user, chat.Event{Kind: chat.RoomRemoved, Object: string(id), Actor: c.Actor, At: stamp(c.At)})
		return nil
	})
}

func (s *Store) member(id chat.RoomID, user chat.UserID) (*room, chat.Member, error) {
	r, err := s.room(id)
	if err != nil {
		return nil, chat.Member{}, err
	}
	m, ok := r.members[user]
	if !ok {
		return nil, chat.Member{}, chat.ErrNotFound
	}
	return r, m, nil
}

// owners is how many the room has.
func (r *room) owners() int {
	n := 0
	for _, m := range r.members {
		if m.Role == chat.RoleOwner {
			n++
		}
	}
	return n
}

// Member implements chat.MemberStore.
func (s *Store) Member(ctx context.Context, id chat.RoomID, user chat.UserID) (m chat.Member, err error) {
	err = s.do(ctx, "member", string(user), func() error {
		_, m, err = s.member(id, user)
		return err
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

// MembersOf implements chat.MemberStore.
func (s *Store) MembersOf(ctx context.Context, rooms []chat.RoomID, most int) ([]chat.Member, error) {
	var list []chat.Member
	err := s.do(ctx, "members of rooms", "", func() error {
		if most < 1 {
			return errLimit
		}
		for _, id := range slices.Compact(slices.Sorted(slices.Values(rooms))) {
			if r := s.rooms[id]; r != nil {
				users := slices.Sorted(maps.Keys(r.members))
				for _, user := range users[:min(most, len(users))] {
					list = append(list, r.members[user])
				}
			}
		}
		return nil
	})
	return list, err
}
