package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// texts are what people and attackers write.
var texts = []string{
	"", " ", "plain", "line\nbreak\r\n\ttab", "Ünïcödé", "日本語", "שלום", "👩‍👩‍👧‍👦 😀", "a\u0301", "\u202e", "\ufeffbom", "\ufffd",
	`'; DROP TABLE chat_messages; --`, `"quoted"`, "`ticks`", `back\slash \' \" \n`, "%_*?", "?0 ?rooms ? ??", "$1 :x @y", "{}[]",
	"<script>alert(1)</script>", "\x01\x1f\x7f", strings.Repeat("x", 100_000), strings.Repeat("😀", 30_000),
}

// unwelcome are texts that a store may refuse but never change.
var unwelcome = []string{"nul\x00byte", "\x00", "bad \xff utf-8", "half \xf0\x9f\x98", "\xed\xa0\x80"}

var textPromises = []promise{
	{"Texts of messages are kept byte for byte", withLobby(func(ctx context.Context, s chat.Storage) error {
		for i, text := range texts {
			m := note(fmt.Sprint(i, text))
			m.Text = text
			got, _, err := s.AddMessage(ctx, m)
			edited, err2 := s.UpdateMessage(ctx, m.ID, edit(), setText(text+"!"))
			stored, err3 := s.Message(ctx, m.ID)
			err = errors.Join(err, err2, err3, same("result", got.Text, text), same("edited", edited.Text, text+"!"),
				same("stored", stored.Text, text+"!"), same("client ID", stored.ClientID, m.ClientID))
			if err != nil {
				return fmt.Errorf("text %.60q: %w", text, err)
			}
		}
		return nil
	})},
	{"Texts of users and rooms are kept byte for byte", func(ctx context.Context, s chat.Storage) error {
		for i, text := range texts {
			u, r := ann(), lobby()
			u.ID, u.Subject, u.DisplayName = chat.UserID(fmt.Sprint(i)), fmt.Sprint(i, text), text
			r.ID, r.Slug, r.Name, r.Topic = chat.RoomID(fmt.Sprint(i)), fmt.Sprint(i, text), text, text
			_, err := s.SaveUser(ctx, u, nil)
			_, err2 := s.CreateRoom(ctx, r, nil)
			user, err3 := s.User(ctx, u.ID)
			room, err4 := s.Room(ctx, r.ID)
			if err = errors.Join(err, err2, err3, err4, same("user", user, u), same("room", room, r)); err != nil {
				return fmt.Errorf("text %.60q: %w", text, err)
			}
		}
		return nil
	}},
	{"Texts that cannot be kept are refused", withLobby(func(ctx context.Context, s chat.Storage) error {
		for i, text := range unwelcome {
			m := note(fmt.Sprint(i))
			m.Text = text
			_, _, refused := s.AddMessage(ctx, m)
			stored, err := s.Message(ctx, m.ID)
			if refused == nil {
				err = errors.Join(err, same("stored", stored.Text, text))
			} else {
				err = is("refused but stored", err, chat.ErrNotFound)
			}
			if err != nil {
				return fmt.Errorf("text %q: %w", text, err)
			}
		}
		return nil
	})},
	{"Texts of changed rooms and of letters are kept byte for byte", withMirror(changedTexts)},
	{"Texts that cannot be kept are refused by changes too, without a trace", withMirror(refusedTexts)},
	{"Keys that cannot be kept are not found", withNote(func(ctx context.Context, s chat.Storage) error {
		m := note("\ufffd")
		m.ID = "\ufffd"
		_, _, err := s.AddMessage(ctx, m)
		for _, key := range []string{"\xff", "message-a\x00", "\x00"} {
			_, message := s.Message(ctx, chat.MessageID(key))
			_, user := s.User(ctx, chat.UserID(key))
			_, room := s.Room(ctx, chat.RoomID(key))
			_, page := s.Messages(ctx, chat.MessageQuery{Room: chat.RoomID(key), Limit: 1})
			users, err2 := s.Users(ctx, []chat.UserID{chat.UserID(key)})
			err = errors.Join(err, is("Message", message, chat.ErrNotFound), is("User", user, chat.ErrNotFound),
				is("Room", room, chat.ErrNotFound), is("Messages", page, chat.ErrNotFound), err2, same("Users", len(users), 0))
		}
		return err
	})},
}

// changedTexts has texts in whatever is not created with them.
func changedTexts(ctx context.Context, s chat.Storage) error {
	for i, text := range texts {
		got, err := s.UpdateRoom(ctx, "room-lobby", rename(), setName(text))
		stored, err2 := s.Room(ctx, "room-lobby")
		l := letter("room-lobby", int64(i)+1)
		l.Reason = text
		err3 := s.AddLetter(ctx, l)
		list, err4 := s.Letters(ctx, "mirror", "room-lobby", l.Rev-1, 1)
		err = errors.Join(err, err2, err3, err4, same("result", got.Name, text), same("stored", stored, got),
			same("topic", stored.Topic, "Topic of "+text), sameList("letters", list, []chat.Letter{l}))
		if err != nil {
			return fmt.Errorf("text %.60q: %w", text, err)
		}
	}
	return nil
}

