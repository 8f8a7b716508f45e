package storagetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// A call is one use of a method, in a store that holds the lobby with messages a and b
// and knows the consumer mirror.
type call struct {
	name string
	do   func(ctx context.Context, s chat.Storage) error
}

// calls use every method once, so that each would change or find something.
var calls = []call{
	{"SaveUser", func(ctx context.Context, s chat.Storage) error { _, err := s.SaveUser(ctx, ann(), nil); return err }},
	{"User", func(ctx context.Context, s chat.Storage) error { _, err := s.User(ctx, "user-ann"); return err }},
	{"UserBySubject", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UserBySubject(ctx, "github", "583231")
		return err
	}},
	{"Users", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Users(ctx, []chat.UserID{"user-ann"})
		return err
	}},
	{"CreateRoom", func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		return err
	}},
	{"Room", func(ctx context.Context, s chat.Storage) error { _, err := s.Room(ctx, "room-lobby"); return err }},
	{"RoomBySlug", func(ctx context.Context, s chat.Storage) error { _, err := s.RoomBySlug(ctx, "lobby"); return err }},
	{"Rooms", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Rooms(ctx, chat.RoomQuery{Public: true, Limit: 1})
		return err
	}},
	{"AddMember", func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMember(ctx, bob(), "user-bob")
		return err
	}},
	{"UpdateMember", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), become(chat.RoleModerator))
		return err
	}},
	{"AddInvite", func(ctx context.Context, s chat.Storage) error { return s.AddInvite(ctx, invite("b"), "key") }},
	{"InviteByKey", func(ctx context.Context, s chat.Storage) error { _, err := s.InviteByKey(ctx, "key"); return err }},
	{"Invites", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Invites(ctx, "room-lobby", "", 1)
		return err
	}},
	{"UseInvite", func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.UseInvite(ctx, "key", newcomer("user-eve"), welcome)
		return err
	}},
	{"RemoveInvite", func(ctx context.Context, s chat.Storage) error {
		return s.RemoveInvite(ctx, "room-lobby", "b", act(rand.Text()))
	}},
	{"RemoveMember", func(ctx context.Context, s chat.Storage) error {
		return s.RemoveMember(ctx, "room-lobby", "user-bob", expel(), anyway)
	}},
	{"RoomByRef", func(ctx context.Context, s chat.Storage) error { _, err := s.RoomByRef(ctx, "order:42"); return err }},
	{"Member", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Member(ctx, "room-lobby", "user-bob")
		return err
	}},
	{"MembersOf", func(ctx context.Context, s chat.Storage) error {
		_, err := s.MembersOf(ctx, []chat.RoomID{"room-lobby"}, 1)
		return err
	}},
	{"Members", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Members(ctx, "room-lobby", "", 1)
		return err
	}},
	{"AddMessage", func(ctx context.Context, s chat.Storage) error { _, _, err := s.AddMessage(ctx, note("z")); return err }},
	{"UpdateMessage", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-a", edit(), setText("late"))
		return err
	}},
	{"ImportMessages", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportMessages(ctx, "room-lobby", []chat.Message{old("y", 99)})
		return err
	}},
	{"Message", func(ctx context.Context, s chat.Storage) error { _, err := s.Message(ctx, "message-a"); return err }},
	{"MessagesByID", func(ctx context.Context, s chat.Storage) error {
		_, err := s.MessagesByID(ctx, []chat.MessageID{"message-a"})
		return err
	}},
	{"MessageBySeq", func(ctx context.Context, s chat.Storage) error {
		_, err := s.MessageBySeq(ctx, "room-lobby", 1)
		return err
	}},
	{"Messages", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Messages(ctx, chat.MessageQuery{Room: "room-lobby", Limit: 1})
		return err
	}},
	{"Threads", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Threads(ctx, []chat.MessageID{"message-a"})
		return err
	}},
	{"Events", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Events(ctx, "room-lobby", 0, 1)
		return err
	}},
	{"Revoke", func(ctx context.Context, s chat.Storage) error { return s.Revoke(ctx, "t", noon) }},
	{"Revoked", func(ctx context.Context, s chat.Storage) error { _, err := s.Revoked(ctx, "t", noon); return err }},
	{"StartConsumer", func(ctx context.Context, s chat.Storage) error { return s.StartConsumer(ctx, "other") }},
	{"StartConsumerFromLog", func(ctx context.Context, s chat.Storage) error { return s.StartConsumerFromLog(ctx, "other") }},
	{"Cursor", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Cursor(ctx, "mirror", "room-lobby")
		return err
	}},
	{"MoveCursor", func(ctx context.Context, s chat.Storage) error {
		return s.MoveCursor(ctx, "mirror", "room-lobby", 9)
	}},
	{"Behind", func(ctx context.Context, s chat.Storage) error { _, err := s.Behind(ctx, "other", "", 1); return err }},
	{"EraseUser", func(ctx context.Context, s chat.Storage) error { _, err := s.EraseUser(ctx, blank(), noon); return err }},
	{"UpdateRoom", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateRoom(ctx, "room-lobby", rename(), setName("late"))
		return err
	}},
	{"AdvanceRoom", func(ctx context.Context, s chat.Storage) error { return s.AdvanceRoom(ctx, "room-lobby", 99) }},
	{"MarkRead", func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.MarkRead(ctx, "room-lobby", "user-bob", 1, false)
		return err
	}},
	{"UnreadIn", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UnreadIn(ctx, "room-lobby", "user-bob")
		return err
	}},
	{"UpdatePreferences", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdatePreferences(ctx, "user-ann", hide)
		return err
	}},
	{"Unread", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Unread(ctx, "user-bob", "", 1)
		return err
	}},
	{"ExpireMessages", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ExpireMessages(ctx, "room-lobby", day(9), 1, noon)
		return err
	}},
	{"PruneEvents", func(ctx context.Context, s chat.Storage) error {
		_, err := s.PruneEvents(ctx, "room-lobby", day(9), 1)
		return err
	}},
	{"MessagesBy", func(ctx context.Context, s chat.Storage) error {
		_, err := s.MessagesBy(ctx, "user-ann", "", 1)
		return err
	}},
	{"AddLetter", func(ctx context.Context, s chat.Storage) error { return s.AddLetter(ctx, letter("room-lobby", 3)) }},
	{"Letters", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Letters(ctx, "mirror", "", 0, 1)
		return err
	}},
	{"RemoveLetter", func(ctx context.Context, s chat.Storage) error { return s.RemoveLetter(ctx, "mirror", "room-lobby", 3) }},
	{"DropConsumer", func(ctx context.Context, s chat.Storage) error { return s.DropConsumer(ctx, "mirror") }},
}

