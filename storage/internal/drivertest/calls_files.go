package drivertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// file is one of Bob's that is complete.
func file(id chat.FileID) chat.File {
	return chat.File{ID: id, User: "bob", Name: "name", Size: 1, Received: 1, Type: "text/plain", CreatedAt: Note("").CreatedAt}
}

// send adds one.
func send(ctx context.Context, s chat.Storage, f chat.File) error {
	return s.AddFile(ctx, f, func(int, int64) error { return nil })
}

// prepareFiles has Bob send some.
func prepareFiles(t testing.TB, s chat.Storage) {
	t.Helper()
	if err := errors.Join(send(t.Context(), s, file("file-1")), send(t.Context(), s, file("file-2"))); err != nil {
		t.Fatal(err)
	}
}

// fileCalls are the calls about files.
func fileCalls() []Call {
	return []Call{
		{"AddFile", func(ctx context.Context, s chat.Storage) error { return send(ctx, s, file("file-3")) }},
		{"UpdateFile", func(ctx context.Context, s chat.Storage) error {
			_, err := s.UpdateFile(ctx, "file-1", func(f *chat.File) error { f.Size++; return nil })
			return err
		}},
		{"Attach", func(ctx context.Context, s chat.Storage) error {
			m := Note("attached")
			m.AuthorID, m.Attachments = "bob", &[]chat.Attachment{{ID: "file-1"}}
			_, _, err := s.AddMessage(ctx, m)
			return err
		}},
		{"File", func(ctx context.Context, s chat.Storage) error { _, err := s.File(ctx, "file-1"); return err }},
		{"FilesByID", func(ctx context.Context, s chat.Storage) error {
			_, err := s.FilesByID(ctx, []chat.FileID{"file-1", "file-2"})
			return err
		}},
		{"FilesOf", func(ctx context.Context, s chat.Storage) error {
			_, err := s.FilesOf(ctx, []chat.MessageID{"message-attached", "message-1"})
			return err
		}},
		{"ImportFiles", func(ctx context.Context, s chat.Storage) error {
			f := file("file-4")
			f.Message = "message-1"
			_, err := s.ImportFiles(ctx, Lobby, []chat.File{f})
			return err
		}},
		{"DropFile", func(ctx context.Context, s chat.Storage) error { return s.DropFile(ctx, "file-3") }},
		{"DropWaiting", func(ctx context.Context, s chat.Storage) error {
			_, err := s.DropWaiting(ctx, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), 10)
			return err
		}},
		{"Dropped", func(ctx context.Context, s chat.Storage) error { _, err := s.Dropped(ctx, 10); return err }},
		{"ForgetFile", func(ctx context.Context, s chat.Storage) error { return s.ForgetFile(ctx, "file-3") }},
	}
}
