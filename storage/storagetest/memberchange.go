package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// promote is a change that says that Ann gave somebody another role.
func promote() chat.Change {
	return chat.Change{Kind: chat.MemberUpdated, Actor: "user-ann", ClientID: "c", At: noon.Add(time.Minute)}
}

// expel is a change that says that Ann removed somebody.
func expel() chat.Change {
	return chat.Change{Kind: chat.MemberLeft, Actor: "user-ann", At: noon.Add(time.Minute)}
}

// become is what a promotion does.
func become(role chat.Role) func(*chat.Member, int) error {
	return func(m *chat.Member, _ int) error { m.Role = role; return nil }
}

// anyway is a check that has nothing against it.
func anyway(chat.Member, int) error { return nil }

// withOwner wraps a check that needs Ann as the owner of the lobby and Bob as a member, at
// rev 2.
func withOwner(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		owner := bob()
		owner.User, owner.Role = "user-ann", chat.RoleOwner
		_, _, err := s.AddMember(ctx, owner, "user-ann")
		_, _, err2 := s.AddMember(ctx, bob(), "user-ann")
		if err := errors.Join(err, err2); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

// member wants Bob to be that.
func member(ctx context.Context, s chat.Storage, want chat.Member) error {
	got, err := s.Member(ctx, "room-lobby", "user-bob")
	return errors.Join(err, same("member", got, want))
}

// asRole is Bob with that role.
func asRole(role chat.Role) chat.Member {
	m := bob()
	m.Role = role
	return m
}

// lastEvent wants the lobby's newest event to be that.
func lastEvent(ctx context.Context, s chat.Storage, want chat.Event) error {
	events, err := s.Events(ctx, "room-lobby", want.Rev-1, 10)
	return errors.Join(err, sameList("log", events, []chat.Event{want}))
}

var memberChangePromises = []promise{
	{"UpdateMember stores the Role under the next Rev", withOwner(func(ctx context.Context, s chat.Storage) error {
		got, err := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), become(chat.RoleModerator))
		want := asRole(chat.RoleModerator)
		return errors.Join(err, same("result", got, want), member(ctx, s, want), rev(ctx, s, 3))
	})},
	{"UpdateMember logs the change with the user as Object", withOwner(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), become(chat.RoleModerator))
		return errors.Join(err, lastEvent(ctx, s, chat.Event{Room: "room-lobby", Rev: 3, Kind: chat.MemberUpdated,
			Object: "user-bob", Actor: "user-ann", ClientID: "c", At: promote().At}))
	})},
	{"UpdateMember changes nothing else about the member", withOwner(func(ctx context.Context, s chat.Storage) error {
		got, err := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), func(m *chat.Member, _ int) error {
			*m = chat.Member{Room: "z", User: "z", Role: chat.RoleReadOnly, JoinedAt: noon.AddDate(1, 0, 0), ReadSeq: 9}
			return nil
		})
		want := asRole(chat.RoleReadOnly)
		return errors.Join(err, same("result", got, want), member(ctx, s, want))
	})},
	{"UpdateMember and RemoveMember tell how many owners there are", withOwner(func(ctx context.Context, s chat.Storage) error {
		var seen []int
		look := func(n int) error { seen = append(seen, n); return chat.ErrUnchanged }
		_, err := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), func(_ *chat.Member, n int) error { return look(n) })
		_, err2 := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), become(chat.RoleOwner))
		err3 := s.RemoveMember(ctx, "room-lobby", "user-bob", expel(), func(_ chat.Member, n int) error { return look(n) })
		return errors.Join(err, err2, err3, sameList("owners", seen, []int{1, 2}))
	})},
	{"UpdateMember of two owners at once never leaves none", withOwner(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), become(chat.RoleOwner))
		_ = atOnce(20, func(i int) error {
			_, err := s.UpdateMember(ctx, "room-lobby", []chat.UserID{"user-ann", "user-bob"}[i%2], promote(), func(m *chat.Member, owners int) error {
				if owners < 2 {
					return chat.ErrLastOwner
				}
				m.Role = chat.RoleMember
				return nil
			})
			return err
		})
		a, err2 := s.Member(ctx, "room-lobby", "user-ann")
		b, err3 := s.Member(ctx, "room-lobby", "user-bob")
		return errors.Join(err, err2, err3, same("one is an owner", (a.Role == chat.RoleOwner) != (b.Role == chat.RoleOwner), true), rev(ctx, s, 4))
	})},
	{"UpdateMember and RemoveMember return the error of the function, wrapped, and leave no trace", withOwner(func(ctx context.Context, s chat.Storage) error {
		mine := errors.New("mine")
		_, err := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), func(m *chat.Member, _ int) error { m.Role = "x"; return mine })
		err2 := s.RemoveMember(ctx, "room-lobby", "user-bob", expel(), func(chat.Member, int) error { return mine })
		return errors.Join(is("UpdateMember", err, mine), is("RemoveMember", err2, mine), member(ctx, s, bob()), rev(ctx, s, 2))
	})},
	{"UpdateMember with ErrUnchanged returns the current member and leaves no trace", withOwner(func(ctx context.Context, s chat.Storage) error {
		got, err := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), func(m *chat.Member, _ int) error {
			m.Role = chat.RoleOwner
			return fmt.Errorf("nothing to do: %w", chat.ErrUnchanged)
		})
		return errors.Join(err, same("result", got, bob()), member(ctx, s, bob()), rev(ctx, s, 2))
	})},
	{"UpdateMember leaves no trace when the context ends during change", withOwner(func(ctx context.Context, s chat.Storage) error {
		mortal, cancel := context.WithCancel(ctx)
		defer cancel()
		_, ended := s.UpdateMember(mortal, "room-lobby", "user-bob", promote(), func(m *chat.Member, _ int) error {
			cancel()
			m.Role = chat.RoleOwner
			return nil
		})
		return errors.Join(is("UpdateMember", ended, context.Canceled), member(ctx, s, bob()), rev(ctx, s, 2))
	})},
	{"UpdateMember and RemoveMember of nobody are ErrNotFound", withOwner(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMember(ctx, "room-lobby", "user-eve", promote(), become(chat.RoleOwner))
		_, err2 := s.UpdateMember(ctx, "room-z", "user-bob", promote(), become(chat.RoleOwner))
		err3 := s.RemoveMember(ctx, "room-lobby", "user-eve", expel(), anyway)
		err4 := s.RemoveMember(ctx, "room-z", "user-bob", expel(), anyway)
		return errors.Join(is("update", err, chat.ErrNotFound), is("update in no room", err2, chat.ErrNotFound),
			is("remove", err3, chat.ErrNotFound), is("remove from no room", err4, chat.ErrNotFound), rev(ctx, s, 2))
	})},
	{"RemoveMember removes the member and logs it", withOwner(func(ctx context.Context, s chat.Storage) error {
		err := s.RemoveMember(ctx, "room-lobby", "user-bob", expel(), anyway)
		_, gone := s.Member(ctx, "room-lobby", "user-bob")
		return errors.Join(err, is("Member", gone, chat.ErrNotFound), members(ctx, s, "", 10, "user-ann"),
			lastEvent(ctx, s, chat.Event{Room: "room-lobby", Rev: 3, Kind: chat.MemberLeft, Object: "user-bob", Actor: "user-ann", At: expel().At}))
	})},
	{"RemoveMember logs RoomRemoved in the user's UserLog", withOwner(func(ctx context.Context, s chat.Storage) error {
		err := s.RemoveMember(ctx, "room-lobby", "user-bob", expel(), anyway)
		log := chat.UserLog("user-bob")
		events, err2 := s.Events(ctx, log, 1, 10)
		return errors.Join(err, err2, sameList("log", events, []chat.Event{
			{Room: log, Rev: 2, Kind: chat.RoomRemoved, Object: "room-lobby", Actor: "user-ann", At: expel().At},
		}))
	})},
	{"Who was removed can be added again", withOwner(func(ctx context.Context, s chat.Storage) error {
		err := s.RemoveMember(ctx, "room-lobby", "user-bob", expel(), anyway)
		_, added, err2 := s.AddMember(ctx, bob(), "user-ann")
		return errors.Join(err, err2, same("added", added, true), member(ctx, s, bob()), rev(ctx, s, 4))
	})},
}
