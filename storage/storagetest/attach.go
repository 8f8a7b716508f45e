package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// naming is the list of attachments with those files: "2 1".
func naming(files string) *[]chat.Attachment {
	var list []chat.Attachment
	for _, id := range strings.Fields(files) {
		list = append(list, chat.Attachment{ID: chat.FileID("file-" + id)})
	}
	return &list
}

// attached posts a note of Ann's with files.
func attached(ctx context.Context, s chat.Storage, client, files string) error {
	m := note(client)
	m.Attachments = naming(files)
	_, added, err := s.AddMessage(ctx, m)
	return errors.Join(err, same("added", added, true))
}

// files wants the message to have these, in this order.
func files(ctx context.Context, s chat.Storage, message chat.MessageID, want string) error {
	list, err := s.FilesOf(ctx, []chat.MessageID{message})
	got := ""
	for _, f := range list {
		got += " " + strings.TrimPrefix(string(f.ID), "file-")
		err = errors.Join(err, same("message", f.Message, message))
	}
	return errors.Join(err, same("files of "+string(message), strings.TrimSpace(got), want))
}

// keeping is an edit after which the message has those files, or all that it had.
func keeping(ctx context.Context, s chat.Storage, id chat.MessageID, keep *[]chat.Attachment) error {
	_, err := s.UpdateMessage(ctx, id, edit(), func(m *chat.Message) error {
		if keep != nil {
			m.Attachments = keep
		}
		return setText("edited")(m)
	})
	return err
}

