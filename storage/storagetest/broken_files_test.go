package storagetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/chat"
)

// addingFile replaces AddFile.
func addingFile(do func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error) lie {
	return func(l *liar) {
		l.addFile = func(ctx context.Context, f chat.File, check func(int, int64) error) error {
			return do(ctx, l, f, check)
		}
	}
}

// updatingFile replaces UpdateFile.
func updatingFile(do func(ctx context.Context, l *liar, id chat.FileID, change func(*chat.File) error) (chat.File, error)) lie {
	return func(l *liar) {
		l.updateFile = func(ctx context.Context, id chat.FileID, change func(*chat.File) error) (chat.File, error) {
			return do(ctx, l, id, change)
		}
	}
}

// ownWay is the liar's own file, which no honest store changes so.
func ownWay(ctx context.Context, l *liar, f chat.File) error {
	_ = l.Store.DropFile(ctx, f.ID)
	_ = l.Store.ForgetFile(ctx, f.ID)
	return l.Store.AddFile(ctx, f, welcomed)
}

var fileLies = map[string]lie{
	"AddFile stores the file as one that waits": addingFile(func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error {
		err := l.Store.AddFile(ctx, f, check)
		if f.Message != "" {
			err = errors.Join(err, l.Store.DropFile(ctx, f.ID), l.Store.ForgetFile(ctx, f.ID))
			_, err2 := l.Store.ImportFiles(ctx, "room-lobby", []chat.File{f})
			err = errors.Join(err, err2)
		}
		return err
	}),
	"AddFile shows check how many files of the user wait, and their bytes": addingFile(func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error {
		return l.Store.AddFile(ctx, f, func(waiting int, bytes int64) error { return check(waiting+1, bytes+f.Size) }) // those of messages too
	}),
	"AddFile returns the error of check, wrapped, and leaves no trace": addingFile(func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error {
		var refused error
		err := l.Store.AddFile(ctx, f, func(n int, b int64) error { refused = check(n, b); return nil })
		return errors.Join(err, refused)
	}),
	"AddFile many times at once is checked each time": addingFile(func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error {
		return l.Store.AddFile(ctx, f, func(int, int64) error { return check(1, 10) }) // as it was before
	}),
	"AddFile for no user, or one who was erased, is ErrNotFound": addingFile(func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error {
		return swallow(l.Store.AddFile(ctx, f, check))
	}),
	"AddFile with an ID that is taken is ErrExists": addingFile(func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error {
		err := l.Store.AddFile(ctx, f, check)
		if errors.Is(err, chat.ErrExists) {
			return ownWay(ctx, l, f)
		}
		return err
	}),
	"UpdateFile stores what may change, and nothing else": updatingFile(func(ctx context.Context, l *liar, id chat.FileID, change func(*chat.File) error) (chat.File, error) {
		f, err := l.Store.File(ctx, id)
		if err == nil {
			err = change(&f)
		}
		f.ID = id
		return f, errors.Join(err, ownWay(ctx, l, f))
	}),
	"UpdateFile that fails leaves no trace": updatingFile(func(ctx context.Context, l *liar, id chat.FileID, change func(*chat.File) error) (chat.File, error) {
		var failed error
		f, err := l.Store.UpdateFile(ctx, id, func(f *chat.File) error { failed = change(f); return nil })
		return f, errors.Join(err, failed)
	}),
	"UpdateFile many times at once loses no change": func(l *liar) {
		var first atomic.Pointer[chat.File]
		l.updateFile = func(ctx context.Context, id chat.FileID, change func(*chat.File) error) (chat.File, error) {
			f, err := l.Store.File(ctx, id)
			if err != nil {
				return f, err
			}
			first.CompareAndSwap(nil, &f)
			return l.Store.UpdateFile(ctx, id, func(f *chat.File) error { *f = *first.Load(); return change(f) })
		}
	},
	"UpdateFile of no file, or one that was dropped, is ErrNotFound": updatingFile(func(ctx context.Context, l *liar, id chat.FileID, change func(*chat.File) error) (chat.File, error) {
		f, err := l.Store.UpdateFile(ctx, id, change)
		return f, swallow(err)
	}),
	"DropFile leaves nothing but the ID of a file that waits": func(l *liar) {
		l.dropFile = func(ctx context.Context, id chat.FileID) error {
			return errors.Join(l.Store.DropFile(ctx, id), l.Store.ForgetFile(ctx, id))
		}
	},
	"DropWaiting drops the oldest that wait, at most limit": func(l *liar) {
		l.dropWaiting = func(ctx context.Context, before time.Time, _ int) (int, error) {
			return l.Store.DropWaiting(ctx, before, 100)
		}
	},
	"Dropped are in ascending order, at most limit": func(l *liar) {
		l.attachments.dropped = func(ctx context.Context, limit int) ([]chat.FileID, error) {
			list, err := l.Store.Dropped(ctx, limit)
			slices.Reverse(list)
			return list, err
		}
	},
	"ForgetFile removes the ID of a dropped file, and nothing else": func(l *liar) {
		l.forgetFile = func(ctx context.Context, id chat.FileID) error {
			_ = l.Store.DropFile(ctx, id)
			return l.Store.ForgetFile(ctx, id)
		}
	},
	"File that does not exist is ErrNotFound": func(l *liar) {
		l.file = func(ctx context.Context, id chat.FileID) (chat.File, error) {
			f, err := l.Store.File(ctx, id)
			return f, swallow(err)
		}
	},
	"FilesByID are those that exist, once each": func(l *liar) {
		l.filesByID = func(ctx context.Context, ids []chat.FileID) (list []chat.File, _ error) {
			for _, id := range ids {
				if f, err := l.Store.File(ctx, id); err == nil {
					list = append(list, f)
				}
			}
			return list, nil
		}
	},
	"Names of files are kept byte for byte": addingFile(func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error {
		f.Name = strings.TrimSpace(f.Name)
		return l.Store.AddFile(ctx, f, check)
	}),
}

