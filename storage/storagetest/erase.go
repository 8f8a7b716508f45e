package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parleychat/parley/chat"
)

// bobby is the user who stays.
func bobby() chat.User {
	u := ann()
	u.ID, u.Subject, u.DisplayName = "user-bob", "2", "Bob"
	return u
}

// blank is what is left of Ann.
func blank() chat.User {
	return chat.User{ID: "user-ann", Provider: "erased", Subject: "user-ann", DisplayName: "Nobody", UpdatedAt: day(3)}
}

// withCrowd wraps a check that needs Ann and Bob. Both belong to the lobby, where Ann wrote
// a, which she edited, and b, which Bob deleted, and Bob wrote x; only Ann to the room
// joined, where nobody wrote; neither to the room past, where Ann wrote p; and only Bob to
// the room quiet, where he wrote q. The lobby's rev is 5.
func withCrowd(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		_, err2 := s.SaveUser(ctx, bobby(), nil)
		err = errors.Join(err, err2, s.StartConsumer(ctx, "mirror"))
		for id, members := range map[string][]chat.Member{"lobby": both(), "joined": both()[1:], "past": nil, "quiet": both()[:1]} {
			r := named("room-"+id, chat.Private)
			_, err2 := s.CreateRoom(ctx, r, members)
			err = errors.Join(err, err2)
		}
		if err := errors.Join(err, crowdTalks(ctx, s)); err != nil {
			return err
		}
		return check(ctx, s)
	}
}

func crowdTalks(ctx context.Context, s chat.Storage) error {
	x, p, q := note("x"), note("p"), note("q")
	x.AuthorID, q.AuthorID, p.Room, q.Room = "user-bob", "user-bob", "room-past", "room-quiet"
	err := post(ctx, s, "a", "b")
	for _, m := range []chat.Message{x, p, q} {
		_, _, err2 := s.AddMessage(ctx, m)
		err = errors.Join(err, err2)
	}
	own := edit()
	own.ClientID = "named by Ann"
	_, err2 := s.UpdateMessage(ctx, "message-a", own, setText("edited"))
	_, err3 := s.UpdateMessage(ctx, "message-b", remove(), erase)
	return errors.Join(err, err2, err3)
}

// erased erases Ann and wants these rooms to have a new event.
func erased(ctx context.Context, s chat.Storage, want ...chat.RoomID) error {
	rooms, err := s.EraseUser(ctx, blank(), day(2))
	return errors.Join(err, sameList("rooms with a new event", slices.Sorted(slices.Values(rooms)), want))
}

// eraseAnn erases Ann from the rooms of withCrowd.
func eraseAnn(ctx context.Context, s chat.Storage) error {
	return erased(ctx, s, "room-joined", "room-lobby", "room-past")
}

// afterErasure makes a promise about the crowd without Ann.
func afterErasure(name string, check func(ctx context.Context, s chat.Storage) error) promise {
	return promise{name, withCrowd(func(ctx context.Context, s chat.Storage) error {
		if err := eraseAnn(ctx, s); err != nil {
			return err
		}
		return check(ctx, s)
	})}
}

// tombstone wants a message to be nothing but what its place and times tell.
func tombstone(ctx context.Context, s chat.Storage, id chat.MessageID, want chat.Message) error {
	got, err := s.Message(ctx, id)
	want.ID, want.AuthorID, want.CreatedAt, want.ClientID = id, "user-ann", noon, got.ClientID
	return errors.Join(err, same("message", got, want))
}

