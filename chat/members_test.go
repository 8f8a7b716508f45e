package chat_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
)

// A crew is a room with somebody in each role, and a stranger.
type crew struct {
	*world
	room                                     chat.Room
	owner, moderator, member, reader, nobody chat.User
}

func newCrew(t *testing.T, kind chat.RoomKind, change ...func(*chat.Options)) *crew {
	t.Helper()
	return crewOf(newWorld(t, change...), kind)
}

func crewOf(w *world, kind chat.RoomKind) *crew {
	t := w.T
	t.Helper()
	c := &crew{world: w, owner: w.user("owner"), moderator: w.user("moderator"), member: w.user("member"),
		reader: w.user("reader"), nobody: w.user("nobody")}
	var err error
	if c.room, err = w.CreateRoom(t.Context(), c.owner.ID, chat.RoomDraft{Kind: kind, Slug: "crew", Name: "Crew"}); err != nil {
		t.Fatal(err)
	}
	for _, one := range []chat.Member{
		{User: c.moderator.ID, Role: chat.RoleModerator}, {User: c.member.ID, Role: chat.RoleMember}, {User: c.reader.ID, Role: chat.RoleReadOnly},
	} {
		if _, added, err := w.ManageMember(t.Context(), "", c.room.ID, one.User, one.Role); err != nil || !added {
			t.Fatalf("added %t, %v", added, err)
		}
	}
	return c
}

// role is what somebody is in the room by now.
func (c *crew) role(user chat.User) chat.Role {
	c.Helper()
	m, err := c.store.Member(c.Context(), c.room.ID, user.ID)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		c.Fatal(err)
	}
	return m.Role
}

func TestPutMember(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  chat.RoomKind
		actor func(*crew) chat.User
		user  func(*crew) chat.User
		role  chat.Role
		want  error
	}{
		{"AnOwnerAdds", chat.Private, owner, nobody, "", nil},
		{"AnOwnerAddsAnOwner", chat.Private, owner, nobody, chat.RoleOwner, nil},
		{"AnOwnerPromotes", chat.Private, owner, member, chat.RoleModerator, nil},
		{"AModeratorAdds", chat.Private, moderator, nobody, chat.RoleReadOnly, nil},
		{"AModeratorSilences", chat.Private, moderator, member, chat.RoleReadOnly, nil},
		{"ErrAModeratorMakesNoModerator", chat.Private, moderator, member, chat.RoleModerator, chat.ErrForbidden},
		{"ErrAModeratorAddsNoOwner", chat.Private, moderator, nobody, chat.RoleOwner, chat.ErrForbidden},
		{"ErrAModeratorDemotesNoOwner", chat.Private, moderator, owner, chat.RoleMember, chat.ErrForbidden},
		{"ErrAMemberAddsNobody", chat.Private, member, nobody, "", chat.ErrForbidden},
		{"ErrAMemberDoesNotPromoteThemselves", chat.Private, member, member, chat.RoleOwner, chat.ErrForbidden},
		{"ErrAReaderDoesNotFreeThemselves", chat.Public, reader, reader, chat.RoleMember, chat.ErrForbidden},
		{"AnybodyJoinsAPublicRoom", chat.Public, nobody, nobody, "", nil},
		{"ErrNobodyJoinsAsOwner", chat.Public, nobody, nobody, chat.RoleOwner, chat.ErrForbidden},
		{"ErrNobodyJoinsAPrivateRoom", chat.Private, nobody, nobody, "", chat.ErrNotFound},
		{"ErrAStrangerAddsNobodyElse", chat.Public, nobody, func(c *crew) chat.User { return c.user("other") }, "", chat.ErrForbidden},
		{"ErrNotLoggedIn", chat.Public, anonymous, nobody, "", chat.ErrUnauthenticated},
		{"ErrNotLoggedInToAPrivateRoom", chat.Private, anonymous, nobody, "", chat.ErrNotFound},
		{"ErrTheLastOwnerStays", chat.Private, owner, owner, chat.RoleMember, chat.ErrLastOwner},
		{"ErrNoSuchRole", chat.Private, owner, nobody, "king", chat.ErrInvalid},
		{"ErrNoSuchUser", chat.Private, owner, func(*crew) chat.User { return chat.User{ID: "who"} }, "", chat.ErrNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCrew(t, c.kind)
			before := w.role(c.user(w))
			got, added, err := w.PutMember(t.Context(), c.actor(w).ID, w.room.ID, c.user(w).ID, c.role)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v", err)
			}
			want := c.role
			if want == "" {
				want = chat.RoleMember
			}
			if c.want == nil && (got.Role != want || added != (before == "")) {
				t.Errorf("added %t, %+v", added, got)
			}
			if after := w.role(c.user(w)); c.want == nil && after != want || c.want != nil && after != before {
				t.Errorf("is %q, was %q", after, before)
			}
		})
	}
	t.Run("NoRoleChangesNothing", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		got, added, err := w.PutMember(t.Context(), w.reader.ID, w.room.ID, w.reader.ID, "")
		if err != nil || added || got.Role != chat.RoleReadOnly {
			t.Errorf("added %t, %+v, %v", added, got, err)
		}
	})
	t.Run("TwoOwnersWhoLeaveAtOnceLeaveOne", func(t *testing.T) {
		for range 20 {
			w := newCrew(t, chat.Private)
			if _, _, err := w.PutMember(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.RoleOwner); err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			for _, u := range []chat.User{w.owner, w.member} {
				wg.Go(func() { _ = w.RemoveMember(t.Context(), u.ID, w.room.ID, u.ID) })
			}
			wg.Wait()
			if (w.role(w.owner) == chat.RoleOwner) == (w.role(w.member) == chat.RoleOwner) {
				t.Fatalf("owner is %q, member %q", w.role(w.owner), w.role(w.member))
			}
		}
	})
	t.Run("EverybodyIsTold", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		if _, _, err := w.PutMember(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.RoleModerator); err != nil {
			t.Fatal(err)
		}
		ev := w.nextIn(w.room.ID)
		for ev.Kind != chat.MemberUpdated {
			ev = w.nextIn(w.room.ID)
		}
		if ev.Member == nil || ev.Member.Role != chat.RoleModerator || ev.Actor != w.owner.ID {
			t.Errorf("published %+v", ev)
		}
	})
}

