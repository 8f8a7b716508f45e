package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/parleychat/parley/chat"
)

// bobsThread is Bob's follow of a thread, read up to seq.
func bobsThread(root string, seq int64) chat.Follow {
	return chat.Follow{User: "user-bob", Thread: chat.MessageID("message-" + root), Room: "room-lobby", ReadSeq: seq}
}

// threadsOf wants these to be the threads that a user follows.
func threadsOf(ctx context.Context, s chat.Storage, user chat.UserID, before chat.MessageID, limit int, want ...chat.Follow) error {
	got, err := s.Follows(ctx, user, before, limit)
	return errors.Join(err, sameList("threads of "+string(user), got, want))
}

// followers wants these to follow a thread.
func followers(ctx context.Context, s chat.Storage, thread chat.MessageID, after chat.UserID, limit int, want ...chat.UserID) error {
	got, err := s.Followers(ctx, thread, after, limit)
	return errors.Join(err, sameList("followers of "+string(thread), got, want))
}

// sayIn is an answer by a user in the thread of message a, which calls these.
func sayIn(client string, author chat.UserID, users ...chat.UserID) chat.Message {
	m := calling(client, users...)
	m.AuthorID, m.Thread = author, "message-a"
	return m
}

// newIn is a follow of a in which so much is new.
func newIn(user chat.UserID, read, last int64, unread int) chat.Follow {
	return chat.Follow{User: user, Thread: "message-a", Room: "room-lobby", ReadSeq: read, LastSeq: last, Unread: unread}
}