var erasePromises = []promise{
	{"EraseUser returns the rooms that have a new event", withCrowd(eraseAnn)},
	afterErasure("EraseUser makes their messages tombstones without Text", func(ctx context.Context, s chat.Storage) error {
		return errors.Join(
			tombstone(ctx, s, "message-a", chat.Message{Room: "room-lobby", Seq: 1, Rev: 6, EditedAt: edit().At, DeletedAt: day(2)}),
			tombstone(ctx, s, "message-b", chat.Message{Room: "room-lobby", Seq: 2, Rev: 6, DeletedAt: remove().At, DeletedBy: "user-bob"}),
			tombstone(ctx, s, "message-p", chat.Message{Room: "room-past", Seq: 1, Rev: 2, DeletedAt: day(2)}))
	}),
	afterErasure("EraseUser gives their messages ClientIDs that say nothing", func(ctx context.Context, s chat.Storage) error {
		list, err := s.MessagesBy(ctx, "user-ann", "", 10)
		seen := map[string]bool{"a": true, "b": true, "p": true}
		for _, m := range list {
			name := string(m.Room) + m.ClientID
			err = errors.Join(err, same("known ClientID "+m.ClientID, seen[m.ClientID] || seen[name], false))
			seen[name] = true
		}
		_, added, err2 := s.AddMessage(ctx, chat.Message{ID: "new", Room: "room-lobby", AuthorID: "user-ann", ClientID: "a"})
		return errors.Join(err, err2, same("messages", len(list), 3), same("the old name is free", added, true))
	}),
	{"EraseUser is not stopped by ClientIDs that look like its own", withCrowd(lookalikes)},
	afterErasure("EraseUser leaves no ClientID of theirs in the log", func(ctx context.Context, s chat.Storage) error {
		events, err := s.Events(ctx, "room-lobby", 0, 10)
		var clients []string
		for _, ev := range events {
			clients = append(clients, ev.ClientID)
		}
		return errors.Join(err, sameList("client IDs in the log", clients, []string{"", "", "x", "", "", ""}))
	}),
	afterErasure("EraseUser removes them from rooms, and nobody else", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Member(ctx, "room-joined", "user-ann")
		rooms, err2 := s.Rooms(ctx, chat.RoomQuery{Member: "user-ann", Limit: 10})
		return errors.Join(is("Member", err, chat.ErrNotFound), err2, same("rooms", len(rooms), 0), members(ctx, s, "", 10, "user-bob"))
	}),
	afterErasure("EraseUser raises the Rev of such rooms by one and logs UserErased", func(ctx context.Context, s chat.Storage) error {
		events, err := s.Events(ctx, "room-lobby", 5, 10)
		want := chat.Event{Room: "room-lobby", Rev: 6, Kind: chat.UserErased, Object: "user-ann", Actor: "user-ann", At: day(2)}
		err = errors.Join(err, rev(ctx, s, 6), sameList("log of the lobby", events, []chat.Event{want}))
		want.Room, want.Rev = "room-joined", 1
		events, err2 := s.Events(ctx, "room-joined", 0, 10)
		return errors.Join(err, err2, sameList("log of a room in which they said nothing", events, []chat.Event{want}))
	}),
	afterErasure("EraseUser leaves others and their rooms alone", func(ctx context.Context, s chat.Storage) error {
		x, err := s.Message(ctx, "message-x")
		quiet, err2 := s.Room(ctx, "room-quiet")
		u, err3 := s.User(ctx, "user-bob")
		return errors.Join(err, err2, err3, same("text", x.Text, "text of x"), same("client ID", x.ClientID, "x"), same("Rev of x", x.Rev, 3),
			same("Rev of a room without them", quiet.Rev, 1), same("the other", u, bobby()))
	}),
	{"EraseUser removes their UserLog with all that is kept about it", withCrowd(func(ctx context.Context, s chat.Storage) error {
		log := chat.UserLog("user-ann")
		err := errors.Join(s.MoveCursor(ctx, "mirror", log, 1), s.AddLetter(ctx, letter(log, 2)), eraseAnn(ctx, s), silent(ctx, s, "user-ann"),
			cursor(ctx, s, "mirror", log, 0), letters(ctx, s, "", 0, 10))
		m := both()[1]
		m.Room = "room-quiet"
		_, _, err2 := s.AddMember(ctx, m, "user-ann")
		return errors.Join(err, err2, told(ctx, s, "user-ann", 0, "room-quiet"), cursor(ctx, s, "mirror", log, 0),
			behind(ctx, s, "mirror", "room-quiet", 10, log, "~user-bob"))
	})},
	{"EraseUser takes the words of letters about their events", withCrowd(func(ctx context.Context, s chat.Storage) error {
		wordless := func(l chat.Letter) chat.Letter { l.Reason = ""; return l }
		hers, his, pruned := letter("room-lobby", 1), letter("room-lobby", 3), letter("room-past", 1)
		err := errors.Join(s.AddLetter(ctx, hers), s.AddLetter(ctx, his), s.AddLetter(ctx, pruned), lobbyPruned(ctx, s, day(0), 10, 0))
		_, err2 := s.PruneEvents(ctx, "room-past", day(9), 10)
		return errors.Join(err, err2, eraseAnn(ctx, s), letters(ctx, s, "", 0, 10, wordless(hers), his, wordless(pruned)))
	})},
	afterErasure("EraseUser leaves ID and CreatedAt of them and what blank says", func(ctx context.Context, s chat.Storage) error {
		want := blank()
		want.CreatedAt, want.ErasedAt = noon, day(2)
		got, err := s.User(ctx, "user-ann")
		byKey, err2 := s.UserBySubject(ctx, "erased", "user-ann")
		_, old := s.UserBySubject(ctx, "github", "583231")
		return errors.Join(err, err2, same("user", got, want), same("by the new key", byKey, want), is("by the old key", old, chat.ErrNotFound))
	}),
	afterErasure("SaveUser under the key of somebody who was erased makes a new user", func(ctx context.Context, s chat.Storage) error {
		again := ann()
		again.ID = "user-ann-2"
		got, err := s.SaveUser(ctx, again, nil)
		first, err2 := s.User(ctx, "user-ann")
		return errors.Join(err, err2, same("user", got, again), same("the first one's name", first.DisplayName, "Nobody"))
	}),
	afterErasure("EraseUser of somebody who was erased changes nothing", func(ctx context.Context, s chat.Storage) error {
		before, err := s.User(ctx, "user-ann")
		other := blank()
		other.Subject, other.DisplayName = "again", "again"
		rooms, err2 := s.EraseUser(ctx, other, day(4))
		after, err3 := s.User(ctx, "user-ann")
		return errors.Join(err, err2, err3, same("rooms", len(rooms), 0), same("user", after, before), rev(ctx, s, 6))
	}),
	{"EraseUser of no user is ErrNotFound", withCrowd(func(ctx context.Context, s chat.Storage) error {
		nobody := blank()
		nobody.ID = "user-eve"
		_, err := s.EraseUser(ctx, nobody, day(2))
		return errors.Join(is("EraseUser", err, chat.ErrNotFound), rev(ctx, s, 5))
	})},
	{"EraseUser that failed on the way does the rest when it is called again", withCrowd(erasedAtLast)},
	{"EraseUser many times at once does it once", withCrowd(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(10, func(int) error { _, err := s.EraseUser(ctx, blank(), day(2)); return err })
		return errors.Join(err, rev(ctx, s, 6))
	})},
	{"EraseUser while they and others write erases what was there before", withCrowd(erasedInPassing)},
}

