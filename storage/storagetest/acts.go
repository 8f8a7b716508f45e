package storagetest

import (
	"context"
	"errors"
	"time"

	"github.com/parleychat/parley/chat"
)

// act is what Ann did to Bob.
func act(id string) chat.Act {
	return chat.Act{ID: chat.ActID(id), Room: "room-lobby", Actor: "user-ann", What: chat.ActMuted, User: "user-bob", Object: "x", Reason: "spam", At: noon, Until: day(1)}
}

// acts wants a page of the audit log.
func acts(ctx context.Context, s chat.Storage, q chat.ActQuery, want ...string) error {
	list, err := s.Acts(ctx, q)
	return errors.Join(err, sameList("acts", ids(list, func(a chat.Act) string { return string(a.ID) }), want))
}

// enacted is a change with an act.
func enacted(c chat.Change, id string) chat.Change {
	a := act(id)
	c.Act = &a
	return c
}

// happened adds acts as they come with other changes.
func happened(ctx context.Context, s chat.Storage, list ...chat.Act) error {
	var all []error
	for _, a := range list {
		all = append(all, s.SetSanction(ctx, mute(), a, anyway))
	}
	return errors.Join(all...)
}

// eachRefused makes changes that fail, or change nothing.
func eachRefused(ctx context.Context, s chat.Storage) error {
	_, err := s.UpdateMessage(ctx, "message-a", enacted(edit(), "1"), func(*chat.Message) error { return chat.ErrUnchanged })
	_, err2 := s.UpdateRoom(ctx, "room-lobby", enacted(rename(), "2"), func(*chat.Room) error { return chat.ErrUnchanged })
	_, no := s.UpdateMember(ctx, "room-lobby", "user-bob", enacted(promote(), "3"), func(*chat.Member, int) error { return errNo })
	no2 := s.RemoveMember(ctx, "room-lobby", "user-bob", enacted(expel(), "4"), func(chat.Member, int) error { return errNo })
	no3 := s.RemoveInvite(ctx, "room-lobby", "z", act("5"))
	a := act("6")
	no4 := s.RemoveRevision(ctx, "message-a", 9, &a)
	return errors.Join(err, err2, is("UpdateMember", no, errNo), is("RemoveMember", no2, errNo), is("RemoveInvite", no3, chat.ErrNotFound), is("RemoveRevision", no4, chat.ErrNotFound))
}

var actPromises = []promise{
	{"The act of a change is added with it, whole", withReader(2, func(ctx context.Context, s chat.Storage) error {
		given := act("1")
		given.At = noon.Add(time.Nanosecond).In(time.FixedZone("", 3600))
		c := edit()
		c.Act = &given
		_, err := s.UpdateMessage(ctx, "message-1", c, setText("edited"))
		_, err2 := s.UpdateRoom(ctx, "room-lobby", enacted(rename(), "2"), setName("late"))
		_, err3 := s.UpdateMember(ctx, "room-lobby", "user-bob", enacted(promote(), "3"), become(chat.RoleModerator))
		err4 := s.RemoveMember(ctx, "room-lobby", "user-bob", enacted(expel(), "4"), anyway)
		err5 := errors.Join(s.AddInvite(ctx, invite("b"), "key"), s.RemoveInvite(ctx, "room-lobby", "b", act("5")))
		purge := act("6")
		err6 := s.RemoveRevision(ctx, "message-1", 3, &purge)
		list, err7 := s.Acts(ctx, chat.ActQuery{Limit: 9})
		return errors.Join(err, err2, err3, err4, err5, err6, err7, sameList("acts", list, []chat.Act{act("6"), act("5"), act("4"), act("3"), act("2"), act("1")}))
	})},
	{"A change that fails or changes nothing adds no act", withReader(0, func(ctx context.Context, s chat.Storage) error {
		return errors.Join(post(ctx, s, "a"), eachRefused(ctx, s), acts(ctx, s, chat.ActQuery{Limit: 9}))
	})},
	{"Acts are those that match, the newest first, in pages", withOwner(func(ctx context.Context, s chat.Storage) error {
		elsewhere, other := act("2"), act("3")
		elsewhere.Room, other.User = "", "user-eve"
		err := happened(ctx, s, act("4"), elsewhere, other, act("1"))
		return errors.Join(err, acts(ctx, s, chat.ActQuery{Limit: 9}, "4", "3", "2", "1"), acts(ctx, s, chat.ActQuery{Limit: 2}, "4", "3"),
			acts(ctx, s, chat.ActQuery{Limit: 9, Before: "3"}, "2", "1"), acts(ctx, s, chat.ActQuery{Limit: 9, Room: "room-lobby"}, "4", "3", "1"),
			acts(ctx, s, chat.ActQuery{Limit: 9, User: "user-eve"}, "3"), acts(ctx, s, chat.ActQuery{Limit: 9, Room: "room-z"}))
	})},
	{"PruneActs removes the lowest IDs up to the first that is too young", withOwner(func(ctx context.Context, s chat.Storage) error {
		young := act("3")
		young.At = day(2)
		err := happened(ctx, s, act("1"), act("2"), young, act("4"))
		first, err2 := s.PruneActs(ctx, day(1), 1)
		rest, err3 := s.PruneActs(ctx, day(1), 9)
		again, err4 := s.PruneActs(ctx, day(1), 9)
		return errors.Join(err, err2, err3, err4, sameList("removed", []int{first, rest, again}, []int{1, 1, 0}), acts(ctx, s, chat.ActQuery{Limit: 9}, "4", "3"))
	})},
	{"EraseUser empties the Reason of acts by and about the user", withCrowd(func(ctx context.Context, s chat.Storage) error {
		about, others := act("2"), act("3")
		about.Actor, about.User, others.Actor, others.User = "user-bob", "user-ann", "user-bob", "user-eve"
		err := happened(ctx, s, act("1"), about, others)
		_, err2 := s.EraseUser(ctx, blank(), day(2))
		list, err3 := s.Acts(ctx, chat.ActQuery{Limit: 9})
		by := act("1")
		by.Reason, about.Reason = "", ""
		return errors.Join(err, err2, err3, sameList("acts", list, []chat.Act{others, about, by}))
	})},
}
