package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// edited edits a message to each of the texts, one after the other.
func edited(ctx context.Context, s chat.Storage, id chat.MessageID, texts ...string) error {
	for _, text := range texts {
		if _, err := s.UpdateMessage(ctx, id, edit(), setText(text)); err != nil {
			return err
		}
	}
	return nil
}

// revisions wants a page of what a message said before.
func revisions(ctx context.Context, s chat.Storage, id chat.MessageID, before int64, limit int, want ...string) error {
	list, err := s.Revisions(ctx, id, before, limit)
	return errors.Join(err, sameList("revisions", ids(list, func(r chat.Revision) string { return r.Text }), want))
}

// withEdits wraps a check that needs message a, which said "text of a", "one", "two" and
// says "three", and b, which said "text of b" and says "other"; the rev is 6.
func withEdits(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withNote(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(edited(ctx, s, "message-a", "one", "two", "three"), edited(ctx, s, "message-b", "other"))
		return errors.Join(err, check(ctx, s))
	})
}

var revisionPromises = []promise{
	{"UpdateMessage of the kind MessageUpdated keeps the Text from before", withNote(func(ctx context.Context, s chat.Storage) error {
		c := edit()
		c.Actor, c.At = "user-bob", noon.Add(time.Hour+time.Nanosecond).In(time.FixedZone("", 3600))
		_, err := s.UpdateMessage(ctx, "message-a", c, setText("edited"))
		list, err2 := s.Revisions(ctx, "message-a", 0, 10)
		return errors.Join(err, err2, sameList("revisions", list, []chat.Revision{
			{Message: "message-a", N: 3, Text: "text of a", ReplacedAt: noon.Add(time.Hour), ReplacedBy: "user-bob"},
		}), revisions(ctx, s, "message-b", 0, 10))
	})},
	{"UpdateMessage of another kind keeps no revision", withEdits(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-b", pinning(), setText("by the way"))
		return errors.Join(err, revisions(ctx, s, "message-b", 0, 10, "text of b"))
	})},
	{"UpdateMessage that fails keeps no revision", withEdits(func(ctx context.Context, s chat.Storage) error {
		for _, no := range []error{chat.ErrForbidden, chat.ErrUnchanged} {
			_, _ = s.UpdateMessage(ctx, "message-b", edit(), func(m *chat.Message) error { _ = setText("no")(m); return no })
		}
		return revisions(ctx, s, "message-b", 0, 10, "text of b")
	})},
	{"Revisions are the newest first, in pages", withEdits(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(revisions(ctx, s, "message-a", 0, 10, "two", "one", "text of a"), revisions(ctx, s, "message-a", 0, 2, "two", "one"),
			revisions(ctx, s, "message-a", 4, 10, "text of a"), revisions(ctx, s, "message-a", 3, 10), revisions(ctx, s, "message-z", 0, 10))
	})},
	{"Revisions are at most MaxRevisions, the newest", withEdits(func(ctx context.Context, s chat.Storage) error {
		var want []string
		for i := range chat.MaxRevisions + 5 {
			text := fmt.Sprint("edit ", i)
			if err := edited(ctx, s, "message-a", text); err != nil {
				return err
			}
			want = append([]string{text}, want...)
		}
		return errors.Join(revisions(ctx, s, "message-a", 0, 100, want[1:chat.MaxRevisions+1]...), revisions(ctx, s, "message-b", 0, 10, "text of b"))
	})},
	{"RemoveRevision removes one for good, and takes no Rev", withEdits(func(ctx context.Context, s chat.Storage) error {
		err := s.RemoveRevision(ctx, "message-a", 4, nil)
		return errors.Join(err, revisions(ctx, s, "message-a", 0, 10, "two", "text of a"), rev(ctx, s, 6), edited(ctx, s, "message-a", "four"),
			revisions(ctx, s, "message-a", 0, 10, "three", "two", "text of a"))
	})},
	{"RemoveRevision of none is ErrNotFound", withEdits(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(is("another message's", s.RemoveRevision(ctx, "message-b", 3, nil), chat.ErrNotFound), is("no message's", s.RemoveRevision(ctx, "message-z", 3, nil), chat.ErrNotFound),
			revisions(ctx, s, "message-a", 0, 10, "two", "one", "text of a"))
	})},
	{"ImportRevisions stores those of the room's messages that are not there", withEdits(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(settle(ctx, s, "other"), postTo(ctx, s, "other", "x"))
		_, err2 := s.UpdateMessage(ctx, "message-b", remove(), erase)
		var list []chat.Revision
		for _, id := range []chat.MessageID{"message-a", "message-a", "message-b", "message-otherx", "message-z"} {
			list = append(list, chat.Revision{Message: id, N: 3, Text: "imported", ReplacedAt: noon, ReplacedBy: "user-bob"})
		}
		list[1].N = 2
		n, err3 := s.ImportRevisions(ctx, "room-lobby", list)
		got, err4 := s.Revisions(ctx, "message-a", 3, 10)
		return errors.Join(err, err2, err3, err4, same("stored", n, 1), sameList("stored", got, list[1:2]), rev(ctx, s, 7), revisions(ctx, s, "message-b", 0, 10),
			revisions(ctx, s, "message-otherx", 0, 10), revisions(ctx, s, "message-a", 0, 10, "two", "one", "text of a", "imported"))
	})},
	{"ImportRevisions to no room is ErrNotFound", withEdits(func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportRevisions(ctx, "nowhere", []chat.Revision{{Message: "message-a", N: 1}})
		return is("ImportRevisions", err, chat.ErrNotFound)
	})},
	{"Texts of revisions are kept byte for byte", withNote(func(ctx context.Context, s chat.Storage) error {
		var want []string
		for _, text := range texts {
			want = append([]string{text}, want...)
		}
		return errors.Join(edited(ctx, s, "message-a", append(texts[:len(texts):len(texts)], "last")...), revisions(ctx, s, "message-a", 0, len(want), want...))
	})},
	{"UpdateMessage removes the revisions when it stores a DeletedAt", withEdits(func(ctx context.Context, s chat.Storage) error {
		c := remove()
		c.Kind = chat.MessageUpdated
		_, err := s.UpdateMessage(ctx, "message-a", c, erase)
		return errors.Join(err, revisions(ctx, s, "message-a", 0, 10), revisions(ctx, s, "message-b", 0, 10, "text of b"))
	})},
	{"EraseUser removes the revisions of their messages", withCrowd(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(edited(ctx, s, "message-x", "edited"), revisions(ctx, s, "message-a", 0, 10, "text of a"), eraseAnn(ctx, s),
			revisions(ctx, s, "message-a", 0, 10), revisions(ctx, s, "message-x", 0, 10, "text of x"))
	})},
	{"ExpireMessages removes the revisions too", withEdits(func(ctx context.Context, s chat.Storage) error {
		err := expired(ctx, s, day(1), 1, 1, 2)
		_, added, err2 := s.AddMessage(ctx, note("a"))
		return errors.Join(err, err2, same("added again", added, true), revisions(ctx, s, "message-a", 0, 10), revisions(ctx, s, "message-b", 0, 10, "text of b"))
	})},
}
