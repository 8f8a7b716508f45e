package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// upload is a file of somebody's that is complete.
func upload(id string, user chat.UserID) chat.File {
	return chat.File{ID: chat.FileID("file-" + id), User: user, Name: id + ".png", Size: 10, Received: 10, Type: "image/png",
		Width: 4, Height: 3, Thumb: true, CreatedAt: noon}
}

// welcomed is a check that has nothing against it.
func welcomed(int, int64) error { return nil }

// uploaded adds files.
func uploaded(ctx context.Context, s chat.Storage, list ...chat.File) error {
	for _, f := range list {
		if err := s.AddFile(ctx, f, welcomed); err != nil {
			return err
		}
	}
	return nil
}

// withFiles wraps a check that needs Ann and Bob, messages a and b, and four files that
// wait: Ann's 1 and 2, her 3, which is not complete, and Bob's 4; the rev is 2.
func withFiles(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, ann(), nil)
		_, err2 := s.SaveUser(ctx, bobby(), nil)
		half := upload("3", "user-ann")
		half.Type, half.Received = "", 5
		if err := errors.Join(err, err2, uploaded(ctx, s, upload("1", "user-ann"), upload("2", "user-ann"), half, upload("4", "user-bob"))); err != nil {
			return err
		}
		return check(ctx, s)
	})
}

// holding is what who writes to a file does first.
func holding(f *chat.File) error {
	f.Holder, f.HeldUntil = "x", noon.Add(time.Minute)
	return nil
}

// there wants exactly those of the files 1 to 5 to exist.
func there(ctx context.Context, s chat.Storage, want ...string) error {
	list, err := s.FilesByID(ctx, []chat.FileID{"file-1", "file-2", "file-3", "file-4", "file-5"})
	got := map[string]bool{}
	for _, f := range list {
		got[string(f.ID)] = true
	}
	for _, id := range want {
		err = errors.Join(err, same("there is file "+id, got["file-"+id], true))
	}
	return errors.Join(err, same("files", len(list), len(want)))
}

// dropped wants exactly these to be known as dropped.
func dropped(ctx context.Context, s chat.Storage, want ...string) error {
	list, err := s.Dropped(ctx, 100)
	return errors.Join(err, sameList("dropped", ids(list, func(id chat.FileID) string { return string(id)[len("file-"):] }), want))
}

