package memory

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/parleychat/parley/chat"
)

// sanctionKey is what there is one of at most.
type sanctionKey struct {
	user chat.UserID
	room chat.RoomID
	kind chat.SanctionKind
}

func keyOf(x chat.Sanction) sanctionKey { return sanctionKey{x.User, x.Room, x.Kind} }

// SetSanction implements chat.SanctionStore.
func (s *Store) SetSanction(ctx context.Context, x chat.Sanction, act chat.Act, check func(m chat.Member, owners int) error) error {
	x.At, x.Until = stamp(x.At), stamp(x.Until)
	return s.do(ctx, "sanction on", string(x.User), func() error {
		if x.Room != "" {
			if err := s.sanctionIn(ctx, x, check); err != nil {
				return err
			}
		}
		s.sanctions[keyOf(x)] = x
		s.enact(&act)
		return nil
	})
}

// sanctionIn does what comes of a sanction in its room.
func (s *Store) sanctionIn(ctx context.Context, x chat.Sanction, check func(m chat.Member, owners int) error) error {
	r, m, err := s.member(x.Room, x.User)
	isMember := err == nil
	if !isMember {
		if r, err = s.room(x.Room); err != nil {
			return err
		}
		m = chat.Member{Room: x.Room, User: x.User}
	}
	// What ended while check ran is refused, as a commit would be.
	if err := errors.Join(check(m, r.owners()), ctx.Err()); err != nil {
		return err
	}
	ev := chat.Event{Kind: chat.MemberMuted, Object: string(x.User), Actor: x.By, At: x.At}
	if x.Kind == chat.Ban {
		if isMember {
			delete(r.members, x.User)
			r.next(chat.Event{Kind: chat.MemberLeft, Object: string(x.User), Actor: x.By, At: x.At})
			s.tell(x.User, chat.Event{Kind: chat.RoomRemoved, Object: string(x.Room), Actor: x.By, At: x.At})
		}
		ev.Kind = chat.MemberBanned
	}
	r.next(ev)
	return nil
}

// LiftSanction implements chat.SanctionStore.
func (s *Store) LiftSanction(ctx context.Context, x chat.Sanction, act chat.Act) error {
	return s.do(ctx, "lift sanction on", string(x.User), func() error {
		if _, there := s.sanctions[keyOf(x)]; !there {
			return chat.ErrNotFound
		}
		delete(s.sanctions, keyOf(x))
		if x.Room != "" {
			ev := chat.Event{Kind: chat.MemberUnmuted, Object: string(x.User), Actor: act.Actor, At: stamp(act.At)}
			if x.Kind == chat.Ban {
				ev.Kind = chat.MemberUnbanned
			}
			s.rooms[x.Room].next(ev)
		}
		s.enact(&act)
		return nil
	})
}

// SanctionsOn implements chat.SanctionStore.
func (s *Store) SanctionsOn(ctx context.Context, user chat.UserID, rooms ...chat.RoomID) ([]chat.Sanction, error) {
	return s.sanctionsOf(ctx, 0, func(x chat.Sanction) bool {
		return x.User == user && (x.Room == "" || slices.Contains(rooms, x.Room))
	})
}

// Sanctions implements chat.SanctionStore.
func (s *Store) Sanctions(ctx context.Context, room chat.RoomID, kind chat.SanctionKind, after chat.UserID, limit int) ([]chat.Sanction, error) {
	if limit < 1 {
		limit = -1
	}
	return s.sanctionsOf(ctx, limit, func(x chat.Sanction) bool { return x.Room == room && x.Kind == kind && x.User > after })
}

// SanctionsOf implements chat.SanctionStore.
func (s *Store) SanctionsOf(ctx context.Context, user chat.UserID, after chat.Sanction, limit int) ([]chat.Sanction, error) {
	if limit < 1 {
		limit = -1
	}
	return s.sanctionsOf(ctx, limit, func(x chat.Sanction) bool { return x.User == user && bySanction(x, after) > 0 })
}

// bySanction is the order within those of a user.
func bySanction(a, b chat.Sanction) int {
	return cmp.Or(cmp.Compare(a.Room, b.Room), cmp.Compare(a.Kind, b.Kind))
}

// sanctionsOf returns the first of those that are wanted, with a limit of 0 all.
func (s *Store) sanctionsOf(ctx context.Context, limit int, want func(chat.Sanction) bool) ([]chat.Sanction, error) {
	var list []chat.Sanction
	err := s.do(ctx, "sanctions", "", func() error {
		if limit < 0 {
			return errLimit
		}
		for _, x := range s.sanctions {
			if want(x) {
				list = append(list, x)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Sanction) int { return cmp.Or(cmp.Compare(a.User, b.User), bySanction(a, b)) })
	if limit > 0 {
		list = list[:min(len(list), limit)]
	}
	return list, err
}