// withAttachments replaces AddMessage for messages with files.
func withAttachments(do func(ctx context.Context, l *liar, m chat.Message) (chat.Message, bool, error)) lie {
	return func(l *liar) {
		l.addMessage = func(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
			if m.Attachments == nil {
				return l.Store.AddMessage(ctx, m)
			}
			return do(ctx, l, m)
		}
	}
}

// leftBehind has what was dropped be there still for who asks for the files of messages.
func leftBehind(ctx context.Context, l *liar, messages []chat.MessageID, seen map[chat.FileID]chat.File) ([]chat.File, error) {
	list, err := l.Store.FilesOf(ctx, messages)
	gone, err2 := l.Store.Dropped(ctx, 100)
	for _, id := range gone {
		if f := seen[id]; slices.Contains(messages, f.Message) {
			list = append(list, f)
		}
	}
	return list, errors.Join(err, err2)
}

// lingering has FilesOf go on telling of the files of message c.
func lingering(l *liar) {
	seen := map[chat.FileID]chat.File{}
	for _, id := range []string{"1", "2"} {
		f := upload(id, "user-ann")
		f.Message = "message-c"
		seen[f.ID] = f
	}
	l.filesOf = func(ctx context.Context, messages []chat.MessageID) ([]chat.File, error) {
		return leftBehind(ctx, l, messages, seen)
	}
}

// showing changes what an UpdateMessage shows change, and what it takes of it.
func showing(before, after func(m *chat.Message)) lie {
	return updating(func(ctx context.Context, l *liar, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
		return l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
			before(m)
			err := change(m)
			after(m)
			return err
		})
	})
}

func asIs(*chat.Message) {}

