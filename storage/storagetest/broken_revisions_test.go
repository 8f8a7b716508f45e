package storagetest

import (
	"context"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
)

// revising replaces what Revisions returns.
func revising(then func(id chat.MessageID, list []chat.Revision) []chat.Revision) lie {
	return func(l *liar) {
		l.revisions = func(ctx context.Context, id chat.MessageID, before int64, limit int) ([]chat.Revision, error) {
			list, err := l.Store.Revisions(ctx, id, before, limit)
			return then(id, list), err
		}
	}
}

// remembered is what somebody still finds of message a when nothing is left of it.
var remembered = revising(func(id chat.MessageID, list []chat.Revision) []chat.Revision {
	if id == "message-a" && len(list) == 0 {
		list = []chat.Revision{{Message: id, N: 3, Text: "text of a"}}
	}
	return list
})

// alwaysRevising updates messages as if every change were an edit, be it one or not.
func alwaysRevising(even func(err error) bool) lie {
	return updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		m, err := l.Store.UpdateMessage(ctx, id, c, change)
		if even(err) {
			_, _ = l.Store.ImportRevisions(ctx, "room-lobby", []chat.Revision{{Message: id, N: 99, Text: "no"}})
		}
		return m, err
	})
}

var revisionLies = map[string]lie{
	"UpdateMessage of the kind MessageUpdated keeps the Text from before": revising(func(_ chat.MessageID, list []chat.Revision) []chat.Revision {
		for i := range list {
			list[i].ReplacedBy = "user-ann" // the author, whoever it was
		}
		return list
	}),
	"UpdateMessage of another kind keeps no revision": alwaysRevising(func(err error) bool { return err == nil }),
	"UpdateMessage that fails keeps no revision":      alwaysRevising(func(err error) bool { return err != nil }),
	"Revisions are the newest first, in pages": revising(func(_ chat.MessageID, list []chat.Revision) []chat.Revision {
		slices.Reverse(list)
		return list
	}),
	"Revisions are at most MaxRevisions, the newest": revising(func(_ chat.MessageID, list []chat.Revision) []chat.Revision {
		if len(list) == chat.MaxRevisions {
			list = append(list, chat.Revision{Text: "text of a"}) // the first one, for ever
		}
		return list
	}),
	"RemoveRevision removes one for good, and takes no Rev": func(l *liar) {
		l.removeRevision = func(ctx context.Context, id chat.MessageID, n int64, act *chat.Act) error {
			burn(ctx, l, n)
			return l.Store.RemoveRevision(ctx, id, n, act)
		}
	},
	"RemoveRevision of none is ErrNotFound": func(l *liar) {
		l.removeRevision = func(ctx context.Context, id chat.MessageID, n int64, act *chat.Act) error {
			return swallow(l.Store.RemoveRevision(ctx, id, n, act))
		}
	},
	"ImportRevisions stores those of the room's messages that are not there": importingRevisions(func(list []chat.Revision, n int, err error) (int, error) {
		return len(list), err
	}),
	"ImportRevisions to no room is ErrNotFound": importingRevisions(func(_ []chat.Revision, n int, err error) (int, error) {
		return n, swallow(err)
	}),
	"Texts of revisions are kept byte for byte": revising(func(_ chat.MessageID, list []chat.Revision) []chat.Revision {
		for i := range list {
			list[i].Text = strings.TrimSpace(list[i].Text)
		}
		return list
	}),
	"UpdateMessage removes the revisions when it stores a DeletedAt": remembered,
	"EraseUser removes the revisions of their messages":              remembered,
	"ExpireMessages removes the revisions too":                       remembered,
}

// importingRevisions replaces what ImportRevisions returns.
func importingRevisions(then func(list []chat.Revision, n int, err error) (int, error)) lie {
	return func(l *liar) {
		l.importRevisions = func(ctx context.Context, room chat.RoomID, list []chat.Revision) (int, error) {
			n, err := l.Store.ImportRevisions(ctx, room, list)
			return then(list, n, err)
		}
	}
}
