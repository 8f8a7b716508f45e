package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// rename is a change that says that Ann gave the room another name.
func rename() chat.Change {
	return chat.Change{Kind: chat.RoomUpdated, Actor: "user-ann", ClientID: "c", At: noon.Add(time.Minute)}
}

// setName is what a renaming does.
func setName(name string) func(*chat.Room) error {
	return func(r *chat.Room) error {
		r.Name, r.Topic, r.RetentionDays = name, "Topic of "+name, 30
		return nil
	}
}

// renamed is the lobby of withNote after setName.
func renamed(name string) chat.Room {
	r := lobby()
	r.Rev = 3
	_ = setName(name)(&r)
	return r
}

// room wants the lobby to be that.
func room(ctx context.Context, s chat.Storage, want chat.Room) error {
	got, err := s.Room(ctx, "room-lobby")
	return errors.Join(err, same("room", got, want))
}

var roomChangePromises = []promise{
	{"UpdateRoom stores Name, Topic and RetentionDays under the next Rev", withNote(func(ctx context.Context, s chat.Storage) error {
		got, err := s.UpdateRoom(ctx, "room-lobby", rename(), setName("Foyer"))
		return errors.Join(err, same("result", got, renamed("Foyer")), room(ctx, s, renamed("Foyer")))
	})},
	{"UpdateRoom logs the change with the room as Object", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateRoom(ctx, "room-lobby", rename(), setName("Foyer"))
		events, err2 := s.Events(ctx, "room-lobby", 2, 10)
		return errors.Join(err, err2, rev(ctx, s, 3), sameList("log", events, []chat.Event{{
			Room: "room-lobby", Rev: 3, Kind: chat.RoomUpdated, Object: "room-lobby",
			Actor: "user-ann", ClientID: "c", At: rename().At,
		}}))
	})},
	{"UpdateRoom changes nothing else about the room", withNote(func(ctx context.Context, s chat.Storage) error {
		got, err := s.UpdateRoom(ctx, "room-lobby", rename(), func(r *chat.Room) error {
			*r = chat.Room{ID: "z", Kind: chat.Private, Slug: "z", Rev: 9, Pruned: 9, CreatedBy: "z", CreatedAt: noon.AddDate(1, 0, 0)}
			return setName("Foyer")(r)
		})
		bySlug, err2 := s.RoomBySlug(ctx, "lobby")
		return errors.Join(err, err2, same("result", got, renamed("Foyer")), same("by its slug", bySlug, renamed("Foyer")))
	})},
	{"UpdateRoom shows the current room to change, also to many at once", withNote(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			_, err := s.UpdateRoom(ctx, "room-lobby", rename(), func(r *chat.Room) error {
				r.Topic += fmt.Sprintf(" <%d>", i)
				return nil
			})
			return err
		})
		r, err2 := s.Room(ctx, "room-lobby")
		var seen chat.Room
		_, err3 := s.UpdateRoom(ctx, "room-lobby", rename(), func(r *chat.Room) error { seen = *r; return chat.ErrUnchanged })
		return errors.Join(err, err2, err3, same("changes kept", strings.Count(r.Topic, "<"), 20), same("seen", seen, r), rev(ctx, s, 22))
	})},
	{"UpdateRoom returns the error of change, wrapped", withNote(func(ctx context.Context, s chat.Storage) error {
		mine := errors.New("mine")
		_, err := s.UpdateRoom(ctx, "room-lobby", rename(), func(*chat.Room) error { return mine })
		return is("UpdateRoom", err, mine)
	})},
	{"UpdateRoom with an error from change leaves no trace", withNote(func(ctx context.Context, s chat.Storage) error {
		before, err := s.Room(ctx, "room-lobby")
		_, _ = s.UpdateRoom(ctx, "room-lobby", rename(), func(r *chat.Room) error {
			_ = setName("Foyer")(r)
			return chat.ErrForbidden
		})
		return errors.Join(err, room(ctx, s, before), rev(ctx, s, 2), post(ctx, s, "c"), rev(ctx, s, 3))
	})},
	{"UpdateRoom with ErrUnchanged returns the current room and leaves no trace", withNote(func(ctx context.Context, s chat.Storage) error {
		before, err := s.Room(ctx, "room-lobby")
		got, err2 := s.UpdateRoom(ctx, "room-lobby", rename(), func(r *chat.Room) error {
			_ = setName("Foyer")(r)
			return fmt.Errorf("nothing to do: %w", chat.ErrUnchanged)
		})
		return errors.Join(err, err2, same("result", got, before), room(ctx, s, before), rev(ctx, s, 2))
	})},
	{"UpdateRoom leaves no trace when the context ends during change", withNote(func(ctx context.Context, s chat.Storage) error {
		before, err := s.Room(ctx, "room-lobby")
		mortal, cancel := context.WithCancel(ctx)
		defer cancel()
		_, ended := s.UpdateRoom(mortal, "room-lobby", rename(), func(r *chat.Room) error {
			cancel()
			return setName("Foyer")(r)
		})
		return errors.Join(err, is("UpdateRoom", ended, context.Canceled), room(ctx, s, before), rev(ctx, s, 2))
	})},
	{"UpdateRoom of no room is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		called := false
		_, err := s.UpdateRoom(ctx, "room-z", rename(), func(*chat.Room) error { called = true; return nil })
		return errors.Join(is("UpdateRoom", err, chat.ErrNotFound), same("change called", called, false), rev(ctx, s, 2))
	})},
	{"AdvanceRoom raises Rev and Pruned and empties the log", withNote(func(ctx context.Context, s chat.Storage) error {
		err := s.AdvanceRoom(ctx, "room-lobby", 9)
		_, gone := s.Events(ctx, "room-lobby", 8, 10)
		want := lobby()
		want.Rev, want.Pruned = 9, 9
		a, err2 := s.Message(ctx, "message-a")
		return errors.Join(err, err2, room(ctx, s, want), is("the log below", gone, chat.ErrGone), same("Seq of a", a.Seq, 1),
			post(ctx, s, "c"), revsAfter(ctx, s, 9, 10))
	})},
	{"AdvanceRoom to where the room is already changes nothing", withNote(func(ctx context.Context, s chat.Storage) error {
		want := lobby()
		want.Rev = 2
		return errors.Join(s.AdvanceRoom(ctx, "room-lobby", 2), s.AdvanceRoom(ctx, "room-lobby", 1), s.AdvanceRoom(ctx, "room-lobby", -1),
			room(ctx, s, want), rev(ctx, s, 2))
	})},
	{"AdvanceRoom of no room is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(is("AdvanceRoom", s.AdvanceRoom(ctx, "room-z", 9), chat.ErrNotFound),
			is("to where it would be", s.AdvanceRoom(ctx, "room-z", 0), chat.ErrNotFound))
	})},
	{"Rooms with All are all rooms and all users' own logs", allRooms},
	{"IDs are in the order of their bytes", byteOrder},
}

