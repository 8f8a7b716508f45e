package chat_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

func admin(c *crew) chat.User { return c.user("admin") }

// TestSanction: who may mute and ban whom.
func TestSanction(t *testing.T) {
	for _, c := range []struct {
		name        string
		kind        chat.RoomKind
		actor, user func(*crew) chat.User
		want        error
	}{
		{"AModeratorAMember", chat.Private, moderator, member, nil},
		{"AModeratorAReader", chat.Public, moderator, reader, nil},
		{"AModeratorAStranger", chat.Public, moderator, nobody, nil},
		{"AnOwnerAModerator", chat.Private, owner, moderator, nil},
		{"AnAdminAModerator", chat.Private, admin, moderator, nil},
		{"ErrAModeratorAnOwner", chat.Private, moderator, owner, chat.ErrForbidden},
		{"ErrAModeratorAModerator", chat.Private, moderator, func(c *crew) chat.User { return c.place("second", chat.RoleModerator) }, chat.ErrForbidden},
		{"ErrAnOwnerAnOwner", chat.Private, owner, func(c *crew) chat.User { return c.place("second", chat.RoleOwner) }, chat.ErrForbidden},
		{"ErrAModeratorThemselves", chat.Private, moderator, moderator, chat.ErrForbidden},
		{"ErrAnAdminThemselves", chat.Public, admin, admin, chat.ErrForbidden},
		{"ErrAMember", chat.Private, member, reader, chat.ErrForbidden},
		{"ErrAStrangerLearnsNothing", chat.Private, nobody, member, chat.ErrNotFound},
		{"ErrNotLoggedIn", chat.Public, anonymous, member, chat.ErrUnauthenticated},
		{"ErrNoSuchUser", chat.Private, owner, func(*crew) chat.User { return chat.User{ID: "who"} }, chat.ErrNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, kind := range []chat.SanctionKind{chat.Mute, chat.Ban} {
				w := newCrew(t, c.kind)
				actor, user := c.actor(w), c.user(w)
				ctx := t.Context()
				if actor.DisplayName == "admin" {
					ctx = chat.WithRoles(ctx, chat.RoleAdmin)
				}
				set, lift := w.Mute, w.Unmute
				if kind == chat.Ban {
					set, lift = w.Ban, w.Unban
				}
				s, err := set(ctx, actor.ID, w.room.ID, user.ID, chat.SanctionDraft{Reason: "spam"})
				if !errors.Is(err, c.want) {
					t.Fatalf("%s: %v", kind, err)
				}
				stored, err := w.store.SanctionsOn(ctx, user.ID, w.room.ID)
				if err != nil || (len(stored) == 1) != (c.want == nil) || c.want == nil && (stored[0] != s || s.By != actor.ID) {
					t.Errorf("%s: stored %+v, %v", kind, stored, err)
				}
				if err := lift(ctx, actor.ID, w.room.ID, user.ID); !errors.Is(err, c.want) && !errors.Is(err, chat.ErrNotFound) {
					t.Errorf("lifting %s: %v", kind, err)
				}
			}
		})
	}
	t.Run("ErrTheLastOwnerStays", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		ctx := chat.WithRoles(t.Context(), chat.RoleAdmin)
		if _, err := w.Ban(ctx, w.user("admin").ID, w.room.ID, w.owner.ID, chat.SanctionDraft{}); !errors.Is(err, chat.ErrLastOwner) {
			t.Errorf("got %v", err)
		}
		if _, err := w.Mute(ctx, w.user("admin").ID, w.room.ID, w.owner.ID, chat.SanctionDraft{}); err != nil {
			t.Errorf("muted: %v", err)
		}
	})
	t.Run("ErrInvalid", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		for _, d := range []chat.SanctionDraft{{Until: time.Unix(1, 0)}, {Reason: "two\nlines"}, {Reason: string(make([]byte, 501))}} {
			if _, err := w.Mute(t.Context(), w.owner.ID, w.room.ID, w.member.ID, d); !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("%+v: %v", d, err)
			}
		}
		if _, err := w.ManageSanction(t.Context(), chat.Sanction{Kind: chat.Mute, User: w.member.ID}); !errors.Is(err, chat.ErrInvalid) {
			t.Errorf("a mute everywhere: %v", err)
		}
	})
	t.Run("ErrInADirectRoom", func(t *testing.T) {
		w := newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		r, _, err := w.OpenRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{bob.ID}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.ManageSanction(t.Context(), chat.Sanction{Kind: chat.Ban, Room: r.ID, User: bob.ID}); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("a ban: %v", err)
		}
		if _, err := w.Mute(t.Context(), ann.ID, r.ID, bob.ID, chat.SanctionDraft{}); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("a mute: %v", err)
		}
	})
	t.Run("AnArchivedRoom", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		yes := true
		if _, err := w.ManageRoom(t.Context(), "", w.room.ID, chat.RoomEdit{Archived: &yes}); err != nil {
			t.Fatal(err)
		}
		_, muted := w.Mute(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.SanctionDraft{})
		_, banned := w.Ban(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.SanctionDraft{})
		if !errors.Is(muted, chat.ErrArchived) || banned != nil {
			t.Errorf("muted %v, banned %v", muted, banned)
		}
	})
}