// unharmed wants the store to be as withMirror made it.
func unharmed(ctx context.Context, s chat.Storage) error {
	a, err := s.Message(ctx, "message-a")
	_, user := s.User(ctx, "user-ann")
	_, room := s.Room(ctx, "other")
	_, member := s.Member(ctx, "room-lobby", "user-bob")
	return errors.Join(err, same("text", a.Text, "text of a"), is("user", user, chat.ErrNotFound), is("room", room, chat.ErrNotFound),
		is("member", member, chat.ErrNotFound), revoked(ctx, s, "t", noon.Add(-time.Hour), false),
		cursor(ctx, s, "mirror", "room-lobby", 2), cursor(ctx, s, "other", "room-lobby", 0), letters(ctx, s, "", 0, 10), rev(ctx, s, 2))
}

var wholePromises = []promise{
	{"Every method ends with a cancelled context", withMirror(func(ctx context.Context, s chat.Storage) error {
		dead, cancel := context.WithCancel(ctx)
		cancel()
		return errors.Join(eachFails(dead, s, context.Canceled), unharmed(ctx, s))
	})},
	{"Every method ends with a deadline", withMirror(func(ctx context.Context, s chat.Storage) error {
		dead, cancel := context.WithDeadline(ctx, time.Unix(1, 0))
		defer cancel()
		return errors.Join(eachFails(dead, s, context.DeadlineExceeded), unharmed(ctx, s))
	})},
	{"A writer that waits for another ends with its context", withNote(waiterEnds)},
	{"A context that ends during change leaves no trace", withMirror(func(ctx context.Context, s chat.Storage) error {
		mortal, cancel := context.WithCancel(ctx)
		defer cancel()
		_, err := s.UpdateMessage(mortal, "message-a", edit(), func(m *chat.Message) error {
			cancel()
			return setText("late")(m)
		})
		return errors.Join(is("UpdateMessage", err, context.Canceled), unharmed(ctx, s))
	})},
	{"An outage is none of the named errors", withMirror(outage)},
	{"Results share no memory with the store", withMirror(apartFromResults)},
	{"Arguments share no memory with the store", withLobby(apartFromArguments)},
	{"Every method is safe for concurrent use", withMirror(func(ctx context.Context, s chat.Storage) error {
		calls := allCalls()
		return atOnce(len(calls)*4, func(i int) error {
			c := calls[i%len(calls)]
			err := c.do(ctx, s)
			for _, ok := range []error{chat.ErrNotFound, chat.ErrExists, chat.ErrGone} {
				if errors.Is(err, ok) {
					return nil
				}
			}
			return none(c.name, err)
		})
	})},
}

func eachFails(ctx context.Context, s chat.Storage, want error) error {
	var errs []error
	for _, c := range allCalls() {
		errs = append(errs, is(c.name, quickly(c.name, func() error { return c.do(ctx, s) }), want))
	}
	return errors.Join(errs...)
}

