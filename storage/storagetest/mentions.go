package storagetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/parleychat/parley/chat"
)

// calling is a message by Ann for the lobby that calls these.
func calling(client string, users ...chat.UserID) chat.Message {
	m := note(client)
	m.Calls = &chat.Calls{Users: users}
	return m
}

// callingAll calls everybody in the lobby, of whom these are told.
func callingAll(client string, tell ...chat.UserID) chat.Message {
	m := note(client)
	m.Calls = &chat.Calls{Room: true, Tell: tell}
	return m
}

// add stores messages.
func add(ctx context.Context, s chat.Storage, list ...chat.Message) error {
	for _, m := range list {
		if _, _, err := s.AddMessage(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// callees wants a message to call these, in the order of their IDs.
func callees(ctx context.Context, s chat.Storage, id chat.MessageID, want ...chat.UserID) error {
	list, err := s.Mentions(ctx, []chat.MessageID{id})
	var got []chat.UserID
	for _, x := range list {
		got = append(got, x.User)
		err = errors.Join(err, same("message", x.Message, id))
	}
	slices.Sort(got)
	return errors.Join(err, sameList("called by "+string(id), got, want))
}

// calledIn wants these messages to call a user.
func calledIn(ctx context.Context, s chat.Storage, user chat.UserID, before chat.MessageID, limit int, want ...chat.MessageID) error {
	got, err := s.MentionsOf(ctx, user, before, limit)
	return errors.Join(err, sameList("mentions of "+string(user), got, want))
}

// mentionLog wants the log of a user to say that Ann called them at noon in these.
func mentionLog(ctx context.Context, s chat.Storage, user chat.UserID, want ...chat.MessageID) error {
	log := chat.UserLog(user)
	events, err := s.Events(ctx, log, 0, 1000)
	if errors.Is(err, chat.ErrNotFound) {
		err = nil // nobody told them anything
	}
	events = slices.DeleteFunc(events, func(ev chat.Event) bool { return ev.Kind == chat.RoomAdded })
	var list []chat.Event
	for i, id := range want {
		ev := chat.Event{Room: log, Kind: chat.MentionAdded, Object: string(id), Actor: "user-ann", At: noon}
		if i < len(events) {
			ev.Rev = events[i].Rev
		}
		list = append(list, ev)
	}
	return errors.Join(err, sameList("log of "+string(user), events, list))
}

// recall edits a message at noon so that it calls others.
func recall(ctx context.Context, s chat.Storage, id chat.MessageID, calls *chat.Calls) error {
	_, err := s.UpdateMessage(ctx, id, chat.Change{Kind: chat.MessageUpdated, Actor: "user-ann", At: noon}, func(m *chat.Message) error {
		m.Text, m.Calls = m.Text+"!", calls
		return nil
	})
	return err
}

// mentioned wants so many mentions of Bob in the lobby to be unread.
func mentioned(ctx context.Context, s chat.Storage, want int) error {
	list, err := s.Unread(ctx, "user-bob", "", 10)
	one, err2 := s.UnreadIn(ctx, "room-lobby", "user-bob")
	if len(list) != 1 {
		return fmt.Errorf("unread of Bob: %+v, %w", list, orNone(err))
	}
	return errors.Join(err, err2, same("mentions", list[0].Mentions, want), same("in the one room", one, list[0]))
}

var mentionPromises = []promise{
	{"AddMessage stores whom it calls, each once, and returns none of it", withReader(0, func(ctx context.Context, s chat.Storage) error {
		m := calling("a", "user-eve", "user-bob", "user-eve", "")
		m.Calls.Room = true
		got, added, err := s.AddMessage(ctx, m)
		stored, err2 := s.Message(ctx, "message-a")
		want := note("a")
		want.Seq, want.Rev = 1, 1
		return errors.Join(err, err2, same("added", added, true), same("result", got, want), same("stored", stored, want),
			callees(ctx, s, "message-a", "", "user-bob", "user-eve"), callees(ctx, s, "message-z"))
	})},
	{"AddMessage tells those whom it calls in their UserLogs, but not the author", withReader(0, func(ctx context.Context, s chat.Storage) error {
		both := calling("c", "user-eve", "user-ann")
		both.Calls.Room, both.Calls.Tell = true, []chat.UserID{"user-bob", "user-ann", "user-eve"}
		err := add(ctx, s, calling("a", "user-bob", "user-eve", "user-ann"), callingAll("b", "user-bob", "user-ann"), both, calling("d"))
		return errors.Join(err, mentionLog(ctx, s, "user-bob", "message-a", "message-b", "message-c"), mentionLog(ctx, s, "user-ann"),
			mentionLog(ctx, s, "user-eve", "message-a", "message-c"), rev(ctx, s, 4))
	})},
	{"AddMessage and UpdateMessage do not tell those who are Quiet, whom they call all the same", withReader(0, func(ctx context.Context, s chat.Storage) error {
		m := calling("a", "user-bob", "user-eve")
		m.Calls.Quiet = []chat.UserID{"user-bob"}
		err := add(ctx, s, m, calling("b"))
		err2 := recall(ctx, s, "message-b", m.Calls)
		return errors.Join(err, err2, callees(ctx, s, "message-a", "user-bob", "user-eve"), callees(ctx, s, "message-b", "user-bob", "user-eve"),
			mentioned(ctx, s, 2), mentionLog(ctx, s, "user-bob"), mentionLog(ctx, s, "user-eve", "message-a", "message-b"))
	})},
	{"Unread and UnreadIn tell what the member wants to be told of", withReader(0, func(ctx context.Context, s chat.Storage) error {
		want := chat.Notify{Level: chat.NotifyNone, MuteUntil: day(1)}
		_, err := s.SetNotify(ctx, "room-lobby", "user-bob", want)
		list, err2 := s.RoomList(ctx, chat.RoomQuery{Member: "user-bob", Limit: 9})
		if len(list) != 1 {
			return fmt.Errorf("rooms of Bob: %+v, %w", list, orNone(err2))
		}
		return errors.Join(err, err2, unread(ctx, s, "user-bob", "", 9, chat.Unread{Room: "room-lobby", Notify: want}),
			mentioned(ctx, s, 0), same("in the list", list[0].Unread.Notify, want))
	})},
	{"AddMessage again calls nobody again", withReader(0, func(ctx context.Context, s chat.Storage) error {
		err := add(ctx, s, calling("a", "user-bob"), calling("a", "user-eve"), calling("a", "user-bob"))
		return errors.Join(err, callees(ctx, s, "message-a", "user-bob"), mentionLog(ctx, s, "user-bob", "message-a"), mentionLog(ctx, s, "user-eve"))
	})},
	{"UpdateMessage replaces whom it calls and tells those who are new", withReader(0, func(ctx context.Context, s chat.Storage) error {
		err := add(ctx, s, calling("a", "user-bob", "user-dan"))
		err2 := recall(ctx, s, "message-a", &chat.Calls{Users: []chat.UserID{"user-eve", "user-bob"}})
		err3 := callees(ctx, s, "message-a", "user-bob", "user-eve")
		all := &chat.Calls{Users: []chat.UserID{"user-bob"}, Room: true, Tell: []chat.UserID{"user-bob", "user-dan", "user-fay"}}
		err4 := errors.Join(recall(ctx, s, "message-a", all), recall(ctx, s, "message-a", all))
		return errors.Join(err, err2, err3, err4, callees(ctx, s, "message-a", "", "user-bob"), mentionLog(ctx, s, "user-bob", "message-a"),
			mentionLog(ctx, s, "user-eve", "message-a"), mentionLog(ctx, s, "user-dan", "message-a", "message-a"), mentionLog(ctx, s, "user-fay", "message-a"))
	})},
	{"UpdateMessage without Calls leaves them", withReader(0, func(ctx context.Context, s chat.Storage) error {
		err := add(ctx, s, calling("a", "user-bob"), calling("b", "user-bob"))
		return errors.Join(err, recall(ctx, s, "message-a", nil), recall(ctx, s, "message-b", &chat.Calls{}),
			callees(ctx, s, "message-a", "user-bob"), callees(ctx, s, "message-b"), mentioned(ctx, s, 1))
	})},
	{"UpdateMessage that deletes removes whom it calls", withReader(0, func(ctx context.Context, s chat.Storage) error {
		err := add(ctx, s, calling("a", "user-bob"), callingAll("b", "user-bob"))
		_, err2 := s.UpdateMessage(ctx, "message-a", remove(), func(m *chat.Message) error {
			m.Calls = &chat.Calls{Users: []chat.UserID{"user-eve"}}
			return erase(m)
		})
		_, err3 := s.UpdateMessage(ctx, "message-b", remove(), erase)
		return errors.Join(err, err2, err3, callees(ctx, s, "message-a"), callees(ctx, s, "message-b"), mentioned(ctx, s, 0),
			calledIn(ctx, s, "user-bob", "", 10), mentionLog(ctx, s, "user-eve"))
	})},
	{"Unread counts the mentions above ReadSeq, also those of everybody", withReader(1, func(ctx context.Context, s chat.Storage) error {
		both := callingAll("c")
		both.Calls.Users = []chat.UserID{"user-bob"}
		thread := calling("d", "user-bob")
		thread.Thread = "message-1"
		err := add(ctx, s, calling("a", "user-bob"), callingAll("b"), both, thread, calling("e", "user-eve"))
		err2 := mentioned(ctx, s, 4)
		return errors.Join(err, err2, marks(ctx, s, 2, 2), mentioned(ctx, s, 3), marks(ctx, s, 4, 4), mentioned(ctx, s, 1), marks(ctx, s, 5, 5), mentioned(ctx, s, 0),
			sets(ctx, s, 0, true, 0), mentioned(ctx, s, 4))
	})},
	{"Unread counts no mention in one's own messages", withReader(0, func(ctx context.Context, s chat.Storage) error {
		own, all := calling("a", "user-bob", "user-eve"), callingAll("b")
		own.AuthorID, all.AuthorID = "user-bob", "user-bob"
		return errors.Join(add(ctx, s, own, all), mentioned(ctx, s, 0), calledIn(ctx, s, "user-bob", "", 10))
	})},
	{"Unread counts mentions up to UnreadCap", withReader(0, func(ctx context.Context, s chat.Storage) error {
		var err error
		for i := range chat.UnreadCap/2 + 5 {
			err = errors.Join(err, add(ctx, s, calling(fmt.Sprint(i), "user-bob"), callingAll(fmt.Sprint("all-", i))))
		}
		return errors.Join(err, mentioned(ctx, s, chat.UnreadCap), marks(ctx, s, 11, 11), mentioned(ctx, s, chat.UnreadCap-1))
	})},
	{"Mentions takes any number of IDs, once each", withReader(0, func(ctx context.Context, s chat.Storage) error {
		ids := []chat.MessageID{"message-a", "message-a", "bad \xff", ""}
		for i := range 1200 {
			ids = append(ids, chat.MessageID(fmt.Sprint("nothing-", i)))
		}
		err := add(ctx, s, calling("a", "user-bob"), calling("b", "user-eve"))
		list, err2 := s.Mentions(ctx, append(ids, "message-b"))
		slices.SortFunc(list, func(a, b chat.Mention) int { return cmp.Compare(a.Message, b.Message) })
		return errors.Join(err, err2, sameList("mentions", list, []chat.Mention{{Message: "message-a", User: "user-bob"}, {Message: "message-b", User: "user-eve"}}))
	})},
	{"MentionsOf are messages of others, the newest first, in pages", withReader(0, func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		far := calling("d", "user-bob", "user-eve")
		far.Room = "other"
		err2 := add(ctx, s, calling("a", "user-bob"), callingAll("b"), calling("c", "user-eve"), far, calling("e", "user-bob"))
		return errors.Join(err, err2, calledIn(ctx, s, "user-bob", "", 10, "message-e", "message-d", "message-b", "message-a"),
			calledIn(ctx, s, "user-bob", "", 2, "message-e", "message-d"), calledIn(ctx, s, "user-bob", "message-d", math.MaxInt, "message-b", "message-a"),
			calledIn(ctx, s, "user-bob", "message-a", 10), calledIn(ctx, s, "user-eve", "", 10, "message-d", "message-c"), calledIn(ctx, s, "", "", 10))
	})},
	{"MentionsOf has each message once, and those of everybody for members", withReader(0, func(ctx context.Context, s chat.Storage) error {
		both := callingAll("a")
		both.Calls.Users = []chat.UserID{"user-bob"}
		err := add(ctx, s, both, callingAll("b"))
		before := errors.Join(calledIn(ctx, s, "user-bob", "", 10, "message-b", "message-a"), calledIn(ctx, s, "user-eve", "", 10))
		left := s.RemoveMember(ctx, "room-lobby", "user-bob", expel(), anyway)
		return errors.Join(err, before, left, calledIn(ctx, s, "user-bob", "", 10, "message-a"))
	})},
	{"ImportMentions stores those of messages of the room and tells nobody", withReader(2, func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-2", remove(), erase)
		_, err2 := s.CreateRoom(ctx, named("other", chat.Public), nil)
		list := []chat.Mention{{Message: "message-1", User: "user-bob"}, {Message: "message-1"}, {Message: "message-2", User: "user-bob"},
			{Message: "message-z", User: "user-bob"}, {Message: "message-1", User: "user-bob"}}
		n, err3 := s.ImportMentions(ctx, "room-lobby", list)
		again, err4 := s.ImportMentions(ctx, "room-lobby", list)
		foreign, err5 := s.ImportMentions(ctx, "other", list)
		_, nowhere := s.ImportMentions(ctx, "nowhere", list)
		return errors.Join(err, err2, err3, err4, err5, same("stored", n, 2), same("again", again, 0), same("into another room", foreign, 0), is("into no room", nowhere, chat.ErrNotFound),
			callees(ctx, s, "message-1", "", "user-bob"), callees(ctx, s, "message-2"), mentioned(ctx, s, 1), mentionLog(ctx, s, "user-bob"), rev(ctx, s, 3))
	})},
	{"EraseUser removes who called them, under the new Rev, and whom they called", withCrowd(func(ctx context.Context, s chat.Storage) error {
		hers, bobs := calling("h", "user-bob"), calling("i", "user-ann", "user-eve")
		bobs.AuthorID, bobs.Room = "user-bob", "room-quiet"
		err := add(ctx, s, hers, bobs)
		err2 := erased(ctx, s, "room-joined", "room-lobby", "room-past", "room-quiet")
		m, err3 := s.Message(ctx, "message-i")
		return errors.Join(err, err2, err3, callees(ctx, s, "message-h"), callees(ctx, s, "message-i", "user-eve"), same("Rev", m.Rev, 3),
			calledIn(ctx, s, "user-ann", "", 10), calledIn(ctx, s, "user-bob", "", 10))
	})},
	{"ExpireMessages removes the mentions too", withReader(0, func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(add(ctx, s, calling("a", "user-bob"), calling("b", "user-bob")), expired(ctx, s, day(1), 1, 1, 2))
		return errors.Join(err, add(ctx, s, note("a")), callees(ctx, s, "message-a"), callees(ctx, s, "message-b", "user-bob"), calledIn(ctx, s, "user-bob", "", 10, "message-b"))
	})},
	{"Two who call the same people at once both do", withReader(0, func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Public), nil)
		err2 := atOnce(20, func(i int) error {
			m := calling(fmt.Sprint(i), "user-bob", "user-eve", "user-dan")
			if i%2 == 0 {
				m.Room = "other"
				slices.Reverse(m.Calls.Users)
			}
			return add(ctx, s, m)
		})
		list, err3 := s.MentionsOf(ctx, "user-dan", "", 100)
		events, err4 := s.Events(ctx, "~user-eve", 0, 100)
		return errors.Join(err, err2, err3, err4, same("mentions", len(list), 20), same("told", len(events), 20))
	})},
}
