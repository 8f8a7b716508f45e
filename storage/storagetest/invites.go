package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// invite is one to the lobby, for two.
func invite(id string) chat.Invite {
	return chat.Invite{
		ID: chat.InviteID(id), Room: "room-lobby", Role: chat.RoleReadOnly, CreatedBy: "user-ann",
		CreatedAt: noon, ExpiresAt: noon.Add(time.Hour), MaxUses: 2,
	}
}

// newcomer is somebody who comes in at noon.
func newcomer(user chat.UserID) chat.Member { return chat.Member{User: user, JoinedAt: noon} }

// welcome is a use that has nothing against it.
func welcome(chat.Invite) error { return nil }

// whileUnused refuses those for whom there is no room.
func whileUnused(inv chat.Invite) error {
	if inv.Uses >= inv.MaxUses {
		return chat.ErrGone
	}
	return nil
}

// withInvite wraps a check that needs an invite with the key "key" to the lobby, where Bob
// is a member; rev 1.
func withInvite(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMember(ctx, bob(), "user-ann")
		if err := errors.Join(err, s.AddInvite(ctx, invite("b"), "key")); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

// uses wants the invite to have been used so often.
func uses(ctx context.Context, s chat.Storage, want int) error {
	inv, err := s.InviteByKey(ctx, "key")
	return errors.Join(err, same("uses", inv.Uses, want))
}

var invitePromises = []promise{
	{"AddInvite stores the invite with no Uses", withLobby(func(ctx context.Context, s chat.Storage) error {
		used := invite("b")
		used.Uses = 7
		err := s.AddInvite(ctx, used, "key")
		forEver := chat.Invite{ID: "c", Room: "room-lobby", Role: chat.RoleMember, CreatedBy: "user-ann", CreatedAt: noon}
		err2 := s.AddInvite(ctx, forEver, "other")
		got, err3 := s.InviteByKey(ctx, "key")
		got2, err4 := s.InviteByKey(ctx, "other")
		return errors.Join(err, err2, err3, err4, same("invite", got, invite("b")), same("without an end", got2, forEver), rev(ctx, s, 0))
	})},
	{"AddInvite with a taken ID or key is ErrExists", withInvite(func(ctx context.Context, s chat.Storage) error {
		err, err2 := s.AddInvite(ctx, invite("b"), "other"), s.AddInvite(ctx, invite("c"), "key")
		return errors.Join(is("the ID", err, chat.ErrExists), is("the key", err2, chat.ErrExists), invited(ctx, s, "", 10, "b"))
	})},
	{"AddInvite to no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		return is("AddInvite", s.AddInvite(ctx, invite("b"), "key"), chat.ErrNotFound)
	}},
	{"InviteByKey of no invite is ErrNotFound", withInvite(func(ctx context.Context, s chat.Storage) error {
		_, err := s.InviteByKey(ctx, "KEY")
		return is("InviteByKey", err, chat.ErrNotFound)
	})},
	{"Invites are those of the room, in pages", withInvite(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Private), nil)
		elsewhere := invite("bb")
		elsewhere.Room = "other"
		err = errors.Join(err, s.AddInvite(ctx, elsewhere, "k1"), s.AddInvite(ctx, invite("c"), "k2"), s.AddInvite(ctx, invite("a"), "k3"))
		list, err2 := s.Invites(ctx, "room-lobby", "a", 1)
		none, err3 := s.Invites(ctx, "room-z", "", 10)
		return errors.Join(err, err2, err3, sameList("whole", list, []chat.Invite{invite("b")}), same("of no room", len(none), 0),
			invited(ctx, s, "", 10, "a", "b", "c"), invited(ctx, s, "", 2, "a", "b"), invited(ctx, s, "b", 10, "c"))
	})},
	{"RemoveInvite removes the room's invite, or is ErrNotFound", withInvite(func(ctx context.Context, s chat.Storage) error {
		other := s.RemoveInvite(ctx, "room-other", "b", act("1"))
		err := s.RemoveInvite(ctx, "room-lobby", "b", act("1"))
		again := s.RemoveInvite(ctx, "room-lobby", "b", act("1"))
		_, _, used := s.UseInvite(ctx, "key", newcomer("user-eve"), welcome)
		return errors.Join(is("of another room", other, chat.ErrNotFound), err, is("again", again, chat.ErrNotFound),
			is("UseInvite", used, chat.ErrNotFound), invited(ctx, s, "", 10))
	})},
	{"UseInvite adds the member with the invite's Role and counts", withInvite(func(ctx context.Context, s chat.Storage) error {
		got, added, err := s.UseInvite(ctx, "key", newcomer("user-eve"), welcome)
		want := newcomer("user-eve")
		want.Room, want.Role = "room-lobby", chat.RoleReadOnly
		stored, err2 := s.Member(ctx, "room-lobby", "user-eve")
		return errors.Join(err, err2, same("added", added, true), same("result", got, want), same("stored", stored, want),
			uses(ctx, s, 1), told(ctx, s, "user-eve", 0, "room-lobby"),
			lastEvent(ctx, s, chat.Event{Room: "room-lobby", Rev: 2, Kind: chat.MemberJoined, Object: "user-eve", Actor: "user-ann", At: noon}))
	})},
	{"UseInvite by a member is no use", withInvite(func(ctx context.Context, s chat.Storage) error {
		got, added, err := s.UseInvite(ctx, "key", newcomer("user-bob"), func(chat.Invite) error { return errors.New("asked") })
		return errors.Join(err, same("added", added, false), same("result", got, bob()), uses(ctx, s, 0), rev(ctx, s, 1))
	})},
	{"UseInvite shows the current invite to use", withInvite(func(ctx context.Context, s chat.Storage) error {
		var seen chat.Invite
		_, _, err := s.UseInvite(ctx, "key", newcomer("user-eve"), welcome)
		_, _, err2 := s.UseInvite(ctx, "key", newcomer("user-dan"), func(inv chat.Invite) error { seen = inv; return nil })
		want := invite("b")
		want.Uses = 1
		return errors.Join(err, err2, same("seen", seen, want))
	})},
	{"UseInvite returns the error of use, wrapped, and then nothing has happened", withInvite(func(ctx context.Context, s chat.Storage) error {
		mine := errors.New("mine")
		_, _, err := s.UseInvite(ctx, "key", newcomer("user-eve"), func(chat.Invite) error { return mine })
		return errors.Join(is("UseInvite", err, mine), uses(ctx, s, 0), rev(ctx, s, 1), silent(ctx, s, "user-eve"))
	})},
	{"UseInvite many times at once counts each", withInvite(func(ctx context.Context, s chat.Storage) error {
		in := make([]int, 20)
		err := atOnce(20, func(i int) error {
			_, added, err := s.UseInvite(ctx, "key", newcomer(chat.UserID(fmt.Sprint("user-", i))), whileUnused)
			if added {
				in[i] = 1
			}
			if errors.Is(err, chat.ErrGone) {
				return nil
			}
			return err
		})
		n := 0
		for _, one := range in {
			n += one
		}
		return errors.Join(err, same("came in", n, 2), uses(ctx, s, 2), rev(ctx, s, 3))
	})},
	{"UseInvite of no invite is ErrNotFound", withInvite(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.UseInvite(ctx, "other", newcomer("user-eve"), welcome)
		return errors.Join(is("UseInvite", err, chat.ErrNotFound), rev(ctx, s, 1))
	})},
}

// invited wants the page of invites after that one to hold these.
func invited(ctx context.Context, s chat.Storage, after chat.InviteID, limit int, want ...string) error {
	list, err := s.Invites(ctx, "room-lobby", after, limit)
	return errors.Join(err, sameList("invites", ids(list, func(inv chat.Invite) string { return string(inv.ID) }), want))
}