// waiterEnds keeps the room busy and cancels somebody who waits for it.
func waiterEnds(ctx context.Context, s chat.Storage) error {
	busy, release := make(chan struct{}), make(chan struct{})
	holder := make(chan error, 1)
	go func() {
		started := false
		_, err := s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error {
			if !started {
				started = true
				close(busy)
			}
			<-release
			return setText("held")(m)
		})
		holder <- err
	}()
	select {
	case <-busy:
	case err := <-holder:
		return fmt.Errorf("the holder ended before it began: %w", orNone(err))
	}
	mortal, cancel := context.WithCancel(ctx)
	defer cancel()
	waiter := make(chan error, 1)
	go func() {
		_, _, err := s.AddMessage(mortal, note("c"))
		waiter <- err
	}()
	cancel()
	err := is("the waiter", quickly("the waiter", func() error { return <-waiter }), context.Canceled)
	close(release)
	return errors.Join(err, none("the holder", <-holder), rev(ctx, s, 3))
}

// outage closes the store and wants every method to say so without a name.
func outage(ctx context.Context, s chat.Storage) error {
	c, ok := s.(io.Closer)
	if !ok {
		return errors.New("the store has no Close method, so that no outage can be tried")
	}
	if err := errors.Join(c.Close(), c.Close()); err != nil {
		return fmt.Errorf("closing, and closing again: %w", err)
	}
	var errs []error
	for _, call := range allCalls() {
		err := quickly(call.name, func() error { return call.do(ctx, s) })
		if err == nil {
			errs = append(errs, fmt.Errorf("%s: no error", call.name))
		}
		for _, named := range []error{chat.ErrNotFound, chat.ErrExists, chat.ErrGone, chat.ErrUnchanged, context.Canceled} {
			if errors.Is(err, named) {
				errs = append(errs, fmt.Errorf("%s: an outage is taken for %w", call.name, named))
			}
		}
	}
	return errors.Join(errs...)
}