var followPromises = []promise{
	{"AddMessage in a thread has its author, who is called and who began it follow it", withNote(func(ctx context.Context, s chat.Storage) error {
		err := add(ctx, s, sayIn("x", "user-bob", "user-eve"), sayIn("y", "user-bob"))
		return errors.Join(err, followers(ctx, s, "message-a", "", 10, "user-ann", "user-bob", "user-eve"), followers(ctx, s, "message-b", "", 10),
			threadsOf(ctx, s, "user-bob", "", 10, newIn("user-bob", 4, 4, 0)), threadsOf(ctx, s, "user-ann", "", 10, newIn("user-ann", 2, 4, 2)),
			threadsOf(ctx, s, "user-eve", "", 10, newIn("user-eve", 2, 4, 2)))
	})},
	{"Who does not want to follow does again when they write, and not before", withNote(func(ctx context.Context, s chat.Storage) error {
		err := add(ctx, s, sayIn("x", "user-bob"), sayIn("y", "user-ann"))
		_, err2 := s.SetFollow(ctx, bobsThread("a", 0), false, noon)
		_, err3 := s.SetFollow(ctx, chat.Follow{User: "user-ann", Thread: "message-a"}, false, noon)
		err4 := errors.Join(add(ctx, s, sayIn("z", "user-eve", "user-bob")), followers(ctx, s, "message-a", "", 10, "user-eve"))
		return errors.Join(err, err2, err3, err4, add(ctx, s, sayIn("v", "user-bob")), followers(ctx, s, "message-a", "", 10, "user-bob", "user-eve"),
			threadsOf(ctx, s, "user-bob", "", 10, newIn("user-bob", 6, 6, 0)))
	})},
	{"SetFollow follows and ends it, and logs it in the UserLog", withNote(func(ctx context.Context, s chat.Storage) error {
		on, err := s.SetFollow(ctx, bobsThread("b", 2), true, noon.Add(time.Nanosecond))
		again, err2 := s.SetFollow(ctx, bobsThread("b", 1), true, noon)
		still := threadsOf(ctx, s, "user-bob", "", 10, bobsThread("b", 2))
		off, err3 := s.SetFollow(ctx, bobsThread("b", 0), false, noon)
		twice, err4 := s.SetFollow(ctx, bobsThread("b", 0), false, noon)
		never, err5 := s.SetFollow(ctx, bobsThread("a", 0), false, noon)
		events, err6 := s.Events(ctx, "~user-bob", 0, 10)
		ev := chat.Event{Room: "~user-bob", Rev: 1, Kind: chat.ThreadFollowed, Object: "message-b", Actor: "user-bob", At: noon}
		second := ev
		second.Rev, second.Kind = 2, chat.ThreadUnfollowed
		return errors.Join(err, err2, err3, err4, err5, err6, still, same("on", on, true), same("again", again, false), same("off", off, true),
			same("twice", twice, false), same("what never was", never, false), sameList("log", events, []chat.Event{ev, second}),
			threadsOf(ctx, s, "user-bob", "", 10), rev(ctx, s, 2))
	})},
	{"SetFollow of no message is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		changed, err := s.SetFollow(ctx, bobsThread("z", 0), true, noon)
		return errors.Join(is("SetFollow", err, chat.ErrNotFound), same("changed", changed, false), silent(ctx, s, "user-bob"))
	})},
	{"ReadThread raises ReadSeq and never goes back", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetFollow(ctx, bobsThread("a", 0), true, noon)
		err = errors.Join(err, add(ctx, s, sayIn("x", "user-ann"), sayIn("y", "user-ann")))
		var moves []bool
		for _, seq := range []int64{3, 2, 3, 9} {
			moved, err2 := s.ReadThread(ctx, "user-bob", "message-a", seq)
			moves, err = append(moves, moved), errors.Join(err, err2)
		}
		other, err2 := s.ReadThread(ctx, "user-eve", "message-a", 9)
		return errors.Join(err, err2, sameList("moved", moves, []bool{true, false, false, true}), same("of who does not follow", other, false),
			threadsOf(ctx, s, "user-bob", "", 10, newIn("user-bob", 9, 4, 0)), followers(ctx, s, "message-a", "", 10, "user-ann", "user-bob"))
	})},
	{"Follows counts answers of others without tombstones, up to UnreadCap", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetFollow(ctx, bobsThread("a", 0), true, noon)
		err = errors.Join(err, add(ctx, s, sayIn("x", "user-ann"), sayIn("gone", "user-ann")))
		_, err2 := s.UpdateMessage(ctx, "message-gone", remove(), erase)
		few := threadsOf(ctx, s, "user-bob", "", 10, newIn("user-bob", 0, 4, 1))
		for i := range chat.UnreadCap + 1 {
			err = errors.Join(err, add(ctx, s, sayIn(fmt.Sprint(i), "user-ann")))
		}
		return errors.Join(err, err2, few, threadsOf(ctx, s, "user-bob", "", 10, newIn("user-bob", 0, 5+chat.UnreadCap+1, chat.UnreadCap)))
	})},
	{"Follows and Followers come in pages", withNote(func(ctx context.Context, s chat.Storage) error {
		var errs []error
		for _, f := range []chat.Follow{bobsThread("a", 1), bobsThread("b", 2), {User: "user-ann", Thread: "message-b"}} {
			_, err := s.SetFollow(ctx, f, true, noon)
			errs = append(errs, err)
		}
		return errors.Join(errors.Join(errs...), threadsOf(ctx, s, "user-bob", "", 10, bobsThread("b", 2), bobsThread("a", 1)), threadsOf(ctx, s, "user-bob", "", 1, bobsThread("b", 2)),
			threadsOf(ctx, s, "user-bob", "message-b", math.MaxInt, bobsThread("a", 1)), followers(ctx, s, "message-b", "", 1, "user-ann"),
			followers(ctx, s, "message-b", "user-ann", 10, "user-bob"))
	})},
	{"FollowsIn has those of a room, and ImportFollows those that are new", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetFollow(ctx, bobsThread("b", 2), true, noon)
		_, err2 := s.SetFollow(ctx, bobsThread("a", 2), true, noon)
		_, err3 := s.SetFollow(ctx, bobsThread("a", 2), false, noon)
		eve := chat.Follow{User: "user-eve", Thread: "message-a", Room: "room-lobby", ReadSeq: 1}
		n, err4 := s.ImportFollows(ctx, "room-lobby", []chat.Follow{eve, bobsThread("a", 1), bobsThread("b", 9), bobsThread("z", 1), eve})
		all, err5 := s.FollowsIn(ctx, "room-lobby", "", "", 10)
		rest, err6 := s.FollowsIn(ctx, "room-lobby", "message-a", "user-eve", 1)
		_, nowhere := s.ImportFollows(ctx, "nowhere", nil)
		return errors.Join(err, err2, err3, err4, err5, err6, same("new", n, 1), sameList("all", all, []chat.Follow{eve, bobsThread("b", 2)}),
			sameList("the rest", rest, []chat.Follow{bobsThread("b", 2)}), is("into no room", nowhere, chat.ErrNotFound), silent(ctx, s, "user-eve"))
	})},
	{"EraseUser and ExpireMessages remove follows", withCrowd(func(ctx context.Context, s chat.Storage) error {
		hers := bobsThread("x", 5)
		hers.User = "user-ann"
		_, err := s.SetFollow(ctx, hers, true, noon)
		_, err2 := s.SetFollow(ctx, bobsThread("a", 5), true, noon)
		_, err3 := s.SetFollow(ctx, bobsThread("x", 5), true, noon)
		gone := errors.Join(eraseAnn(ctx, s), threadsOf(ctx, s, "user-ann", "", 10), threadsOf(ctx, s, "user-bob", "", 10, bobsThread("x", 5), bobsThread("a", 5)))
		_, err4 := s.ExpireMessages(ctx, "room-lobby", day(1), 1, day(9))
		return errors.Join(err, err2, err3, gone, err4, threadsOf(ctx, s, "user-bob", "", 10, bobsThread("x", 5)), followers(ctx, s, "message-a", "", 10))
	})},
}