// refusedTexts wants what cannot be kept to be refused, with all that came with it, or to
// be kept after all.
func refusedTexts(ctx context.Context, s chat.Storage) error {
	for i, text := range unwelcome {
		before, err := s.Room(ctx, "room-lobby")
		m, notEdited := s.UpdateMessage(ctx, "message-a", edit(), setText(text))
		if notEdited == nil {
			err = errors.Join(err, same("edited", m.Text, text))
			before.Rev++
		}
		r, notRenamed := s.UpdateRoom(ctx, "room-lobby", rename(), setName(text))
		if notRenamed == nil {
			err = errors.Join(err, same("renamed", r.Name, text))
			before = r
		}
		l := letter("room-lobby", int64(i)+10)
		l.Reason = text
		var want []chat.Letter
		if s.AddLetter(ctx, l) == nil {
			want = []chat.Letter{l}
		}
		list, err2 := s.Letters(ctx, "mirror", "room-lobby", l.Rev-1, 1)
		if err = errors.Join(err, err2, room(ctx, s, before), sameList("letters", list, want), rev(ctx, s, before.Rev)); err != nil {
			return fmt.Errorf("text %q: %w", text, err)
		}
	}
	return nil
}

// times are given in several zones and finer than they are kept.
var times = map[time.Time]time.Time{
	time.Date(2026, 3, 1, 13, 0, 0, 123456789, time.FixedZone("CET", 3600)):       time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC),
	time.Date(2026, 12, 31, 23, 59, 59, 999999999, time.FixedZone("", -11*3600)):  time.Date(2027, 1, 1, 10, 59, 59, 999999000, time.UTC),
	time.Date(2026, 7, 1, 5, 45, 30, 100000000, time.FixedZone("", 5*3600+45*60)): time.Date(2026, 7, 1, 0, 0, 30, 100000000, time.UTC),
	time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC):                                   time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC):                                   time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1969, 7, 20, 20, 17, 40, 1000, time.UTC):                            time.Date(1969, 7, 20, 20, 17, 40, 1000, time.UTC),
	{}: {},
}

var timePromises = []promise{
	{"Times of changes, erasures and letters are kept likewise", withMirror(changedTimes)},
	{"Times are kept to the microsecond in UTC", withLobby(func(ctx context.Context, s chat.Storage) error {
		n := 0
		for given, want := range times {
			n++
			m := note(fmt.Sprint(n))
			m.CreatedAt = given
			c := edit()
			c.At = given
			got, _, err := s.AddMessage(ctx, m)
			edited, err2 := s.UpdateMessage(ctx, m.ID, c, func(m *chat.Message) error { m.EditedAt, m.DeletedAt = given, given; return nil })
			stored, err3 := s.Message(ctx, m.ID)
			events, err4 := s.Events(ctx, "room-lobby", int64(2*n-2), 10)
			if err := errors.Join(err, err2, err3, err4, same("events", len(events), 2)); err != nil {
				return err
			}
			err = errors.Join(same("result", got.CreatedAt, want), same("edited", edited.EditedAt, want),
				same("stored", stored, edited), same("CreatedAt", stored.CreatedAt, want), same("DeletedAt", stored.DeletedAt, want),
				same("At", events[0].At, want), same("At of the edit", events[1].At, want))
			if err != nil {
				return fmt.Errorf("time %v: %w", given, err)
			}
		}
		return nil
	})},
	{"Times of users, rooms and members are kept likewise", func(ctx context.Context, s chat.Storage) error {
		n := 0
		for given, want := range times {
			n++
			u, r, m := ann(), lobby(), bob()
			u.ID, u.Subject, u.CreatedAt, u.UpdatedAt = chat.UserID(fmt.Sprint(n)), fmt.Sprint(n), given, given
			r.ID, r.Slug, r.CreatedAt = chat.RoomID(fmt.Sprint(n)), fmt.Sprint(n), given
			m.Room, m.JoinedAt = r.ID, given
			_, err := s.SaveUser(ctx, u, nil)
			_, err2 := s.CreateRoom(ctx, r, nil)
			_, _, err3 := s.AddMember(ctx, m, "user-ann")
			user, err4 := s.User(ctx, u.ID)
			room, err5 := s.Room(ctx, r.ID)
			member, err6 := s.Member(ctx, r.ID, m.User)
			err = errors.Join(err, err2, err3, err4, err5, err6, same("created", user.CreatedAt, want), same("updated", user.UpdatedAt, want),
				same("room", room.CreatedAt, want), same("joined", member.JoinedAt, want))
			if err != nil {
				return fmt.Errorf("time %v: %w", given, err)
			}
		}
		return nil
	}},
}

// changedTimes gives times to whatever is not created with them.
func changedTimes(ctx context.Context, s chat.Storage) error {
	n := 0
	for given, want := range times {
		n++
		u, c, l := blank(), rename(), letter("room-lobby", int64(n))
		u.ID, u.Subject, u.UpdatedAt, c.At, l.At = chat.UserID(fmt.Sprint(n)), fmt.Sprint(n), given, given, given
		m := bob()
		m.User = u.ID
		_, err := s.SaveUser(ctx, u, nil)
		_, _, err2 := s.AddMember(ctx, m, u.ID)
		_, err3 := s.UpdateRoom(ctx, "room-lobby", c, func(*chat.Room) error { return nil })
		_, err4 := s.EraseUser(ctx, u, given)
		user, err5 := s.User(ctx, u.ID)
		r, err6 := s.Room(ctx, "room-lobby")
		events, err7 := s.Events(ctx, "room-lobby", r.Rev-2, 10)
		err8 := s.AddLetter(ctx, l)
		list, err9 := s.Letters(ctx, "mirror", "room-lobby", l.Rev-1, 1)
		if err := errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, same("events", len(events), 2), same("letters", len(list), 1)); err != nil {
			return err
		}
		err = errors.Join(same("of the change", events[0].At, want), same("of the erasure", events[1].At, want), same("of the letter", list[0].At, want),
			same("ErasedAt", user.ErasedAt, want), same("UpdatedAt", user.UpdatedAt, want))
		if err != nil {
			return fmt.Errorf("time %v: %w", given, err)
		}
	}
	return nil
}