// Who does it and to whom.
func owner(c *crew) chat.User     { return c.owner }
func moderator(c *crew) chat.User { return c.moderator }
func member(c *crew) chat.User    { return c.member }
func reader(c *crew) chat.User    { return c.reader }
func nobody(c *crew) chat.User    { return c.nobody }
func anonymous(*crew) chat.User   { return chat.User{} }

func TestRemoveMember(t *testing.T) {
	for _, c := range []struct {
		name        string
		kind        chat.RoomKind
		actor, user func(*crew) chat.User
		want        error
	}{
		{"AMemberLeaves", chat.Private, member, member, nil},
		{"AReaderLeaves", chat.Public, reader, reader, nil},
		{"AnOwnerRemovesAModerator", chat.Private, owner, moderator, nil},
		{"AModeratorRemovesAMember", chat.Private, moderator, member, nil},
		{"ErrAModeratorRemovesNoOwner", chat.Private, moderator, owner, chat.ErrForbidden},
		{"ErrAMemberRemovesNobody", chat.Private, member, reader, chat.ErrForbidden},
		{"ErrAStrangerLearnsNothing", chat.Private, nobody, member, chat.ErrNotFound},
		{"ErrTheLastOwnerStays", chat.Private, owner, owner, chat.ErrLastOwner},
		{"ErrNoMember", chat.Private, owner, nobody, chat.ErrNotFound},
		{"ErrNotLoggedIn", chat.Public, anonymous, member, chat.ErrUnauthenticated},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCrew(t, c.kind)
			before := w.role(c.user(w))
			if err := w.RemoveMember(t.Context(), c.actor(w).ID, w.room.ID, c.user(w).ID); !errors.Is(err, c.want) {
				t.Fatalf("got %v", err)
			}
			if after := w.role(c.user(w)); c.want == nil && after != "" || c.want != nil && after != before {
				t.Errorf("is %q, was %q", after, before)
			}
		})
	}
	t.Run("TheRoomIsGoneForThem", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		if err := w.DropMember(t.Context(), "", w.room.ID, w.member.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.CanRead(t.Context(), w.member.ID, w.room.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		for ev := w.next(); ; ev = w.next() {
			if ev.Kind != chat.RoomRemoved {
				continue
			}
			if user, _ := ev.Room.Owner(); user != w.member.ID || ev.Object != string(w.room.ID) || ev.About != nil {
				t.Errorf("published %+v", ev)
			}
			return
		}
	})
}

func TestReadOnly(t *testing.T) {
	w := newCrew(t, chat.Public)
	if _, _, err := w.Post(t.Context(), w.reader.ID, w.room.ID, chat.Draft{Text: "hi"}); !errors.Is(err, chat.ErrForbidden) {
		t.Errorf("a reader posts: %v", err)
	}
	msg, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "hi"})
	if err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]chat.User{"owner": w.owner, "moderator": w.moderator} {
		if _, err := w.Edit(t.Context(), who.ID, msg.ID, chat.Edit{Text: "mine"}); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("the %s puts words into their mouth: %v", name, err)
		}
	}
	if _, err := w.Delete(t.Context(), w.reader.ID, msg.ID); !errors.Is(err, chat.ErrForbidden) {
		t.Errorf("a reader deletes: %v", err)
	}
	if got, err := w.Delete(t.Context(), w.moderator.ID, msg.ID); err != nil || got.DeletedBy != w.moderator.ID {
		t.Errorf("the moderator deletes: %+v, %v", got, err)
	}
}

func TestMembers(t *testing.T) {
	w := newCrew(t, chat.Private)
	first, more, err := w.Members(t.Context(), w.reader.ID, w.room.ID, "", 3)
	if err != nil || !more || len(first) != 3 {
		t.Fatalf("%d members, more %t, %v", len(first), more, err)
	}
	rest, more, err := w.Members(t.Context(), w.reader.ID, w.room.ID, first[2].User, 3)
	if err != nil || more || len(rest) != 1 || rest[0].Profile.DisplayName == "" || rest[0].Profile.ID != rest[0].User {
		t.Errorf("%+v, more %t, %v", rest, more, err)
	}
	if _, _, err := w.Members(t.Context(), w.nobody.ID, w.room.ID, "", 3); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("a stranger: %v", err)
	}
}