// place makes somebody a member with that role.
func (c *crew) place(name string, role chat.Role) chat.User {
	c.Helper()
	u := c.user(name)
	if _, _, err := c.ManageMember(c.Context(), "", c.room.ID, u.ID, role); err != nil {
		c.Fatal(err)
	}
	return u
}

// TestMuted: who is muted reads, and takes back what they said, but adds nothing, until the
// time is over.
func TestMuted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newCrew(t, chat.Public)
		msg, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "hi"})
		if err != nil {
			t.Fatal(err)
		}
		until := time.Now().Add(time.Hour).UTC()
		if _, err := w.Mute(t.Context(), w.moderator.ID, w.room.ID, w.member.ID, chat.SanctionDraft{Until: until}); err != nil {
			t.Fatal(err)
		}
		_, _, posted := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "more"})
		_, edited := w.Edit(t.Context(), w.member.ID, msg.ID, chat.Edit{Text: "more"})
		_, reacted := w.React(t.Context(), w.member.ID, msg.ID, "👍")
		for what, err := range map[string]error{"post": posted, "edit": edited, "react": reacted, "type": w.Type(t.Context(), w.member.ID, w.room.ID, true)} {
			if !errors.Is(err, chat.ErrMuted) {
				t.Errorf("%s: %v", what, err)
			}
		}
		a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"more"}`, "X-User: member")
		var p struct {
			Code, Detail string
			Until        time.Time
		}
		if old := w.muteInTheLobby(); old.StatusCode != http.StatusBadRequest || !strings.Contains(old.body, `"message":"muted"`) {
			t.Errorf("over the first API: %s %s", old.Status, old.body)
		}
		if a.into(t, &p); a.StatusCode != http.StatusForbidden || p.Code != "muted" || !p.Until.Equal(until.Truncate(time.Microsecond)) {
			t.Errorf("%s %s", a.Status, a.body)
		}
		if _, err := w.Messages(t.Context(), w.member.ID, chat.MessageQuery{Room: w.room.ID, Limit: 9}); err != nil {
			t.Errorf("reads: %v", err)
		}
		w.say(w.nobody, w.room.ID, "others write")
		time.Sleep(time.Hour)
		w.say(w.member, w.room.ID, "again")
		if list, _, err := w.Sanctions(t.Context(), w.moderator.ID, w.room.ID, chat.Mute, "", 9); err != nil || len(list) != 0 {
			t.Errorf("listed after its end: %+v, %v", list, err)
		}
	})
	t.Run("EverybodyIsTold", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		until := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
		if _, err := w.Mute(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.SanctionDraft{Reason: "spam", Until: until}); err != nil {
			t.Fatal(err)
		}
		ev := w.nextOf(chat.MemberMuted)
		if ev.Object != string(w.member.ID) || ev.Actor != w.owner.ID || ev.Sanction == nil || !ev.Sanction.Until.Equal(until) {
			t.Errorf("published %+v", ev)
		}
		if err := w.Unmute(t.Context(), w.owner.ID, w.room.ID, w.member.ID); err != nil {
			t.Fatal(err)
		}
		if ev := w.nextOf(chat.MemberUnmuted); ev.Sanction != nil || ev.Object != string(w.member.ID) {
			t.Errorf("published %+v", ev)
		}
	})
	t.Run("AlsoAfterLeavingAndComingBack", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		if _, err := w.Mute(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.SanctionDraft{}); err != nil {
			t.Fatal(err)
		}
		err := w.RemoveMember(t.Context(), w.member.ID, w.room.ID, w.member.ID)
		if _, err2 := w.AddMember(t.Context(), "", w.room.ID, w.member.ID); errors.Join(err, err2) != nil {
			t.Fatal(err, err2)
		}
		if _, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "hi"}); !errors.Is(err, chat.ErrMuted) {
			t.Errorf("got %v", err)
		}
	})
}

// muteInTheLobby has the member post there while they are muted.
func (c *crew) muteInTheLobby() answer {
	c.Helper()
	if _, err := c.ManageSanction(c.Context(), chat.Sanction{Kind: chat.Mute, Room: c.Lobby(), User: c.member.ID}); err != nil {
		c.Fatal(err)
	}
	return c.ask("POST /api/messages", `{"content":"hi"}`, "X-User: member")
}

// nextOf waits for an event of that kind.
func (w *world) nextOf(kind chat.EventKind) chat.Event {
	w.Helper()
	for ev := w.next(); ; ev = w.next() {
		if ev.Kind == kind {
			return ev
		}
	}
}

// TestBanned: for who is banned the room does not exist, and nothing brings them back.
func TestBanned(t *testing.T) {
	for _, kind := range []chat.RoomKind{chat.Public, chat.Private} {
		t.Run(string(kind), func(t *testing.T) {
			w := newCrew(t, kind)
			inv, token, err := w.CreateInvite(t.Context(), w.owner.ID, w.room.ID, chat.InviteDraft{MaxUses: 1})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Ban(t.Context(), w.moderator.ID, w.room.ID, w.member.ID, chat.SanctionDraft{Reason: "spam"}); err != nil {
				t.Fatal(err)
			}
			_, _, joined := w.PutMember(t.Context(), w.member.ID, w.room.ID, w.member.ID, "")
			_, _, _, invited := w.AcceptInvite(t.Context(), w.member.ID, token)
			_, named := w.Room(t.Context(), w.member.ID, "crew")
			_, _, posted := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "hi"})
			_, logged := w.Log(t.Context(), w.member.ID, w.room.ID)
			for what, err := range map[string]error{"joins": joined, "by an invite": invited, "by its slug": named, "posts": posted, "log": logged,
				"reads": w.CanRead(t.Context(), w.member.ID, w.room.ID)} {
				if !errors.Is(err, chat.ErrNotFound) {
					t.Errorf("%s: %v", what, err)
				}
			}
			_, _, added := w.PutMember(t.Context(), w.owner.ID, w.room.ID, w.member.ID, "")
			_, host := w.AddMember(t.Context(), "", w.room.ID, w.member.ID)
			if !errors.Is(added, chat.ErrBanned) || !errors.Is(host, chat.ErrBanned) {
				t.Errorf("added %v, by the host %v", added, host)
			}
			list, _, err := w.Rooms(t.Context(), w.member.ID, chat.RoomFilter{}, "", 9)
			if err != nil || slices.ContainsFunc(list, func(r chat.Room) bool { return r.ID == w.room.ID }) {
				t.Errorf("listed: %v", err)
			}
			if list, _, err := w.Invites(t.Context(), w.owner.ID, w.room.ID, "", 9); err != nil || list[0].ID != inv.ID || list[0].Uses != 0 {
				t.Errorf("the invite was used: %+v, %v", list, err)
			}
			bans, more, err := w.Sanctions(t.Context(), w.moderator.ID, w.room.ID, chat.Ban, "", 9)
			if err != nil || more || len(bans) != 1 || bans[0].Profile.DisplayName != "member" || bans[0].Reason != "spam" {
				t.Errorf("bans %+v, %v", bans, err)
			}
			if err := w.Unban(t.Context(), w.moderator.ID, w.room.ID, w.member.ID); err != nil {
				t.Fatal(err)
			}
			if _, _, _, err := w.AcceptInvite(t.Context(), w.member.ID, token); err != nil {
				t.Errorf("after it was lifted: %v", err)
			}
		})
	}
	t.Run("ByRef", func(t *testing.T) {
		w := newWorld(t)
		ann, bob := w.user("ann"), w.user("bob")
		r, _, err := w.OpenRoom(t.Context(), ann.ID, chat.RoomDraft{Ref: "order:42", Name: "Order"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Ban(t.Context(), ann.ID, r.ID, bob.ID, chat.SanctionDraft{}); err != nil {
			t.Fatal(err)
		}
		if a := w.ask("GET /api/v1/rooms/ref:order:42", "", "X-User: bob"); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	t.Run("ATimedOneEndsByItself", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newCrew(t, chat.Public)
			if _, err := w.Ban(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.SanctionDraft{Until: time.Now().Add(time.Hour)}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour - time.Second)
			if err := w.CanRead(t.Context(), w.member.ID, w.room.ID); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("before the end: %v", err)
			}
			time.Sleep(time.Second)
			if _, _, err := w.PutMember(t.Context(), w.member.ID, w.room.ID, w.member.ID, ""); err != nil {
				t.Errorf("after the end: %v", err)
			}
		})
	})
	t.Run("APolicyOfTheHostsChangesNothing", func(t *testing.T) {
		w := newCrew(t, chat.Public, func(o *chat.Options) {
			o.Policy = chat.PolicyFunc(func(context.Context, chat.User, chat.Action, chat.Target) error { return nil })
		})
		if _, err := w.Ban(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.SanctionDraft{}); err != nil {
			t.Fatal(err)
		}
		if err := w.CanRead(t.Context(), w.member.ID, w.room.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

// TestBannedEverywhere: all that they ask is answered so, and what runs for them is cut.
func TestBannedEverywhere(t *testing.T) {
	var cut []chat.UserID
	w := newCrew(t, chat.Private, func(o *chat.Options) {
		o.Revoked = func(_ context.Context, u chat.UserID) { cut = append(cut, u) }
	})
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	if _, err := w.Ban(t.Context(), w.owner.ID, "", w.member.ID, chat.SanctionDraft{}); !errors.Is(err, chat.ErrForbidden) {
		t.Errorf("an owner bans from everything: %v", err)
	}
	ctx := chat.WithRoles(t.Context(), chat.RoleAdmin)
	if _, err := w.Ban(ctx, w.user("admin").ID, "", w.member.ID, chat.SanctionDraft{Until: until}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(cut, []chat.UserID{w.member.ID}) {
		t.Errorf("cut %q", cut)
	}
	_, own := w.Log(t.Context(), w.member.ID, chat.UserLog(w.member.ID))
	for what, err := range map[string]error{"reads": w.CanRead(t.Context(), w.member.ID, w.room.ID), "lobby": w.CanRead(t.Context(), w.member.ID, w.Lobby()), "own log": own} {
		if !errors.Is(err, chat.ErrBanned) {
			t.Errorf("%s: %v", what, err)
		}
	}
	var p struct {
		Code  string
		Until time.Time
	}
	a := w.ask("GET /api/v1/me", "", "X-User: member", "X-Admin: 1")
	if a.into(t, &p); a.StatusCode != http.StatusForbidden || p.Code != "banned" || !p.Until.Equal(until) {
		t.Errorf("%s %s", a.Status, a.body)
	}
	if w.role(w.member) != chat.RoleMember {
		t.Error("they are no member any more")
	}
	if lines := w.log.all(); len(lines) > 0 {
		t.Errorf("it was logged as an error of ours: %q", lines)
	}
	if err := w.Unban(ctx, w.user("admin").ID, "", w.member.ID); err != nil {
		t.Fatal(err)
	}
	w.say(w.member, w.room.ID, "back")
}
