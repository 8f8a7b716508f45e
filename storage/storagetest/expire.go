package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/chat"
)

// day is so many days after noon.
func day(n int) time.Time { return noon.AddDate(0, 0, n) }

// withDays wraps a check that needs messages 1 to 5 in the lobby, one of each day but that
// 4 is as old as 1, since clocks go wrong; 2 is a tombstone, and the rev is 6.
func withDays(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		for i, d := range []int{1, 2, 3, 1, 5} {
			m := note(fmt.Sprint(i + 1))
			m.CreatedAt = day(d)
			if _, _, err := s.AddMessage(ctx, m); err != nil {
				return err
			}
		}
		if _, err := s.UpdateMessage(ctx, "message-2", remove(), erase); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

// expired wants so many messages of the lobby to be removed, and these seqs to be left.
func expired(ctx context.Context, s chat.Storage, before time.Time, limit, want int, left ...int64) error {
	n, err := s.ExpireMessages(ctx, "room-lobby", before, limit, day(9))
	page, err2 := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 100})
	return errors.Join(err, err2, same("removed", n, want), sameList("left", seqs(page.Items), left))
}

var expirePromises = []promise{
	{"ExpireMessages removes the oldest messages without a trace", withDays(func(ctx context.Context, s chat.Storage) error {
		err := expired(ctx, s, day(3), 10, 2, 3, 4, 5)
		_, byID := s.Message(ctx, "message-1")
		_, bySeq := s.MessageBySeq(ctx, "room-lobby", 2)
		list, err2 := s.MessagesByID(ctx, []chat.MessageID{"message-1", "message-2"})
		author, err3 := s.MessagesBy(ctx, "user-ann", "", 10)
		again, added, err4 := s.AddMessage(ctx, note("1"))
		return errors.Join(err, err2, err3, err4, is("Message", byID, chat.ErrNotFound), is("MessageBySeq", bySeq, chat.ErrNotFound),
			same("MessagesByID", len(list), 0), same("MessagesBy", len(author), 3), same("added again", added, true), same("its Seq", again.Seq, 8))
	})},
	{"ExpireMessages stops at the first that is too young", withDays(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(expired(ctx, s, day(2), 10, 1, 2, 3, 4, 5), expired(ctx, s, day(2), 10, 0, 2, 3, 4, 5),
			expired(ctx, s, day(4), 10, 3, 5), expired(ctx, s, day(9), 10, 1))
	})},
	{"ExpireMessages goes by the instant of a time, in whatever zone", withDays(func(ctx context.Context, s chat.Storage) error {
		east, west := time.FixedZone("", 14*3600), time.FixedZone("", -12*3600)
		return errors.Join(expired(ctx, s, day(1).In(east), 10, 0, 1, 2, 3, 4, 5), expired(ctx, s, day(1).In(west), 10, 0, 1, 2, 3, 4, 5),
			expired(ctx, s, day(1).Add(time.Nanosecond).In(west), 10, 1, 2, 3, 4, 5), expired(ctx, s, day(2).Add(time.Nanosecond).In(east), 10, 1, 3, 4, 5))
	})},
	{"ExpireMessages removes at most limit", withDays(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(expired(ctx, s, day(9), 2, 2, 3, 4, 5), expired(ctx, s, day(9), 1, 1, 4, 5), expired(ctx, s, day(9), math.MaxInt, 2))
	})},
	{"ExpireMessages logs MessagesExpired with the highest Seq under the next Rev", withDays(func(ctx context.Context, s chat.Storage) error {
		err := expired(ctx, s, day(4), 10, 4, 5)
		events, err2 := s.Events(ctx, "room-lobby", 6, 10)
		return errors.Join(err, err2, rev(ctx, s, 7), sameList("log", events, []chat.Event{{
			Room: "room-lobby", Rev: 7, Kind: chat.MessagesExpired, Object: "4", At: day(9),
		}}))
	})},
	{"ExpireMessages of none takes no Rev and logs nothing", withDays(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(expired(ctx, s, day(1), 10, 0, 1, 2, 3, 4, 5), rev(ctx, s, 6))
	})},
	{"ExpireMessages leaves other rooms alone", withDays(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(settle(ctx, s, "other"), postTo(ctx, s, "other", "x"), expired(ctx, s, day(9), 10, 5))
		r, err2 := s.Room(ctx, "other")
		_, err3 := s.MessageBySeq(ctx, "other", 1)
		return errors.Join(err, err2, err3, same("Rev of the other room", r.Rev, 1))
	})},
	{"ExpireMessages of no room is ErrNotFound", withDays(func(ctx context.Context, s chat.Storage) error {
		n, err := s.ExpireMessages(ctx, "nowhere", day(9), 10, day(9))
		return errors.Join(is("ExpireMessages", err, chat.ErrNotFound), same("removed", n, 0))
	})},
	{"ExpireMessages many times at once removes each message once", withReader(30, func(ctx context.Context, s chat.Storage) error {
		var removed, steps atomic.Int64
		err := atOnce(20, func(int) error {
			n, err := s.ExpireMessages(ctx, "room-lobby", day(1), 3, day(9))
			removed.Add(int64(n))
			if n > 0 {
				steps.Add(1)
			}
			return err
		})
		return errors.Join(err, same("removed", removed.Load(), 30), same("steps", steps.Load(), 10), rev(ctx, s, 40), expired(ctx, s, day(9), 10, 0))
	})},
	{"A message that expires while somebody edits it is edited or not found", withReader(30, func(ctx context.Context, s chat.Storage) error {
		err := atOnce(40, func(i int) error {
			if i%4 == 3 {
				_, err := s.ExpireMessages(ctx, "room-lobby", day(1), 3, day(9))
				return err
			}
			_, err := s.UpdateMessage(ctx, chat.MessageID(fmt.Sprint("message-", i*3/4+1)), edit(), setText("edited"))
			if errors.Is(err, chat.ErrNotFound) {
				return nil
			}
			return err
		})
		_, late := s.UpdateMessage(ctx, "message-1", edit(), setText("too late"))
		return errors.Join(err, is("an edit of what expired", late, chat.ErrNotFound), expired(ctx, s, day(9), 100, 0))
	})},
}