// withAttached wraps a check that needs message c of Ann's with her files 2 and 1, and what
// withFiles makes; the rev is 3.
func withAttached(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withFiles(func(ctx context.Context, s chat.Storage) error {
		if err := attached(ctx, s, "c", "2 1"); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

var attachPromises = []promise{
	{"AddMessage makes the files that Attachments names the message's, in that order", withAttached(func(ctx context.Context, s chat.Storage) error {
		got, err := s.File(ctx, "file-1")
		want := upload("1", "user-ann")
		want.Room, want.Message, want.Place = "room-lobby", "message-c", 1
		m, err2 := s.Message(ctx, "message-c")
		return errors.Join(err, err2, same("file", got, want), same("Attachments as stored", m.Attachments, nil), files(ctx, s, "message-c", "2 1"), rev(ctx, s, 3))
	})},
	{"AddMessage with a file that is unfit is ErrUnfit, and stores nothing", withAttached(func(ctx context.Context, s chat.Storage) error {
		err := uploaded(ctx, s, upload("5", "user-ann"))
		for what, list := range map[string]string{"another's": "5 4", "not complete": "5 3", "a message's": "5 1", "none": "5 9", "twice": "5 5"} {
			m := note("d")
			m.Attachments = naming(list)
			_, _, unfit := s.AddMessage(ctx, m)
			err = errors.Join(err, is(what, unfit, chat.ErrUnfit))
		}
		f, err2 := s.File(ctx, "file-5")
		return errors.Join(err, err2, same("waits", f.Waits(), true), files(ctx, s, "message-d", ""), files(ctx, s, "message-c", "2 1"), rev(ctx, s, 3))
	})},
	{"AddMessage that returns a message that was there looks at no file", withAttached(func(ctx context.Context, s chat.Storage) error {
		m := note("c")
		m.Attachments = naming("2 1 4")
		got, added, err := s.AddMessage(ctx, m)
		return errors.Join(err, same("added", added, false), same("message", got.ID, "message-c"), files(ctx, s, "message-c", "2 1"))
	})},
	{"A file that many messages at once want is one's", withFiles(func(ctx context.Context, s chat.Storage) error {
		won := make([]bool, 20)
		err := atOnce(20, func(i int) error {
			m := note(fmt.Sprint("n", i))
			m.Attachments = naming([]string{"1 2", "2 1"}[i%2])
			_, added, err := s.AddMessage(ctx, m)
			won[i] = added && err == nil
			if errors.Is(err, chat.ErrUnfit) {
				return nil
			}
			return err
		})
		n := 0
		for i, one := range won {
			if one {
				n++
				err = errors.Join(err, files(ctx, s, chat.MessageID(fmt.Sprint("message-n", i)), []string{"1 2", "2 1"}[i%2]))
			}
		}
		return errors.Join(err, same("messages that got it", n, 1), rev(ctx, s, 3))
	})},
	{"UpdateMessage shows change the IDs of the files in Attachments, nil for none", withAttached(func(ctx context.Context, s chat.Storage) error {
		var of, none *[]chat.Attachment
		_, err := s.UpdateMessage(ctx, "message-c", edit(), func(m *chat.Message) error { of = m.Attachments; return chat.ErrUnchanged })
		_, err2 := s.UpdateMessage(ctx, "message-a", edit(), func(m *chat.Message) error { none = m.Attachments; return chat.ErrUnchanged })
		if err := errors.Join(err, err2, same("of none", none, nil), same("shown", of != nil, true)); err != nil {
			return err
		}
		return sameList("shown", *of, *naming("2 1"))
	})},
	{"UpdateMessage drops the files that Attachments does not name any more", withAttached(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(keeping(ctx, s, "message-c", nil), files(ctx, s, "message-c", "2 1"), keeping(ctx, s, "message-c", naming("1")),
			files(ctx, s, "message-c", "1"), dropped(ctx, s, "2"), keeping(ctx, s, "message-c", naming("")), files(ctx, s, "message-c", ""),
			dropped(ctx, s, "1", "2"), there(ctx, s, "3", "4"))
	})},
	{"UpdateMessage adds no file", withAttached(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(uploaded(ctx, s, upload("5", "user-ann")), keeping(ctx, s, "message-c", naming("5 2")), keeping(ctx, s, "message-a", naming("5")),
			files(ctx, s, "message-c", "2"), files(ctx, s, "message-a", ""), there(ctx, s, "2", "3", "4", "5"))
	})},
	{"UpdateMessage that fails drops no file", withAttached(func(ctx context.Context, s chat.Storage) error {
		for _, no := range []error{chat.ErrForbidden, chat.ErrUnchanged} {
			_, _ = s.UpdateMessage(ctx, "message-c", edit(), func(m *chat.Message) error { m.Attachments = nil; return no })
		}
		return errors.Join(files(ctx, s, "message-c", "2 1"), dropped(ctx, s))
	})},
	{"UpdateMessage drops all files when it stores a DeletedAt", withAttached(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-c", remove(), erase)
		return errors.Join(err, files(ctx, s, "message-c", ""), dropped(ctx, s, "1", "2"), there(ctx, s, "3", "4"))
	})},
	{"EraseUser drops all files of the user, and nobody else's", withAttached(func(ctx context.Context, s chat.Storage) error {
		bobs := note("d")
		bobs.AuthorID, bobs.Attachments = "user-bob", naming("4")
		_, _, err := s.AddMessage(ctx, bobs)
		_, err2 := s.EraseUser(ctx, blank(), day(2))
		return errors.Join(err, err2, files(ctx, s, "message-c", ""), there(ctx, s, "4"), dropped(ctx, s, "1", "2", "3"), files(ctx, s, "message-d", "4"))
	})},
	{"EraseUser while they send leaves no file", withFiles(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			if i == 10 {
				_, err := s.EraseUser(ctx, blank(), day(2))
				return err
			}
			if err := s.AddFile(ctx, upload(fmt.Sprint("x", i), "user-ann"), welcomed); !errors.Is(err, chat.ErrNotFound) {
				return err
			}
			return nil
		})
		n, err2 := s.DropWaiting(ctx, noon.Add(time.Hour), 100)
		return errors.Join(err, err2, same("files of others", n, 1))
	})},
	{"ExpireMessages drops the files of what it removes", withAttached(func(ctx context.Context, s chat.Storage) error {
		n, err := s.ExpireMessages(ctx, "room-lobby", day(1), 2, day(9))
		err2 := files(ctx, s, "message-c", "2 1")
		n2, err3 := s.ExpireMessages(ctx, "room-lobby", day(1), 2, day(9))
		return errors.Join(err, err2, err3, same("removed", n, 2), same("removed then", n2, 1), files(ctx, s, "message-c", ""), there(ctx, s, "3", "4"), dropped(ctx, s, "1", "2"))
	})},
	{"A file is dropped while it waits or attached, never both", withFiles(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			if i%2 == 0 {
				_, err := s.DropWaiting(ctx, noon.Add(time.Hour), 1)
				return err
			}
			m := note(fmt.Sprint("n", i))
			m.Attachments = naming("1")
			if _, _, err := s.AddMessage(ctx, m); !errors.Is(err, chat.ErrUnfit) {
				return err
			}
			return nil
		})
		live, err2 := s.FilesByID(ctx, []chat.FileID{"file-1"})
		gone, err3 := s.Dropped(ctx, 100)
		n := len(live)
		for _, id := range gone {
			if id == "file-1" {
				n++
			}
		}
		return errors.Join(err, err2, err3, same("file 1 is there or dropped", n, 1))
	})},
	{"ImportFiles stores files as given", withFiles(func(ctx context.Context, s chat.Storage) error {
		f := upload("5", "user-bob")
		f.Message, f.Place = "message-a", 3
		n, err := s.ImportFiles(ctx, "room-lobby", []chat.File{f})
		f.Room = "room-lobby"
		list, err2 := s.FilesOf(ctx, []chat.MessageID{"message-a"})
		return errors.Join(err, err2, same("stored", n, 1), sameList("files", list, []chat.File{f}), rev(ctx, s, 2))
	})},
	{"ImportFiles skips those that are there or were dropped, and those of no message of the room", withFiles(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(settle(ctx, s, "other"), postTo(ctx, s, "other", "x"), s.DropFile(ctx, "file-2"))
		_, err2 := s.UpdateMessage(ctx, "message-b", remove(), erase)
		var list []chat.File
		for _, c := range []struct{ id, message string }{{"1", "message-a"}, {"2", "message-a"}, {"5", "message-a"}, {"6", "message-b"}, {"7", "message-otherx"}, {"8", "message-z"}} {
			f := upload(c.id, "user-ann")
			f.Message = chat.MessageID(c.message)
			list = append(list, f)
		}
		n, err3 := s.ImportFiles(ctx, "room-lobby", list)
		again, err4 := s.ImportFiles(ctx, "room-lobby", list)
		return errors.Join(err, err2, err3, err4, same("stored", n, 1), same("stored again", again, 0), files(ctx, s, "message-a", "5"),
			files(ctx, s, "message-b", ""), files(ctx, s, "message-otherx", ""), there(ctx, s, "1", "3", "4", "5"))
	})},
	{"ImportFiles to no room is ErrNotFound", withFiles(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportFiles(ctx, "nowhere", []chat.File{upload("5", "user-ann")})
		return is("ImportFiles", err, chat.ErrNotFound)
	})},
}
