package storagetest

import (
	"context"
	"time"

	"github.com/parleychat/parley/chat"
)

// attachments is what a liar may replace about files.
type attachments struct {
	addFile     func(ctx context.Context, f chat.File, check func(int, int64) error) error
	updateFile  func(ctx context.Context, id chat.FileID, change func(*chat.File) error) (chat.File, error)
	dropFile    func(ctx context.Context, id chat.FileID) error
	dropWaiting func(ctx context.Context, before time.Time, limit int) (int, error)
	dropped     func(ctx context.Context, limit int) ([]chat.FileID, error)
	forgetFile  func(ctx context.Context, id chat.FileID) error
	file        func(ctx context.Context, id chat.FileID) (chat.File, error)
	filesByID   func(ctx context.Context, ids []chat.FileID) ([]chat.File, error)
	filesOf     func(ctx context.Context, messages []chat.MessageID) ([]chat.File, error)
	importFiles func(ctx context.Context, room chat.RoomID, list []chat.File) (int, error)
}

func (l *liar) AddFile(ctx context.Context, f chat.File, check func(int, int64) error) error {
	if l.addFile != nil {
		return l.addFile(ctx, f, check)
	}
	return l.Store.AddFile(ctx, f, check)
}

func (l *liar) UpdateFile(ctx context.Context, id chat.FileID, change func(*chat.File) error) (chat.File, error) {
	if l.updateFile != nil {
		return l.updateFile(ctx, id, change)
	}
	return l.Store.UpdateFile(ctx, id, change)
}

func (l *liar) DropFile(ctx context.Context, id chat.FileID) error {
	if l.dropFile != nil {
		return l.dropFile(ctx, id)
	}
	return l.Store.DropFile(ctx, id)
}

func (l *liar) DropWaiting(ctx context.Context, before time.Time, limit int) (int, error) {
	if l.dropWaiting != nil {
		return l.dropWaiting(ctx, before, limit)
	}
	return l.Store.DropWaiting(ctx, before, limit)
}

func (l *liar) Dropped(ctx context.Context, limit int) ([]chat.FileID, error) {
	if l.attachments.dropped != nil {
		return l.attachments.dropped(ctx, limit)
	}
	return l.Store.Dropped(ctx, limit)
}

func (l *liar) ForgetFile(ctx context.Context, id chat.FileID) error {
	if l.forgetFile != nil {
		return l.forgetFile(ctx, id)
	}
	return l.Store.ForgetFile(ctx, id)
}

func (l *liar) File(ctx context.Context, id chat.FileID) (chat.File, error) {
	if l.file != nil {
		return l.file(ctx, id)
	}
	return l.Store.File(ctx, id)
}

func (l *liar) FilesByID(ctx context.Context, ids []chat.FileID) ([]chat.File, error) {
	if l.filesByID != nil {
		return l.filesByID(ctx, ids)
	}
	return l.Store.FilesByID(ctx, ids)
}

func (l *liar) FilesOf(ctx context.Context, messages []chat.MessageID) ([]chat.File, error) {
	if l.filesOf != nil {
		return l.filesOf(ctx, messages)
	}
	return l.Store.FilesOf(ctx, messages)
}

func (l *liar) ImportFiles(ctx context.Context, room chat.RoomID, list []chat.File) (int, error) {
	if l.importFiles != nil {
		return l.importFiles(ctx, room, list)
	}
	return l.Store.ImportFiles(ctx, room, list)
}