// erasedAtLast erases Ann with contexts that end on the way, each a bit later than the one
// before, until one is long enough. No room may be told twice; one whose commit the end
// overtook is told of by nobody.
func erasedAtLast(ctx context.Context, s chat.Storage) error {
	var told []chat.RoomID
	for looks := int64(1); ; looks += 1 + looks/8 {
		rooms, err := s.EraseUser(endsAfter(ctx, looks), blank(), day(2))
		told = append(told, rooms...)
		if err == nil {
			break
		}
		if err := is("EraseUser", err, context.Canceled); err != nil || looks > 10_000 {
			return errors.Join(err, errors.New("it never succeeds"))
		}
	}
	slices.Sort(told)
	u, err := s.User(ctx, "user-ann")
	return errors.Join(err, sameList("rooms with a new event, once each", told, slices.Compact(slices.Clone(told))),
		same("erased", u.ErasedAt, day(2)), silent(ctx, s, "user-ann"), rev(ctx, s, 6), members(ctx, s, "", 10, "user-bob"),
		tombstone(ctx, s, "message-b", chat.Message{Room: "room-lobby", Seq: 2, Rev: 6, DeletedAt: remove().At, DeletedBy: "user-bob"}),
		tombstone(ctx, s, "message-p", chat.Message{Room: "room-past", Seq: 1, Rev: 2, DeletedAt: day(2)}))
}

// lookalikes has Bob give his messages the names that the erasure of Ann gave to hers, each
// that of another place in the history, before he is erased himself.
func lookalikes(ctx context.Context, s chat.Storage) error {
	const n = 6
	err := errors.Join(settle(ctx, s, "first"), settle(ctx, s, "second"))
	for i := range n {
		err = errors.Join(err, postTo(ctx, s, "first", fmt.Sprint(i)))
	}
	_, err2 := s.EraseUser(ctx, blank(), day(2))
	page, err3 := s.Messages(ctx, chat.MessageQuery{Room: "first", Limit: n})
	err = errors.Join(err, err2, err3, same("messages", len(page.Items), n))
	for i := range page.Items {
		m := note(page.Items[[n]int{1, 0, 2, 5, 3, 4}[i]].ClientID)
		m.ID, m.Room, m.AuthorID = chat.MessageID(fmt.Sprint("second-", i)), "second", "user-bob"
		_, _, err2 := s.AddMessage(ctx, m)
		err = errors.Join(err, err2)
	}
	if err != nil {
		return err
	}
	bob := blank()
	bob.ID, bob.Subject = "user-bob", "user-bob"
	_, err = s.EraseUser(ctx, bob, day(2))
	page, err2 = s.Messages(ctx, chat.MessageQuery{Room: "second", Limit: n})
	err = errors.Join(err, err2, same("messages", len(page.Items), n))
	for _, m := range page.Items {
		err = errors.Join(err, same("text", m.Text, ""), same("deleted", m.DeletedAt, day(2)), same("Rev", m.Rev, n+1))
	}
	return err
}

// erasedInPassing erases Ann while both post, are added to rooms and are followed.
func erasedInPassing(ctx context.Context, s chat.Storage) error {
	log := chat.UserLog("user-ann")
	err := atOnce(25, func(i int) error {
		m := note(fmt.Sprint(i))
		switch i % 5 {
		case 0:
			_, err := s.EraseUser(ctx, blank(), day(2))
			return err
		case 1:
			m.AuthorID = "user-bob"
		case 2:
			_, err := s.CreateRoom(ctx, named(fmt.Sprint("new-", i), chat.Private), both())
			return err
		case 3:
			if err := s.AddLetter(ctx, letter(log, int64(i))); !errors.Is(err, chat.ErrNotFound) {
				return err
			}
			return nil
		}
		_, _, err := s.AddMessage(ctx, m)
		return err
	})
	a, err2 := s.Message(ctx, "message-a")
	x, err3 := s.Message(ctx, "message-x")
	r, err4 := s.Room(ctx, "room-lobby")
	u, err5 := s.User(ctx, "user-ann")
	return errors.Join(err, err2, err3, err4, err5, same("text of Ann", a.Text, ""), same("text of Bob", x.Text, "text of x"),
		same("name", u.DisplayName, "Nobody"), rev(ctx, s, r.Rev))
}