// revsAfter wants the lobby's log above that rev to hold these.
func revsAfter(ctx context.Context, s chat.Storage, after int64, want ...int64) error {
	return revs(ctx, s, after, 100, want...)
}

// allRooms reads page after page while rooms are made that were passed already.
func allRooms(ctx context.Context, s chat.Storage) error {
	if err := village(ctx, s); err != nil {
		return err
	}
	want := []chat.RoomID{"a", "b", "c", "d", "e", "f", "~user-ann", "~user-bob"}
	var got []chat.RoomID
	for after := chat.RoomID(""); len(got) < 2*len(want); {
		rooms, err := s.Rooms(ctx, chat.RoomQuery{All: true, After: after, Limit: 3})
		if err != nil || len(rooms) == 0 {
			return errors.Join(err, sameList("rooms", got, want))
		}
		for _, r := range rooms {
			after = r.ID
			got = append(got, r.ID)
		}
		if err := settle(ctx, s, "Z"+string(after)); err != nil { // before the others
			return err
		}
	}
	return fmt.Errorf("the pages never end: %v", got)
}

// inBytes are IDs as bytes order them. People, and many databases, would do otherwise.
var inBytes = []string{"-", "1", "10", "2", "A", "B", "B a", "Z", "_", "a", "a-c", "ab", "a~", "b", "z", "\u00c4", "\u00e4", "\u0418", "\ufffd", "😀"}

// byteOrder keeps something under each of the IDs and lists it from the middle on.
func byteOrder(ctx context.Context, s chat.Storage) error {
	_, err := s.CreateRoom(ctx, lobby(), nil)
	err = errors.Join(err, s.StartConsumer(ctx, "mirror"))
	for i := range inBytes {
		id := inBytes[(i*7)%len(inBytes)] // in no order
		m := note(id)
		m.ID, m.Room, m.AuthorID = chat.MessageID(id), chat.RoomID(id), "user-eve"
		member := bob()
		member.User = chat.UserID(id)
		_, err2 := s.CreateRoom(ctx, named(id, chat.Public), []chat.Member{{User: "user-eve"}})
		_, _, err3 := s.AddMember(ctx, member, "user-eve")
		_, _, err4 := s.AddMessage(ctx, m)
		err = errors.Join(err, err2, err3, err4,
			s.AddLetter(ctx, chat.Letter{Consumer: "mirror", Room: chat.RoomID(id), Rev: 1}))
	}
	if err != nil {
		return err
	}
	const from = 4
	after := inBytes[from-1]
	rooms, err := s.Rooms(ctx, chat.RoomQuery{Public: true, After: chat.RoomID(after), Limit: 99})
	rooms = without(rooms, "room-lobby", func(r chat.Room) chat.RoomID { return r.ID })
	members, err2 := s.Members(ctx, "room-lobby", chat.UserID(after), 99)
	messages, err3 := s.MessagesBy(ctx, "user-eve", chat.MessageID(after), 99)
	unread, err4 := s.Unread(ctx, "user-eve", chat.RoomID(after), 99)
	letters, err5 := s.Letters(ctx, "mirror", chat.RoomID(after), 1, 99)
	behind, err6 := s.Behind(ctx, "nobody", chat.RoomID(after), 99)
	behind = withoutLogs(without(behind, "room-lobby", func(id chat.RoomID) chat.RoomID { return id }))
	want := inBytes[from:]
	return errors.Join(err, err2, err3, err4, err5, err6,
		sameList("Rooms", ids(rooms, func(r chat.Room) string { return string(r.ID) }), want),
		sameList("Members", ids(members, func(m chat.Member) string { return string(m.User) }), want),
		sameList("MessagesBy", ids(messages, func(m chat.Message) string { return string(m.ID) }), want),
		sameList("Unread", ids(unread, func(u chat.Unread) string { return string(u.Room) }), want),
		sameList("Letters", ids(letters, func(l chat.Letter) string { return string(l.Room) }), want),
		sameList("Behind", ids(behind, func(id chat.RoomID) string { return string(id) }), want))
}