var filePromises = []promise{
	{"AddFile stores the file as one that waits", withFiles(func(ctx context.Context, s chat.Storage) error {
		f := upload("5", "user-ann")
		f.Room, f.Message, f.Place, f.CreatedAt = "room-lobby", "message-a", 7, noon.Add(time.Nanosecond).In(time.FixedZone("", 3600))
		f.Holder, f.HeldUntil = "x", noon
		err := uploaded(ctx, s, f)
		got, err2 := s.File(ctx, "file-5")
		f.Room, f.Message, f.Place, f.CreatedAt = "", "", 0, noon
		of, err3 := s.FilesOf(ctx, []chat.MessageID{"message-a", ""})
		return errors.Join(err, err2, err3, same("file", got, f), same("of messages", len(of), 0), rev(ctx, s, 2))
	})},
	{"AddFile shows check how many files of the user wait, and their bytes", withFiles(func(ctx context.Context, s chat.Storage) error {
		err := attached(ctx, s, "c", "1")
		err2 := s.AddFile(ctx, upload("5", "user-ann"), func(waiting int, bytes int64) error {
			return errors.Join(same("waiting", waiting, 2), same("bytes", bytes, 20))
		})
		return errors.Join(err, err2)
	})},
	{"AddFile returns the error of check, wrapped, and leaves no trace", withFiles(func(ctx context.Context, s chat.Storage) error {
		mine := errors.New("mine")
		err := s.AddFile(ctx, upload("5", "user-ann"), func(int, int64) error { return mine })
		return errors.Join(is("AddFile", err, mine), there(ctx, s, "1", "2", "3", "4"), dropped(ctx, s))
	})},
	{"AddFile many times at once is checked each time", withFiles(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			err := s.AddFile(ctx, upload(fmt.Sprint("x", i), "user-bob"), func(waiting int, _ int64) error {
				if waiting >= 5 {
					return chat.ErrFull
				}
				return nil
			})
			if errors.Is(err, chat.ErrFull) {
				return nil
			}
			return err
		})
		n, err2 := s.DropWaiting(ctx, noon.Add(time.Hour), 100)
		return errors.Join(err, err2, same("files of all", n, 3+5))
	})},
	{"AddFile for no user, or one who was erased, is ErrNotFound", withFiles(func(ctx context.Context, s chat.Storage) error {
		nobody := s.AddFile(ctx, upload("5", "user-eve"), welcomed)
		_, err := s.EraseUser(ctx, blank(), noon)
		late := s.AddFile(ctx, upload("5", "user-ann"), welcomed)
		return errors.Join(err, is("nobody", nobody, chat.ErrNotFound), is("erased", late, chat.ErrNotFound), there(ctx, s, "4"))
	})},
	{"AddFile with an ID that is taken is ErrExists", withFiles(func(ctx context.Context, s chat.Storage) error {
		f := upload("1", "user-bob")
		f.Name = "other"
		err := s.AddFile(ctx, f, welcomed)
		got, err2 := s.File(ctx, "file-1")
		return errors.Join(is("AddFile", err, chat.ErrExists), err2, same("name", got.Name, "1.png"))
	})},
	{"UpdateFile stores what may change, and nothing else", withFiles(func(ctx context.Context, s chat.Storage) error {
		want := upload("1", "user-ann")
		want.Size, want.Received, want.Type, want.Width, want.Height, want.Thumb = 20, 15, "text/plain", 0, 0, false
		want.Holder, want.HeldUntil = "x", noon.Add(time.Minute)
		got, err := s.UpdateFile(ctx, "file-1", func(f *chat.File) error {
			*f = want
			f.ID, f.User, f.Name, f.Room, f.Message, f.Place, f.CreatedAt = "file-9", "user-bob", "other", "room-lobby", "message-a", 3, noon.Add(time.Hour)
			return nil
		})
		stored, err2 := s.File(ctx, "file-1")
		other, err3 := s.File(ctx, "file-2")
		return errors.Join(err, err2, err3, same("result", got, want), same("stored", stored, want), same("the other", other, upload("2", "user-ann")), rev(ctx, s, 2))
	})},
	{"UpdateFile that fails leaves no trace", withFiles(func(ctx context.Context, s chat.Storage) error {
		mine := errors.New("mine")
		_, err := s.UpdateFile(ctx, "file-1", func(f *chat.File) error { _ = holding(f); return mine })
		same1, err2 := s.UpdateFile(ctx, "file-1", func(f *chat.File) error { _ = holding(f); return chat.ErrUnchanged })
		got, err3 := s.File(ctx, "file-1")
		return errors.Join(is("UpdateFile", err, mine), err2, err3, same("unchanged", same1, upload("1", "user-ann")), same("stored", got, upload("1", "user-ann")))
	})},
	{"UpdateFile many times at once loses no change", withFiles(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(int) error {
			_, err := s.UpdateFile(ctx, "file-1", func(f *chat.File) error { f.Size++; return nil })
			return err
		})
		got, err2 := s.File(ctx, "file-1")
		return errors.Join(err, err2, same("size", got.Size, 30))
	})},
	{"UpdateFile of no file, or one that was dropped, is ErrNotFound", withFiles(func(ctx context.Context, s chat.Storage) error {
		_, none := s.UpdateFile(ctx, "file-5", holding)
		err := s.DropFile(ctx, "file-1")
		_, gone := s.UpdateFile(ctx, "file-1", holding)
		return errors.Join(err, is("no file", none, chat.ErrNotFound), is("dropped", gone, chat.ErrNotFound))
	})},
	{"DropFile leaves nothing but the ID of a file that waits", withFiles(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(attached(ctx, s, "c", "2"), s.DropFile(ctx, "file-1"))
		_, gone := s.File(ctx, "file-1")
		return errors.Join(err, is("File", gone, chat.ErrNotFound), is("again", s.DropFile(ctx, "file-1"), chat.ErrNotFound),
			is("of a message", s.DropFile(ctx, "file-2"), chat.ErrNotFound), is("none", s.DropFile(ctx, "file-5"), chat.ErrNotFound),
			there(ctx, s, "2", "3", "4"), dropped(ctx, s, "1"))
	})},
	{"DropWaiting drops the oldest that wait, at most limit", withFiles(func(ctx context.Context, s chat.Storage) error {
		old := upload("5", "user-bob")
		old.CreatedAt = noon.Add(-time.Hour)
		err := errors.Join(uploaded(ctx, s, old), attached(ctx, s, "c", "1"))
		young, err2 := s.DropWaiting(ctx, noon.Add(-time.Hour), 10)
		first, err3 := s.DropWaiting(ctx, noon.Add(time.Hour).In(time.FixedZone("", -12*3600)), 1)
		err4 := dropped(ctx, s, "5")
		rest, err5 := s.DropWaiting(ctx, noon.Add(time.Microsecond), 10)
		return errors.Join(err, err2, err3, err4, err5, same("too young", young, 0), same("first", first, 1), same("rest", rest, 3),
			there(ctx, s, "1"), dropped(ctx, s, "2", "3", "4", "5"))
	})},
	{"Dropped are in ascending order, at most limit", withFiles(func(ctx context.Context, s chat.Storage) error {
		err := errors.Join(s.DropFile(ctx, "file-3"), s.DropFile(ctx, "file-1"), s.DropFile(ctx, "file-4"))
		two, err2 := s.Dropped(ctx, 2)
		return errors.Join(err, err2, sameList("two", two, []chat.FileID{"file-1", "file-3"}), dropped(ctx, s, "1", "3", "4"))
	})},
	{"ForgetFile removes the ID of a dropped file, and nothing else", withFiles(func(ctx context.Context, s chat.Storage) error {
		return errors.Join(s.DropFile(ctx, "file-1"), s.DropFile(ctx, "file-2"), s.ForgetFile(ctx, "file-1"), s.ForgetFile(ctx, "file-1"),
			s.ForgetFile(ctx, "file-3"), dropped(ctx, s, "2"), there(ctx, s, "3", "4"))
	})},
	{"File that does not exist is ErrNotFound", withFiles(func(ctx context.Context, s chat.Storage) error {
		got, err := s.File(ctx, "file-5")
		return errors.Join(is("File", err, chat.ErrNotFound), same("file", got, chat.File{}))
	})},
	{"FilesByID are those that exist, once each", withFiles(func(ctx context.Context, s chat.Storage) error {
		list, err := s.FilesByID(ctx, []chat.FileID{"file-1", "file-5", "file-1", "", "\x00"})
		none, err2 := s.FilesByID(ctx, nil)
		return errors.Join(err, err2, sameList("files", list, []chat.File{upload("1", "user-ann")}), same("of no IDs", len(none), 0))
	})},
	{"Names of files are kept byte for byte", withFiles(func(ctx context.Context, s chat.Storage) error {
		for i, text := range texts {
			f := upload(fmt.Sprint("name", i), "user-ann")
			f.Name = text
			err := uploaded(ctx, s, f)
			got, err2 := s.File(ctx, f.ID)
			if err := errors.Join(err, err2, same("name", got.Name, text)); err != nil {
				return err
			}
		}
		return nil
	})},
}
