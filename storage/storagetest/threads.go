package storagetest

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/parleychat/parley/chat"
)

// reply is a note in the thread that another one began.
func reply(client, root string) chat.Message {
	m := note(client)
	m.Thread, m.ReplyTo = chat.MessageID("message-"+root), chat.MessageID("message-"+root)
	return m
}

// withThreads wraps a check that needs messages a (1), b (2) and c (6) in the main flow, a
// thread of 3, 4 and 5 about a, of which 4 stands in the main flow too, and one of 7 about b.
func withThreads(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withLobby(func(ctx context.Context, s chat.Storage) error {
		err := post(ctx, s, "a", "b")
		shown := reply("a2", "a")
		shown.InRoom = true
		for _, m := range []chat.Message{reply("a1", "a"), shown, reply("a3", "a"), note("c"), reply("b1", "b")} {
			_, _, err2 := s.AddMessage(ctx, m)
			err = errors.Join(err, err2)
		}
		if err != nil {
			return err
		}
		return check(ctx, s)
	})
}

// pageOf wants the page to hold these seqs.
func pageOf(ctx context.Context, s chat.Storage, q chat.MessageQuery, before, after bool, want ...int64) error {
	q.Room, q.Limit = "room-lobby", cmp.Or(q.Limit, 10)
	page, err := s.Messages(ctx, q)
	var got []int64
	for _, m := range page.Items {
		got = append(got, m.Seq)
	}
	return errors.Join(err, sameList("seqs", got, want), same("has before", page.HasBefore, before), same("has after", page.HasAfter, after))
}

// threads wants these to be about the messages.
func threads(ctx context.Context, s chat.Storage, roots []chat.MessageID, want ...chat.Thread) error {
	got, err := s.Threads(ctx, roots)
	slices.SortFunc(got, func(a, b chat.Thread) int { return cmp.Compare(a.Root, b.Root) })
	return errors.Join(err, sameList("threads", got, want))
}

var threadPromises = []promise{
	{"AddMessage and ImportMessages keep ReplyTo, Thread and InRoom", withThreads(func(ctx context.Context, s chat.Storage) error {
		want := reply("a2", "a")
		want.InRoom, want.Seq, want.Rev = true, 4, 4
		got, err := s.Message(ctx, "message-a2")
		later := old("x", 20)
		later.ReplyTo, later.Thread = "message-c", "message-b"
		_, err2 := s.ImportMessages(ctx, "room-lobby", []chat.Message{later})
		imported, err3 := s.Message(ctx, later.ID)
		later.Rev = later.Seq
		return errors.Join(err, err2, err3, same("message", got, want), same("imported", imported, later))
	})},
	{"Messages with Main are those of the main flow", withThreads(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(pageOf(ctx, s, chat.MessageQuery{Main: true}, false, false, 1, 2, 4, 6),
			pageOf(ctx, s, chat.MessageQuery{Main: true, Limit: 2}, true, false, 4, 6),
			pageOf(ctx, s, chat.MessageQuery{Main: true, Before: 4, Limit: 2}, false, true, 1, 2),
			pageOf(ctx, s, chat.MessageQuery{Main: true, After: 2, Limit: 1}, true, true, 4),
			pageOf(ctx, s, chat.MessageQuery{Main: true, After: 6}, true, false))
	})},
	{"Messages with a Thread are those of the thread", withThreads(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(pageOf(ctx, s, chat.MessageQuery{Thread: "message-a"}, false, false, 3, 4, 5),
			pageOf(ctx, s, chat.MessageQuery{Thread: "message-a", Before: 5, Limit: 1}, true, true, 4),
			pageOf(ctx, s, chat.MessageQuery{Thread: "message-a", Main: true}, false, false, 4),
			pageOf(ctx, s, chat.MessageQuery{Thread: "message-b"}, false, false, 7),
			pageOf(ctx, s, chat.MessageQuery{Thread: "message-c"}, false, false))
	})},
	{"Messages without Main or Thread are all", withThreads(func(ctx context.Context, s chat.Storage) error {
		return pageOf(ctx, s, chat.MessageQuery{}, false, false, 1, 2, 3, 4, 5, 6, 7)
	})},
	{"Threads count what is no tombstone", withThreads(func(ctx context.Context, s chat.Storage) error {
		roots := []chat.MessageID{"message-b", "message-a", "message-a", "message-c", "message-z", "message-a1"}
		err := threads(ctx, s, roots, chat.Thread{Root: "message-a", Count: 3, LastSeq: 5}, chat.Thread{Root: "message-b", Count: 1, LastSeq: 7})
		for _, id := range []chat.MessageID{"message-a3", "message-b1"} {
			_, err2 := s.UpdateMessage(ctx, id, remove(), erase)
			err = errors.Join(err, err2)
		}
		return errors.Join(err, threads(ctx, s, roots, chat.Thread{Root: "message-a", Count: 2, LastSeq: 4}), threads(ctx, s, nil))
	})},
	{"Unread counts the main flow only", withThreads(func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMember(ctx, bob(), "user-ann")
		return errors.Join(err, bobs(ctx, s, 0, 6, 4), marks(ctx, s, 4, 4), bobs(ctx, s, 4, 6, 1))
	})},
}
