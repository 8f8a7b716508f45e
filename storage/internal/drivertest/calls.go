package drivertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// A Call is one use of a store whose queries are to go by an index.
type Call struct {
	Name string
	Do   func(ctx context.Context, s chat.Storage) error
}

// PrepareCalls writes what Calls are about into a lobby.
func PrepareCalls(t testing.TB, s chat.Storage) {
	t.Helper()
	Post(t, s, 3)
	_, err := s.SaveUser(t.Context(), chat.User{ID: "bob", Subject: "bob"}, nil)
	bobs := Note("bobs")
	bobs.AuthorID = "bob"
	_, _, err2 := s.AddMessage(t.Context(), bobs)
	_, err3 := s.CreateRoom(t.Context(), chat.Room{ID: "old", Ref: "old"}, []chat.Member{{User: "bob"}})
	bobs.ID, bobs.Room = "message-old", "old"
	_, _, err4 := s.AddMessage(t.Context(), bobs)
	if err := errors.Join(err, err2, err3, err4, s.StartConsumer(t.Context(), "mirror")); err != nil {
		t.Fatal(err)
	}
	prepareAnswers(t, s)
	prepareOrder(t, s)
	prepareFiles(t, s)
	prepareBots(t, s)
	prepareWebhooks(t, s)
	prepareMentions(t, s)
}

// Calls are all the methods that run often or over much, in an order in which each finds
// what it is about.
func Calls() []Call {
	var all []Call
	for _, part := range [][]Call{pages(), messageCalls(), answers(), order(), fileCalls(), mentionCalls(), botCalls(), webhookCalls(), people(), rooms(), cursorCalls(), searches(), upkeep()} {
		all = append(all, part...)
	}
	return all
}

func pages() []Call {
	page := func(q chat.MessageQuery) func(ctx context.Context, s chat.Storage) error {
		q.Room, q.Limit = Lobby, 10
		return func(ctx context.Context, s chat.Storage) error { _, err := s.Messages(ctx, q); return err }
	}
	return []Call{
		{"History", page(chat.MessageQuery{Before: 3})},
		{"HistoryForwards", page(chat.MessageQuery{After: 1})},
		{"HistoryWithoutTombstones", page(chat.MessageQuery{After: 1, Before: 300, Main: true, SkipDeleted: true})},
		{"MainFlow", page(chat.MessageQuery{Before: 3, Main: true})},
		{"Thread", page(chat.MessageQuery{Before: 3, Thread: "message-1"})},
		{"Threads", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Threads(ctx, []chat.MessageID{"message-1", "message-2"})
			return err
		}},
		{"Events", func(ctx context.Context, s chat.Storage) error { _, err := s.Events(ctx, Lobby, 5000, 10); return err }},
		{"MessagesBy", func(ctx context.Context, s chat.Storage) error {
			_, err := s.MessagesBy(ctx, "ann", "message-1", 10)
			return err
		}},
		{"Unread", func(ctx context.Context, s chat.Storage) error { _, err := s.Unread(ctx, "bob", "a", 10); return err }},
		{"UnreadIn", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UnreadIn(ctx, Lobby, "bob")
			return missing(err)
		}},
		{"Letters", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Letters(ctx, "mirror", Lobby, 1, 10)
			return err
		}},
	}
}

func messageCalls() []Call {
	return []Call{
		{"MessageBySeq", func(ctx context.Context, s chat.Storage) error { _, err := s.MessageBySeq(ctx, Lobby, 2); return err }},
		{"Message", func(ctx context.Context, s chat.Storage) error { _, err := s.Message(ctx, "message-1"); return err }},
		{"SentAgain", func(ctx context.Context, s chat.Storage) error { _, _, err := s.AddMessage(ctx, Note("1")); return err }},
		{"AddMessage", func(ctx context.Context, s chat.Storage) error {
			_, _, err := s.AddMessage(ctx, Note("new"))
			return err
		}},
		{"MessagesByID", func(ctx context.Context, s chat.Storage) error {
			_, err := s.MessagesByID(ctx, []chat.MessageID{"message-1", "message-2"})
			return err
		}},
		{"UpdateMessage", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UpdateMessage(ctx, "message-1", chat.Change{Kind: chat.MessageUpdated}, func(*chat.Message) error { return nil })
			return err
		}},
		{"ImportMessages", func(ctx context.Context, s chat.Storage) error {
			first, far := Note("1"), Note("far")
			first.Seq, far.Seq = 1, 1000
			_, err := s.ImportMessages(ctx, Lobby, []chat.Message{first, far})
			return err
		}},
	}
}

func people() []Call {
	return []Call{
		{"SaveUser", func(ctx context.Context, s chat.Storage) error {
			_, err := s.SaveUser(ctx, chat.User{ID: "ann", Subject: "1"}, []string{"2"})
			return err
		}},
		{"User", func(ctx context.Context, s chat.Storage) error { _, err := s.User(ctx, "ann"); return missing(err) }},
		{"UserBySubject", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UserBySubject(ctx, "", "1")
			return missing(err)
		}},
		{"Users", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Users(ctx, []chat.UserID{"ann", "bob"})
			return err
		}},
		{"Revoked", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Revoked(ctx, "t", Note("").CreatedAt)
			return err
		}},
		{"Revoke", func(ctx context.Context, s chat.Storage) error { return s.Revoke(ctx, "t", Note("").CreatedAt) }},
	}
}

