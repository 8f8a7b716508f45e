package storagetest

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// fileCalls are those about files.
var fileCalls = []call{
	{"AddFile", func(ctx context.Context, s chat.Storage) error {
		return s.AddFile(ctx, upload("1", "user-ann"), welcomed)
	}},
	{"UpdateFile", func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateFile(ctx, "file-1", holding)
		return err
	}},
	{"File", func(ctx context.Context, s chat.Storage) error { _, err := s.File(ctx, "file-1"); return err }},
	{"FilesByID", func(ctx context.Context, s chat.Storage) error {
		_, err := s.FilesByID(ctx, []chat.FileID{"file-1"})
		return err
	}},
	{"FilesOf", func(ctx context.Context, s chat.Storage) error {
		_, err := s.FilesOf(ctx, []chat.MessageID{"message-a"})
		return err
	}},
	{"ImportFiles", func(ctx context.Context, s chat.Storage) error {
		f := upload("2", "user-ann")
		f.Message = "message-a"
		_, err := s.ImportFiles(ctx, "room-lobby", []chat.File{f})
		return err
	}},
	{"DropFile", func(ctx context.Context, s chat.Storage) error { return s.DropFile(ctx, "file-1") }},
	{"DropWaiting", func(ctx context.Context, s chat.Storage) error { _, err := s.DropWaiting(ctx, noon, 1); return err }},
	{"Dropped", func(ctx context.Context, s chat.Storage) error { _, err := s.Dropped(ctx, 1); return err }},
	{"ForgetFile", func(ctx context.Context, s chat.Storage) error { return s.ForgetFile(ctx, "file-1") }},
}
