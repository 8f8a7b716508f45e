package storagetest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// ban is what Ann decided about Bob in the lobby.
func ban() chat.Sanction {
	return chat.Sanction{Kind: chat.Ban, Room: "room-lobby", User: "user-bob", By: "user-ann", Reason: "spam", At: noon, Until: day(1)}
}

// mute is a milder one, for good.
func mute() chat.Sanction {
	s := ban()
	s.Kind, s.Until = chat.Mute, time.Time{}
	return s
}

// on is the sanction on somebody else, or elsewhere.
func on(s chat.Sanction, user chat.UserID, room chat.RoomID) chat.Sanction {
	s.User, s.Room = user, room
	return s
}

// imposed sets sanctions, each with an act of its own.
func imposed(ctx context.Context, s chat.Storage, list ...chat.Sanction) error {
	var all []error
	for _, x := range list {
		all = append(all, s.SetSanction(ctx, x, act(string("s-"+x.Kind)+string(x.Room)+string(x.User)+x.Reason), anyway))
	}
	return errors.Join(all...)
}

// standing wants Bob to have these sanctions in the lobby.
func standing(ctx context.Context, s chat.Storage, want ...chat.Sanction) error {
	got, err := s.SanctionsOn(ctx, "user-bob", "room-lobby")
	slices.SortFunc(got, func(a, b chat.Sanction) int {
		return slices.Compare([]string{string(a.Room), string(a.Kind)}, []string{string(b.Room), string(b.Kind)})
	})
	return errors.Join(err, sameList("sanctions", got, want))
}

// event is one in the lobby about Bob.
func about(kind chat.EventKind, rev int64) chat.Event {
	return chat.Event{Room: "room-lobby", Rev: rev, Kind: kind, Object: "user-bob", Actor: "user-ann", At: noon}
}