func rooms() []Call {
	return []Call{
		{"Room", func(ctx context.Context, s chat.Storage) error { _, err := s.Room(ctx, Lobby); return err }},
		{"RoomBySlug", func(ctx context.Context, s chat.Storage) error { _, err := s.RoomBySlug(ctx, "lobby"); return err }},
		{"RoomByRef", func(ctx context.Context, s chat.Storage) error { _, err := s.RoomByRef(ctx, "old"); return err }},
		{"RoomsAll", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Rooms(ctx, chat.RoomQuery{All: true, Limit: 10})
			return err
		}},
		{"Rooms", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Rooms(ctx, chat.RoomQuery{Public: true, Member: "ann", After: "a", Limit: 10})
			return err
		}},
		{"UpdateRoom", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UpdateRoom(ctx, Lobby, chat.Change{}, func(*chat.Room) error { return nil })
			return err
		}},
		{"Member", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Member(ctx, Lobby, "ann")
			return missing(err)
		}},
		{"MembersOf", func(ctx context.Context, s chat.Storage) error {
			_, err := s.MembersOf(ctx, []chat.RoomID{Lobby}, 10)
			return err
		}},
		{"Members", func(ctx context.Context, s chat.Storage) error { _, err := s.Members(ctx, Lobby, "a", 10); return err }},
		{"UpdateMember", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UpdateMember(ctx, "old", "bob", chat.Change{Kind: chat.MemberUpdated}, func(*chat.Member, int) error { return nil })
			return err
		}},
		{"Invites", func(ctx context.Context, s chat.Storage) error { _, err := s.Invites(ctx, Lobby, "a", 10); return err }},
		{"InviteByKey", func(ctx context.Context, s chat.Storage) error {
			_, err := s.InviteByKey(ctx, "key")
			return missing(err)
		}},
		{"MarkRead", func(ctx context.Context, s chat.Storage) error {
			_, _, err := s.MarkRead(ctx, Lobby, "ann", 2, false)
			return missing(err)
		}},
		{"MarkReadBack", func(ctx context.Context, s chat.Storage) error {
			_, _, err := s.MarkRead(ctx, Lobby, "ann", 2, true)
			return missing(err)
		}},
		{"UpdatePreferences", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UpdatePreferences(ctx, "bob", func(*chat.Preferences) error { return nil })
			return err
		}},
	}
}

func cursorCalls() []Call {
	return []Call{
		{"Cursor", func(ctx context.Context, s chat.Storage) error { _, err := s.Cursor(ctx, "mirror", Lobby); return err }},
		{"MoveCursor", func(ctx context.Context, s chat.Storage) error { return s.MoveCursor(ctx, "mirror", Lobby, 9) }},
		{"MoveCursorFar", func(ctx context.Context, s chat.Storage) error { return s.MoveCursor(ctx, "mirror", Lobby, 1) }},
		{"Behind", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Behind(ctx, "mirror", "a", 10)
			return err
		}},
		{"BehindFromTheStart", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Behind(ctx, "mirror", "", 10)
			return err
		}},
		{"AddLetter", func(ctx context.Context, s chat.Storage) error {
			return s.AddLetter(ctx, chat.Letter{Consumer: "mirror", Room: Lobby, Rev: 3})
		}},
		{"RemoveLetter", func(ctx context.Context, s chat.Storage) error {
			return missing(s.RemoveLetter(ctx, "mirror", Lobby, 1))
		}},
		{"DropConsumer", func(ctx context.Context, s chat.Storage) error { return s.DropConsumer(ctx, "other") }},
	}
}

func upkeep() []Call {
	return []Call{
		{"ExpireMessages", func(ctx context.Context, s chat.Storage) error {
			_, err := s.ExpireMessages(ctx, "old", Note("").CreatedAt.AddDate(1, 0, 0), 1, time.Time{})
			return err
		}},
		{"ExpireMessagesOfNone", func(ctx context.Context, s chat.Storage) error {
			_, err := s.ExpireMessages(ctx, Lobby, time.Time{}, 10, time.Time{})
			return err
		}},
		{"AdvanceRoom", func(ctx context.Context, s chat.Storage) error { return s.AdvanceRoom(ctx, "old", 9) }},
		{"PruneEvents", func(ctx context.Context, s chat.Storage) error {
			_, err := s.PruneEvents(ctx, Lobby, time.Time{}, 10)
			return err
		}},
		{"EraseUser", func(ctx context.Context, s chat.Storage) error {
			_, err := s.EraseUser(ctx, chat.User{ID: "bob", Subject: "erased"}, time.Time{})
			return err
		}},
	}
}

// missing lets pass that there is none.
func missing(err error) error {
	if errors.Is(err, chat.ErrNotFound) {
		return nil
	}
	return err
}
