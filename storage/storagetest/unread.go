package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/parleychat/parley/chat"
)

// withReader wraps a check that needs messages 1 to n by Ann in the lobby, and Bob there
// as a member who has read none.
func withReader(n int, check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, lobby(), []chat.Member{bob()})
		for i := range n {
			err = errors.Join(err, post(ctx, s, fmt.Sprint(i+1)))
		}
		if err != nil {
			return err
		}
		return check(ctx, s)
	}
}

// marks wants Bob to have read up to want after he said that he read up to seq.
func marks(ctx context.Context, s chat.Storage, seq, want int64) error {
	return sets(ctx, s, seq, false, want)
}

// sets is marks, back too.
func sets(ctx context.Context, s chat.Storage, seq int64, back bool, want int64) error {
	m := bob()
	m.ReadSeq = want
	got, _, err := s.MarkRead(ctx, "room-lobby", "user-bob", seq, back)
	stored, err2 := s.Member(ctx, "room-lobby", "user-bob")
	return errors.Join(err, err2, same("result", got, m), same("stored", stored, m))
}

// moves wants MarkRead to tell whether it moved Bob.
func moves(ctx context.Context, s chat.Storage, seq int64, back, want bool) error {
	_, moved, err := s.MarkRead(ctx, "room-lobby", "user-bob", seq, back)
	return errors.Join(err, same(fmt.Sprintf("moved by %d, %t", seq, back), moved, want))
}

// unread wants these to be what a user has not read.
func unread(ctx context.Context, s chat.Storage, user chat.UserID, after chat.RoomID, limit int, want ...chat.Unread) error {
	got, err := s.Unread(ctx, user, after, limit)
	return errors.Join(err, sameList("unread of "+string(user), got, want))
}

// bobs wants Bob to have so many unread in the lobby, where the newest message is last.
func bobs(ctx context.Context, s chat.Storage, read, last int64, count int) error {
	return unread(ctx, s, "user-bob", "", 10, chat.Unread{Room: "room-lobby", ReadSeq: read, LastSeq: last, Count: count})
}

