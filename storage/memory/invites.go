package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// AddInvite implements chat.InviteStore.
func (s *Store) AddInvite(ctx context.Context, inv chat.Invite, key string) error {
	inv.CreatedAt, inv.ExpiresAt, inv.Uses = stamp(inv.CreatedAt), stamp(inv.ExpiresAt), 0
	return s.do(ctx, "add invite", string(inv.ID), func() error {
		if _, err := s.room(inv.Room); err != nil {
			return err
		}
		if s.invites[key] != nil || s.inviteByID(inv.ID) != "" {
			return chat.ErrExists
		}
		s.invites[key] = &inv
		return nil
	})
}

// inviteByID is the key of an invite, or empty.
func (s *Store) inviteByID(id chat.InviteID) string {
	for key, inv := range s.invites {
		if inv.ID == id {
			return key
		}
	}
	return ""
}

// InviteByKey implements chat.InviteStore.
func (s *Store) InviteByKey(ctx context.Context, key string) (inv chat.Invite, err error) {
	err = s.do(ctx, "invite by key", "", func() error {
		stored := s.invites[key]
		if stored == nil {
			return chat.ErrNotFound
		}
		inv = *stored
		return nil
	})
	return inv, err
}

// Invites implements chat.InviteStore.
func (s *Store) Invites(ctx context.Context, room chat.RoomID, after chat.InviteID, limit int) ([]chat.Invite, error) {
	var list []chat.Invite
	err := s.do(ctx, "invites to room", string(room), func() error {
		if limit < 1 {
			return errLimit
		}
		for _, inv := range s.invites {
			if inv.Room == room && inv.ID > after {
				list = append(list, *inv)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Invite) int { return cmp.Compare(a.ID, b.ID) })
	return list[:min(len(list), max(limit, 0))], err
}

// RemoveInvite implements chat.InviteStore.
func (s *Store) RemoveInvite(ctx context.Context, room chat.RoomID, id chat.InviteID, act chat.Act) error {
	return s.do(ctx, "remove invite", string(id), func() error {
		key := s.inviteByID(id)
		if key == "" || s.invites[key].Room != room {
			return chat.ErrNotFound
		}
		delete(s.invites, key)
		s.enact(&act)
		return nil
	})
}

// UseInvite implements chat.InviteStore.
func (s *Store) UseInvite(
	ctx context.Context, key string, m chat.Member, use func(inv chat.Invite) error,
) (got chat.Member, added bool, err error) {
	err = s.do(ctx, "use invite of", string(m.User), func() error {
		inv := s.invites[key]
		if inv == nil {
			return chat.ErrNotFound
		}
		r, err := s.room(inv.Room)
		if err != nil {
			return err
		}
		if old, ok := r.members[m.User]; ok {
			got = old
			return nil
		}
		if err := use(*inv); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		m.Room, m.Role, m.JoinedAt = inv.Room, inv.Role, stamp(m.JoinedAt)
		if got, added, err = s.join(r, m, inv.CreatedBy); err == nil {
			inv.Uses++
		}
		return err
	})
	return got, added, err
}