// apartFromResults scribbles over every list it gets and reads it again.
func apartFromResults(ctx context.Context, s chat.Storage) error {
	_, err := s.SaveUser(ctx, ann(), nil)
	_, _, err2 := s.AddMember(ctx, bob(), "user-ann")
	if err := errors.Join(err, err2, s.AddLetter(ctx, letter("room-lobby", 3)), reacted(ctx, s, thumb()), pinned(ctx, s, "message-a"), edited(ctx, s, "message-a", "edited"),
		bookmarked(ctx, s, "a"), blocked(ctx, s, "dan"), reported(ctx, s, report("1")), imposed(ctx, s, mute()), uploaded(ctx, s, upload("1", "user-ann"), upload("2", "user-ann")),
		attached(ctx, s, "files", "1"), add(ctx, s, calling("called", "user-bob")), s.AddBot(ctx, bot("a")), s.AddBotToken(ctx, botToken("t"), "key"),
		s.AddWebhook(ctx, webhook("a")), due(ctx, s, "a", "room-lobby", 1, 2), s.SetDelivery(ctx, givenUp("a", "room-lobby", 2))); err != nil {
		return err
	}
	q := chat.MessageQuery{Room: "room-lobby", Limit: 10}
	return errors.Join(
		scribble("Users", func() ([]chat.User, error) { return s.Users(ctx, []chat.UserID{"user-ann"}) }),
		scribble("MessagesByID", func() ([]chat.Message, error) { return s.MessagesByID(ctx, []chat.MessageID{"message-a"}) }),
		scribble("Rooms", func() ([]chat.Room, error) { return s.Rooms(ctx, chat.RoomQuery{Public: true, Limit: 10}) }),
		scribble("RoomList", func() ([]chat.RoomEntry, error) { return s.RoomList(ctx, chat.RoomQuery{Public: true, Limit: 10}) }),
		scribble("Members", func() ([]chat.Member, error) { return s.Members(ctx, "room-lobby", "", 10) }),
		scribble("MembersOf", func() ([]chat.Member, error) { return s.MembersOf(ctx, []chat.RoomID{"room-lobby"}, 10) }),
		scribble("Behind", func() ([]chat.RoomID, error) { return s.Behind(ctx, "nobody", "", 10) }),
		scribble("MessagesBy", func() ([]chat.Message, error) { return s.MessagesBy(ctx, "user-ann", "", 10) }),
		scribble("Unread", func() ([]chat.Unread, error) { return s.Unread(ctx, "user-bob", "", 10) }),
		scribble("Letters", func() ([]chat.Letter, error) { return s.Letters(ctx, "mirror", "", 0, 10) }),
		scribble("Pins", func() ([]chat.Message, error) { return s.Pins(ctx, "room-lobby", 0, 10) }),
		scribble("Revisions", func() ([]chat.Revision, error) { return s.Revisions(ctx, "message-a", 0, 10) }),
		scribble("Bookmarks", func() ([]chat.Bookmark, error) { return s.Bookmarks(ctx, "user-bob", 0, 10) }),
		scribble("Blocks", func() ([]chat.Block, error) { return s.Blocks(ctx, "user-bob", 0, 10) }),
		scribble("Reports", func() ([]chat.Report, error) { return s.Reports(ctx, chat.ReportQuery{Limit: 10}) }),
		scribble("Acts", func() ([]chat.Act, error) { return s.Acts(ctx, chat.ActQuery{Limit: 10}) }),
		scribble("SanctionsOn", func() ([]chat.Sanction, error) { return s.SanctionsOn(ctx, "user-bob", "room-lobby") }),
		scribble("Bots", func() ([]chat.Bot, error) { return s.Bots(ctx, "room-lobby", false, "", 10) }),
		scribble("BotTokens", func() ([]chat.BotToken, error) { return s.BotTokens(ctx, "bot-a", "", 10) }),
		scribble("Webhooks", func() ([]chat.Webhook, error) { return s.Webhooks(ctx, "room-lobby", "", 10) }),
		scribble("Undelivered", func() ([]chat.Delivery, error) { return s.Undelivered(ctx, "", "", 10) }),
		scribble("FailedDeliveries", func() ([]chat.Delivery, error) { return s.FailedDeliveries(ctx, "a", "", 0, 10) }),
		scribble("Mentions", func() ([]chat.Mention, error) { return s.Mentions(ctx, []chat.MessageID{"message-called"}) }),
		scribble("MentionsOf", func() ([]chat.MessageID, error) { return s.MentionsOf(ctx, "user-bob", "", 10) }),
		scribble("Reactions", func() ([]chat.Reaction, error) { return s.Reactions(ctx, "room-lobby", 0, 10) }),
		scribble("ReactionsBy", func() ([]chat.Reaction, error) { return s.ReactionsBy(ctx, "user-bob", "", 0, 10) }),
		scribble("FilesByID", func() ([]chat.File, error) { return s.FilesByID(ctx, []chat.FileID{"file-1"}) }),
		scribble("FilesOf", func() ([]chat.File, error) { return s.FilesOf(ctx, []chat.MessageID{"message-files"}) }),
		scribble("Events", func() ([]chat.Event, error) { return s.Events(ctx, "room-lobby", 0, 10) }),
		scribble("Unindexed", func() ([]chat.RoomID, error) { return s.Unindexed(ctx, "", 10) }),
		scribble("SearchMessages", func() ([]chat.Message, error) {
			_, err := s.IndexMessages(ctx, "room-lobby", 10)
			list, err2 := s.SearchMessages(ctx, chat.SearchQuery{Limit: 10})
			return list, errors.Join(err, err2)
		}),
		scribble("Messages", func() ([]chat.Message, error) { page, err := s.Messages(ctx, q); return page.Items, err }),
	)
}

func scribble[T comparable](what string, read func() ([]T, error)) error {
	first, err := read()
	want := slices.Clone(first)
	clear(first)
	again, err2 := read()
	if len(want) == 0 {
		return fmt.Errorf("%s: nothing to scribble over", what)
	}
	return errors.Join(err, err2, sameList(what, again, want))
}

// apartFromArguments changes what it gave to the store afterwards.
func apartFromArguments(ctx context.Context, s chat.Storage) error {
	first := []chat.Member{{User: "user-ann", Role: chat.RoleOwner}}
	list := []chat.Message{old("b", 5), old("a", 3)}
	ids := []chat.UserID{"user-b", "user-a"}
	r := named("other", chat.Public)
	_, err := s.CreateRoom(ctx, r, first)
	_, err2 := s.ImportMessages(ctx, "room-lobby", list)
	_, err3 := s.Users(ctx, ids)
	var kept chat.Message
	var held *chat.Message
	_, err4 := s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error { held = m; return setText("edited")(m) })
	err = errors.Join(err, err2, err3, err4, sameList("IDs", ids, []chat.UserID{"user-b", "user-a"}),
		same("list given", list[0].ClientID, "b"))
	if err != nil {
		return err
	}
	first[0].Role, list[0].Text, held.Text = "changed", "changed", "changed"
	m, err := s.Member(ctx, "other", "user-ann")
	b, err2 := s.Message(ctx, "message-b")
	kept, err3 = s.Message(ctx, "message-a")
	return errors.Join(err, err2, err3, same("role", m.Role, chat.RoleOwner), same("imported", b.Text, "text of b"),
		same("edited", kept.Text, "edited"))
}