var sanctionPromises = []promise{
	{"SetSanction stores it in the place of the one of its Kind", withOwner(func(ctx context.Context, s chat.Storage) error {
		other := mute()
		other.Reason, other.Until = "more", day(2)
		exact := mute()
		exact.At = noon.Add(time.Nanosecond).In(time.FixedZone("", 3600))
		err := errors.Join(imposed(ctx, s, exact), standing(ctx, s, mute()), imposed(ctx, s, other), standing(ctx, s, other))
		return errors.Join(err, imposed(ctx, s, ban()), standing(ctx, s, ban(), other))
	})},
	{"SetSanction logs that somebody was muted", withOwner(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(imposed(ctx, s, mute()), rev(ctx, s, 3), lastEvent(ctx, s, about(chat.MemberMuted, 3)), member(ctx, s, bob()))
	})},
	{"SetSanction removes the member who is banned", withOwner(func(ctx context.Context, s chat.Storage) error {
		err := imposed(ctx, s, ban())
		events, err2 := s.Events(ctx, "room-lobby", 2, 10)
		_, gone := s.Member(ctx, "room-lobby", "user-bob")
		own, err3 := s.Events(ctx, "~user-bob", 1, 10)
		return errors.Join(err, err2, err3, is("Member", gone, chat.ErrNotFound),
			sameList("log", events, []chat.Event{about(chat.MemberLeft, 3), about(chat.MemberBanned, 4)}),
			sameList("own log", own, []chat.Event{{Room: "~user-bob", Rev: 2, Kind: chat.RoomRemoved, Object: "room-lobby", Actor: "user-ann", At: noon}}), rev(ctx, s, 4))
	})},
	{"SetSanction of who is no member takes one Rev", withLobby(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(imposed(ctx, s, ban()), rev(ctx, s, 1), lastEvent(ctx, s, about(chat.MemberBanned, 1)), silent(ctx, s, "user-bob"))
	})},
	{"SetSanction asks check about the place and the owners", withOwner(func(ctx context.Context, s chat.Storage) error {
		var seen []chat.Member
		var counts []int
		look := func(m chat.Member, owners int) error {
			seen, counts = append(seen, m), append(counts, owners)
			return nil
		}
		err := s.SetSanction(ctx, mute(), act("1"), look)
		err2 := s.SetSanction(ctx, on(mute(), "user-eve", "room-lobby"), act("2"), look)
		return errors.Join(err, err2, sameList("members", seen, []chat.Member{bob(), {Room: "room-lobby", User: "user-eve"}}), sameList("owners", counts, []int{1, 1}))
	})},
	{"SetSanction that check refuses leaves no trace", withOwner(func(ctx context.Context, s chat.Storage) error {
		err := s.SetSanction(ctx, ban(), act("1"), func(chat.Member, int) error { return errNo })
		return errors.Join(is("SetSanction", err, errNo), rev(ctx, s, 2), standing(ctx, s), member(ctx, s, bob()), acts(ctx, s, chat.ActQuery{Limit: 9}))
	})},
	{"SetSanction in no room is ErrNotFound", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(is("SetSanction", imposed(ctx, s, ban()), chat.ErrNotFound), standing(ctx, s))
	}},
	{"A ban without a room is in force everywhere and no event", withOwner(func(ctx context.Context, s chat.Storage) error {
		wide := on(ban(), "user-bob", "")
		err := s.SetSanction(ctx, wide, act("1"), nil)
		return errors.Join(err, rev(ctx, s, 2), member(ctx, s, bob()), standing(ctx, s, wide),
			s.LiftSanction(ctx, wide, act("2")), standing(ctx, s), rev(ctx, s, 2), acts(ctx, s, chat.ActQuery{Limit: 9}, "2", "1"))
	})},
	{"SetSanction and LiftSanction add their act", withOwner(func(ctx context.Context, s chat.Storage) error {
		err := s.SetSanction(ctx, mute(), act("1"), anyway)
		return errors.Join(err, s.LiftSanction(ctx, mute(), act("2")), acts(ctx, s, chat.ActQuery{Limit: 9}, "2", "1"))
	})},
	{"LiftSanction removes it and logs that", withOwner(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(imposed(ctx, s, mute(), ban()), s.LiftSanction(ctx, mute(), act("1")), standing(ctx, s, ban()), lastEvent(ctx, s, about(chat.MemberUnmuted, 6)))
		return errors.Join(err, s.LiftSanction(ctx, ban(), act("2")), standing(ctx, s), lastEvent(ctx, s, about(chat.MemberUnbanned, 7)))
	})},
	{"LiftSanction of none is ErrNotFound", withOwner(func(ctx context.Context, s chat.Storage) error {
		err := s.LiftSanction(ctx, on(mute(), "user-bob", "room-z"), act("1"))
		return errors.Join(is("in no room", err, chat.ErrNotFound), is("of none", s.LiftSanction(ctx, mute(), act("1")), chat.ErrNotFound),
			rev(ctx, s, 2), acts(ctx, s, chat.ActQuery{Limit: 9}))
	})},
	{"Who is banned does not become a member", withInvite(func(ctx context.Context, s chat.Storage) error {
		eve := newcomer("user-eve")
		err := imposed(ctx, s, on(ban(), "user-eve", "room-lobby"))
		_, _, used := s.UseInvite(ctx, "key", eve, welcome)
		eve.Room, eve.Role = "room-lobby", chat.RoleMember
		_, _, added := s.AddMember(ctx, eve, "user-ann")
		err = errors.Join(err, is("UseInvite", used, chat.ErrBanned), is("AddMember", added, chat.ErrBanned), uses(ctx, s, 0), silent(ctx, s, "user-eve"))
		eve.JoinedAt = day(1) // when it has ended
		_, _, late := s.AddMember(ctx, eve, "user-ann")
		return errors.Join(err, none("after the end", late))
	})},
	{"Somebody who joins while they are banned is no member in the end", withLobby(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			if i == 10 {
				return imposed(ctx, s, ban())
			}
			_, _, err := s.AddMember(ctx, bob(), "user-ann")
			if errors.Is(err, chat.ErrBanned) {
				return nil
			}
			return err
		})
		_, gone := s.Member(ctx, "room-lobby", "user-bob")
		return errors.Join(err, is("Member", gone, chat.ErrNotFound))
	})},
	{"SanctionsOn are those of the user there and everywhere", withOwner(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Private), nil)
		wide, there := on(ban(), "user-bob", ""), on(mute(), "user-bob", "other")
		err = errors.Join(err, imposed(ctx, s, mute(), there, wide, on(ban(), "user-eve", "room-lobby")), standing(ctx, s, wide, mute()))
		both, err2 := s.SanctionsOn(ctx, "user-bob", "room-lobby", "other")
		nowhere, err3 := s.SanctionsOn(ctx, "user-bob")
		return errors.Join(err, err2, err3, same("in both", len(both), 3), sameList("nowhere", nowhere, []chat.Sanction{wide}))
	})},
	{"Sanctions are those of the room and Kind, in pages", withOwner(func(ctx context.Context, s chat.Storage) error {
		a, b, c := on(ban(), "user-a", "room-lobby"), on(ban(), "user-b", "room-lobby"), on(ban(), "user-c", "room-lobby")
		err := imposed(ctx, s, c, a, b, mute(), on(ban(), "user-a", ""))
		list, err2 := s.Sanctions(ctx, "room-lobby", chat.Ban, "", 2)
		rest, err3 := s.Sanctions(ctx, "room-lobby", chat.Ban, "user-b", 2)
		wide, err4 := s.Sanctions(ctx, "", chat.Ban, "", 2)
		return errors.Join(err, err2, err3, err4, sameList("first", list, []chat.Sanction{a, b}), sameList("rest", rest, []chat.Sanction{c}),
			sameList("everywhere", wide, []chat.Sanction{on(ban(), "user-a", "")}))
	})},
	{"SanctionsOf are the user's, in pages", withOwner(func(ctx context.Context, s chat.Storage) error {
		wide := on(ban(), "user-bob", "")
		err := imposed(ctx, s, mute(), ban(), wide, on(ban(), "user-eve", ""))
		list, err2 := s.SanctionsOf(ctx, "user-bob", chat.Sanction{}, 2)
		rest, err3 := s.SanctionsOf(ctx, "user-bob", ban(), 2)
		return errors.Join(err, err2, err3, sameList("first", list, []chat.Sanction{wide, ban()}), sameList("rest", rest, []chat.Sanction{mute()}))
	})},
	{"EraseUser removes the user's sanctions and what they said of others", withCrowd(func(ctx context.Context, s chat.Storage) error {
		his := ban()
		his.Reason = ""
		err := imposed(ctx, s, ban(), on(ban(), "user-ann", "room-lobby"))
		_, err2 := s.EraseUser(ctx, blank(), day(2))
		hers, err3 := s.SanctionsOn(ctx, "user-ann", "room-lobby")
		return errors.Join(err, err2, err3, same("hers", len(hers), 0), standing(ctx, s, his))
	})},
	{"EraseUser leaves a ban without a Room, without its Reason", withCrowd(func(ctx context.Context, s chat.Storage) error {
		wide := on(ban(), "user-ann", "")
		err := imposed(ctx, s, wide)
		_, err2 := s.EraseUser(ctx, blank(), day(2))
		hers, err3 := s.SanctionsOn(ctx, "user-ann", "")
		wide.Reason = ""
		return errors.Join(err, err2, err3, sameList("hers", hers, []chat.Sanction{wide}))
	})},
}

// errNo is what a check says.
var errNo = errors.New("no")