var attachLies = map[string]lie{
	"AddMessage makes the files that Attachments names the message's, in that order": withAttachments(func(ctx context.Context, l *liar, m chat.Message) (chat.Message, bool, error) {
		slices.SortFunc(*m.Attachments, func(a, b chat.Attachment) int { return strings.Compare(string(a.ID), string(b.ID)) })
		return l.Store.AddMessage(ctx, m)
	}),
	"AddMessage with a file that is unfit is ErrUnfit, and stores nothing": withAttachments(func(ctx context.Context, l *liar, m chat.Message) (chat.Message, bool, error) {
		got, added, err := l.Store.AddMessage(ctx, m)
		if errors.Is(err, chat.ErrUnfit) {
			list := (*m.Attachments)[:1]
			m.Attachments = &list
			_, _, _ = l.Store.AddMessage(ctx, m) // what is fit
		}
		return got, added, err
	}),
	"AddMessage that returns a message that was there looks at no file": withAttachments(func(ctx context.Context, l *liar, m chat.Message) (chat.Message, bool, error) {
		got, added, err := l.Store.AddMessage(ctx, m)
		if err == nil && !added {
			err = chat.ErrUnfit
		}
		return got, added, err
	}),
	"A file that many messages at once want is one's": withAttachments(func(ctx context.Context, l *liar, m chat.Message) (chat.Message, bool, error) {
		got, added, err := l.Store.AddMessage(ctx, m)
		if errors.Is(err, chat.ErrUnfit) {
			m.Attachments = nil
			return l.Store.AddMessage(ctx, m)
		}
		return got, added, err
	}),
	"UpdateMessage shows change the IDs of the files in Attachments, nil for none": showing(func(m *chat.Message) {
		if m.Attachments == nil {
			m.Attachments = &[]chat.Attachment{}
		}
	}, asIs),
	"UpdateMessage drops the files that Attachments does not name any more": func(l *liar) {
		l.updateMessage = func(ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
			return l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
				had := m.Attachments
				err := change(m)
				m.Attachments = had
				return err
			})
		}
	},
	"UpdateMessage adds no file": func(l *liar) {
		l.updateMessage = func(ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
			var named []chat.Attachment
			m, err := l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error {
				err := change(m)
				if m.Attachments != nil {
					named = *m.Attachments
				}
				return err
			})
			for _, a := range named {
				if f, err := l.Store.File(ctx, a.ID); err == nil && f.Waits() {
					_ = l.Store.DropFile(ctx, f.ID)
					_ = l.Store.ForgetFile(ctx, f.ID)
					f.Message = id
					_, _ = l.Store.ImportFiles(ctx, m.Room, []chat.File{f})
				}
			}
			return m, err
		}
	},
	"UpdateMessage that fails drops no file": func(l *liar) {
		l.updateMessage = func(ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error) (chat.Message, error) {
			m, err := l.Store.UpdateMessage(ctx, id, c, change)
			if err != nil {
				_, _ = l.Store.UpdateMessage(ctx, id, c, func(m *chat.Message) error { m.Attachments = nil; return nil })
			}
			return m, err
		}
	},
	"UpdateMessage drops all files when it stores a DeletedAt": lingering,
	"EraseUser drops all files of the user, and nobody else's": lingering,
	"EraseUser while they send leaves no file": addingFile(func(ctx context.Context, l *liar, f chat.File, check func(int, int64) error) error {
		err := l.Store.AddFile(ctx, f, check)
		if errors.Is(err, chat.ErrNotFound) || f.ID == "file-x19" {
			f.User = "user-bob" // it is there, whosever it is
			return l.Store.AddFile(ctx, f, check)
		}
		return err
	}),
	"ExpireMessages drops the files of what it removes": lingering,
	"A file is dropped while it waits or attached, never both": func(l *liar) {
		l.attachments.dropped = func(ctx context.Context, limit int) ([]chat.FileID, error) {
			list, err := l.Store.Dropped(ctx, limit)
			return append(list, "file-1"), err
		}
		l.dropWaiting = func(context.Context, time.Time, int) (int, error) { return 0, nil }
	},
	"ImportFiles stores files as given": func(l *liar) {
		l.importFiles = func(ctx context.Context, room chat.RoomID, list []chat.File) (int, error) {
			list = slices.Clone(list)
			for i := range list {
				list[i].Place = i
			}
			return l.Store.ImportFiles(ctx, room, list)
		}
	},
	"ImportFiles skips those that are there or were dropped, and those of no message of the room": func(l *liar) {
		l.importFiles = func(ctx context.Context, room chat.RoomID, list []chat.File) (int, error) {
			gone, err := l.Store.Dropped(ctx, 100)
			for _, id := range gone {
				err = errors.Join(err, l.Store.ForgetFile(ctx, id))
			}
			n, err2 := l.Store.ImportFiles(ctx, room, list)
			return n, errors.Join(err, err2)
		}
	},
	"ImportFiles to no room is ErrNotFound": func(l *liar) {
		l.importFiles = func(ctx context.Context, room chat.RoomID, list []chat.File) (int, error) {
			n, err := l.Store.ImportFiles(ctx, room, list)
			return n, swallow(err)
		}
	},
}
