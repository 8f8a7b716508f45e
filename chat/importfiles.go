package chat

import (
	"bytes"
	"context"
	"errors"
)

// A fileImport is a file whose bytes are on their way in.
type fileImport struct {
	file File
	// skip says that its bytes are not wanted: it is here, or there is no place for it.
	skip bool
}

// file begins a file of the message before.
func (ri *roomImport) file(ctx context.Context, l fileLine) error {
	if ri == nil || l.Room != ri.from.ID {
		return errNoRoom
	}
	switch {
	case l.Message != ri.lastID || ri.reacted:
		return misfit("a file that does not follow its message")
	case ri.attached == maxAttachments:
		return misfit("more than %d files of a message", maxAttachments)
	}
	f := File{ID: l.ID, User: ri.lastAuthor, Message: l.Message, Place: ri.attached, Name: cleanFileName(l.Name), Size: l.Size, CreatedAt: l.CreatedAt.UTC()}
	ri.attached++
	ri.sending = &fileImport{file: f, skip: true}
	if ri.im.m.opts.Blobs == nil {
		return nil
	}
	_, err := ri.im.m.store.File(ctx, l.ID)
	if errors.Is(err, ErrNotFound) {
		ri.sending.skip = false
		// An import that ended early may have left some.
		return ri.im.m.removeBlobs(ctx, l.ID)
	}
	return err
}

// data adds bytes to the file before.
func (ri *roomImport) data(ctx context.Context, l dataLine) error {
	if ri == nil || ri.sending == nil || ri.sending.file.ID != l.File {
		return misfit("bytes that do not follow their file")
	}
	f := &ri.sending.file
	if int64(len(l.Data)) > f.Size-f.Received {
		return &FieldError{Field: "data", Code: "max", Reason: "must not be more than size says"}
	}
	if ri.sending.skip {
		f.Received += int64(len(l.Data))
		return nil
	}
	n, err := ri.im.m.opts.Blobs.Append(ctx, ri.im.m.blob(f.ID), f.Received, bytes.NewReader(l.Data))
	f.Received += n
	return err
}

// endFile looks at the bytes of the file before, and adds it to the batch. A file without
// any is one whose bytes were not exported: it is left out.
func (ri *roomImport) endFile(ctx context.Context) error {
	if ri == nil || ri.sending == nil {
		return nil
	}
	f, skip := ri.sending.file, ri.sending.skip
	ri.sending = nil
	switch {
	case f.Received == 0 || skip && f.Received == f.Size:
		return nil
	case f.Received != f.Size:
		return misfit("file %s has %d bytes instead of %d", f.ID, f.Received, f.Size)
	}
	look, err := ri.im.m.look(ctx, f.ID)
	if err != nil {
		return err
	}
	f.Type, f.Width, f.Height, f.Thumb = look.kind, look.width, look.height, look.thumb
	ri.files = append(ri.files, f)
	return nil
}

// flushFiles stores the batch of files, whose messages are there by now. The bytes of those
// that have no place here go again.
func (ri *roomImport) flushFiles(ctx context.Context) error {
	if len(ri.files) == 0 {
		return nil
	}
	n, err := ri.im.m.store.ImportFiles(ctx, ri.here.ID, ri.files)
	if err != nil {
		return atLine(ri.first, err)
	}
	ri.im.report.Files += n
	list, err := ri.im.m.store.FilesByID(ctx, each(ri.files, func(f File) FileID { return f.ID }))
	there := map[FileID]bool{}
	for _, f := range list {
		there[f.ID] = true
	}
	for _, f := range ri.files {
		if err == nil && !there[f.ID] {
			err = ri.im.m.removeBlobs(ctx, f.ID)
		}
	}
	ri.files = ri.files[:0]
	return err
}
