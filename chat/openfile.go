package chat

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// OpenFile returns a file and its bytes, to be read from anywhere and to be closed: one of
// a message that the viewer may read, or one of their own that waits. ErrNotFound: there is
// none, it is not complete, or not for them.
func (m *Module) OpenFile(ctx context.Context, viewer UserID, id FileID) (File, io.ReadSeekCloser, error) {
	return m.openFile(ctx, "chat.OpenFile", viewer, id, m.blob(id))
}

// OpenThumb returns the small version of a picture, a JPEG or PNG of at most 480 pixels a
// side, as OpenFile does the file. ErrNotFound: it has none.
func (m *Module) OpenThumb(ctx context.Context, viewer UserID, id FileID) (File, io.ReadSeekCloser, error) {
	return m.openFile(ctx, "chat.OpenThumb", viewer, id, m.thumbBlob(id))
}

func (m *Module) openFile(ctx context.Context, op string, viewer UserID, id FileID, blob BlobID) (File, io.ReadSeekCloser, error) {
	if err := m.begin(); err != nil {
		return File{}, nil, opError(op, err)
	}
	defer m.busy.Done()
	f, err := m.readableFile(ctx, viewer, id)
	if err == nil && blob != m.blob(id) && !f.Thumb {
		err = ErrNotFound
	}
	if err != nil {
		return File{}, nil, opError(op, err)
	}
	file, err := m.opts.Blobs.Open(ctx, blob)
	if errors.Is(err, ErrNotFound) {
		// Somebody may just have removed both. Else it is one that ought to be there.
		if _, err2 := m.store.File(ctx, id); err2 == nil {
			err = fmt.Errorf("the bytes of file %s are lost", id)
		}
	}
	if err != nil {
		return File{}, nil, opError(op, err)
	}
	return f, file, nil
}

// readableFile returns a complete file that is for the viewer.
func (m *Module) readableFile(ctx context.Context, viewer UserID, id FileID) (File, error) {
	if m.opts.Blobs == nil {
		return File{}, ErrNotFound
	}
	f, err := m.store.File(ctx, id)
	switch {
	case err != nil:
		return File{}, err
	case f.Type == "", f.Waits() && (f.User != viewer || viewer == ""):
		return File{}, ErrNotFound
	case f.Waits():
		return f, nil
	}
	_, err = m.readable(ctx, viewer, f.Room)
	return f, err
}