var readStatePromises = []promise{
	{"Members are stored with their ReadSeq", func(ctx context.Context, s chat.Storage) error {
		first, later := bob(), bob()
		first.ReadSeq, later.ReadSeq, later.User = 3, 4, "user-eve"
		_, err := s.CreateRoom(ctx, lobby(), []chat.Member{first})
		got, _, err2 := s.AddMember(ctx, later, "user-ann")
		list, err3 := s.Members(ctx, "room-lobby", "", 10)
		return errors.Join(err, err2, err3, same("result", got, later), sameList("members", list, []chat.Member{first, later}))
	}},
	{"MarkRead raises ReadSeq and returns the member", withReader(5, func(ctx context.Context, s chat.Storage) error {
		return errors.Join(marks(ctx, s, 2, 2), marks(ctx, s, 5, 5))
	})},
	{"MarkRead never goes back", withReader(5, func(ctx context.Context, s chat.Storage) error {
		return errors.Join(marks(ctx, s, 4, 4), marks(ctx, s, 4, 4), marks(ctx, s, 3, 4), marks(ctx, s, 0, 4), marks(ctx, s, math.MinInt64, 4))
	})},
	{"MarkRead never goes beyond the room's Rev", withReader(5, func(ctx context.Context, s chat.Storage) error {
		return errors.Join(marks(ctx, s, 6, 5), marks(ctx, s, math.MaxInt64, 5), post(ctx, s, "next"), bobs(ctx, s, 5, 6, 1))
	})},
	{"MarkRead is no change to the room", withReader(5, func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.StartConsumer(ctx, "mirror"), marks(ctx, s, 3, 3), rev(ctx, s, 5), behind(ctx, s, "mirror", "", 10))
	})},
	{"MarkRead moves nobody else, and nowhere else", withReader(2, func(ctx context.Context, s chat.Storage) error {
		eve := bob()
		eve.User = "user-eve"
		_, _, err := s.AddMember(ctx, eve, "user-ann")
		_, err2 := s.CreateRoom(ctx, named("other", chat.Private), both())
		err3 := errors.Join(postTo(ctx, s, "other", "x"), postTo(ctx, s, "other", "y"), marks(ctx, s, 2, 2))
		other, err4 := s.Member(ctx, "room-lobby", "user-eve")
		elsewhere, err5 := s.Member(ctx, "other", "user-bob")
		return errors.Join(err, err2, err3, err4, err5, same("of Eve", other.ReadSeq, 0), same("elsewhere", elsewhere.ReadSeq, 0))
	})},
	{"MarkRead by no member is ErrNotFound", withReader(1, func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.MarkRead(ctx, "room-lobby", "user-eve", 1, false)
		_, _, err2 := s.MarkRead(ctx, "nowhere", "user-bob", 1, true)
		_, err3 := s.Member(ctx, "room-lobby", "user-eve")
		return errors.Join(is("MarkRead", err, chat.ErrNotFound), is("in no room", err2, chat.ErrNotFound), is("Member", err3, chat.ErrNotFound))
	})},
	{"MarkRead many times at once leaves the highest", withReader(40, func(ctx context.Context, s chat.Storage) error {
		err := atOnce(40, func(i int) error {
			seq := int64(i*17%40) + 1
			got, _, err := s.MarkRead(ctx, "room-lobby", "user-bob", seq, false)
			return errors.Join(err, same("below what was read", got.ReadSeq < seq, false))
		})
		return errors.Join(err, marks(ctx, s, 0, 40))
	})},
	{"MarkRead with back goes forth and back, and no further than the room's Rev", withReader(5, func(ctx context.Context, s chat.Storage) error {
		return errors.Join(sets(ctx, s, 4, true, 4), sets(ctx, s, 1, true, 1), bobs(ctx, s, 1, 5, 4), sets(ctx, s, 9, true, 5),
			sets(ctx, s, 0, true, 0), bobs(ctx, s, 0, 5, 5), rev(ctx, s, 5))
	})},
	{"MarkRead tells whether ReadSeq is another than before", withReader(5, func(ctx context.Context, s chat.Storage) error {
		return errors.Join(moves(ctx, s, 0, false, false), moves(ctx, s, 3, false, true), moves(ctx, s, 3, false, false),
			moves(ctx, s, 2, false, false), moves(ctx, s, 3, true, false), moves(ctx, s, 2, true, true),
			moves(ctx, s, 9, true, true), moves(ctx, s, 9, false, false), moves(ctx, s, 8, true, false))
	})},
	{"UnreadIn is the entry of Unread for that room", withRooms(func(ctx context.Context, s chat.Storage) error {
		var list []chat.Unread
		var errs []error
		for _, id := range []chat.RoomID{"a", "b", "f"} {
			u, err := s.UnreadIn(ctx, id, "user-ann")
			list, errs = append(list, u), append(errs, err)
		}
		return errors.Join(append(errs, sameList("unread", list, []chat.Unread{in("a", 0), in("b", 1), in("f", 2)}))...)
	})},
	{"UnreadIn of no member is ErrNotFound", withRooms(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UnreadIn(ctx, "a", "nobody")
		_, err2 := s.UnreadIn(ctx, "nowhere", "user-ann")
		return errors.Join(is("UnreadIn", err, chat.ErrNotFound), is("of no room", err2, chat.ErrNotFound))
	})},
	{"Unread counts the messages of others above ReadSeq", withReader(5, func(ctx context.Context, s chat.Storage) error {
		own := note("own")
		own.AuthorID = "user-bob"
		_, _, err := s.AddMessage(ctx, own)
		return errors.Join(err, bobs(ctx, s, 0, 6, 5), marks(ctx, s, 2, 2), bobs(ctx, s, 2, 6, 3), marks(ctx, s, 6, 6), bobs(ctx, s, 6, 6, 0))
	})},
	{"Unread leaves tombstones out", withReader(3, func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-2", remove(), erase)
		_, err2 := s.UpdateMessage(ctx, "message-3", remove(), erase)
		return errors.Join(err, err2, bobs(ctx, s, 0, 3, 1))
	})},
	{"Unread counts no event that is not a message", withReader(1, func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateRoom(ctx, "room-lobby", rename(), setName("Foyer"))
		_, err2 := s.UpdateMessage(ctx, "message-1", edit(), setText("edited"))
		return errors.Join(err, err2, bobs(ctx, s, 0, 1, 1))
	})},
	{"Unread stops at UnreadCap", withReader(chat.UnreadCap+5, func(ctx context.Context, s chat.Storage) error {
		last := int64(chat.UnreadCap + 5)
		return errors.Join(bobs(ctx, s, 0, last, chat.UnreadCap), marks(ctx, s, 5, 5), bobs(ctx, s, 5, last, chat.UnreadCap),
			marks(ctx, s, 6, 6), bobs(ctx, s, 6, last, chat.UnreadCap-1))
	})},
	{"Unread has an entry also for a room without messages", withReader(0, func(ctx context.Context, s chat.Storage) error {
		return bobs(ctx, s, 0, 0, 0)
	})},
	{"Unread has one entry for each room of a member, in ascending ID order", withRooms(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(unread(ctx, s, "user-ann", "", 10, in("a", 0), in("b", 1), in("f", 2)), unread(ctx, s, "nobody", "", 10))
	})},
	{"Unread starts above after", withRooms(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(unread(ctx, s, "user-ann", "a", 10, in("b", 1), in("f", 2)), unread(ctx, s, "user-ann", "c", 10, in("f", 2)),
			unread(ctx, s, "user-ann", "f", 10))
	})},
	{"Unread has at most limit entries", withRooms(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(unread(ctx, s, "user-ann", "", 2, in("a", 0), in("b", 1)),
			unread(ctx, s, "user-ann", "a", math.MaxInt, in("b", 1), in("f", 2)))
	})},
}

// in is what somebody has unread in a room of which they read nothing.
func in(id chat.RoomID, n int) chat.Unread { return chat.Unread{Room: id, LastSeq: int64(n), Count: n} }

// withRooms wraps a check that needs a village in which somebody else posted: once in b
// and c, and twice in f.
func withRooms(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return func(ctx context.Context, s chat.Storage) error {
		err := village(ctx, s)
		for i, id := range []chat.RoomID{"b", "c", "f", "f"} {
			m := note(fmt.Sprint(i))
			m.Room, m.AuthorID, m.CreatedAt = id, "user-eve", noon.Add(time.Duration(i)*time.Hour)
			_, _, err2 := s.AddMessage(ctx, m)
			err = errors.Join(err, err2)
		}
		if err != nil {
			return err
		}
		return check(ctx, s)
	}
}
