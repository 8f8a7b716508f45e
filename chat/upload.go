package chat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// An UploadDraft is a file that somebody wants to send.
type UploadDraft struct {
	// Name is what they call it. What no file system would take is left out of it.
	Name string `json:"name" validate:"sayable"`
	// Size is how many bytes it has: at least 1, at most Options.Uploads.MaxSize.
	Size int64 `json:"size" validate:"min=1"`
}

// An Upload is a file that waits for its bytes, and then for a message. Its Type is empty,
// and there is nothing at its URL, until it is complete.
type Upload struct {
	Attachment
	// Offset is how many bytes are here for good: where to go on.
	Offset int64 `json:"offset"`
	// Complete tells whether it can be attached.
	Complete bool `json:"complete"`
	// ExpiresAt is when it is removed if no message has it.
	ExpiresAt time.Time `json:"expiresAt"`
}

func (c *core) upload(f File) Upload {
	return Upload{f.attachment(), f.Received, f.Type != "", f.CreatedAt.Add(c.opts.Uploads.KeepWaiting)}
}

// CreateUpload begins to send a file. Draft.Attachments can name it when SendUpload has
// got all of its bytes. ErrFull: the user has as many that wait as they may. ErrNotFound:
// the module has no Options.Blobs.
func (m *Module) CreateUpload(ctx context.Context, user UserID, d UploadDraft) (Upload, error) {
	if err := m.begin(); err != nil {
		return Upload{}, opError("chat.CreateUpload", err)
	}
	defer m.busy.Done()
	f, err := m.createUpload(ctx, user, d)
	if err != nil {
		return Upload{}, opError("chat.CreateUpload", err)
	}
	return m.upload(f), nil
}

func (m *Module) createUpload(ctx context.Context, user UserID, d UploadDraft) (File, error) {
	o := m.opts.Uploads
	switch {
	case m.opts.Blobs == nil:
		return File{}, fmt.Errorf("no attachments here: %w", ErrNotFound)
	case user == "":
		return File{}, ErrUnauthenticated
	}
	if err := m.rules.check(d); err != nil {
		return File{}, err
	}
	if d.Size > o.MaxSize {
		return File{}, errors.Join(errTooLarge, &FieldError{Field: "size", Code: "max", Reason: fmt.Sprintf("must be at most %d", o.MaxSize)})
	}
	f := File{ID: FileID(newID()), User: user, Name: cleanFileName(d.Name), Size: d.Size, CreatedAt: m.now()}
	return f, m.store.AddFile(ctx, f, func(waiting int, bytes int64) error {
		if waiting >= o.MaxWaiting || bytes > o.MaxWaitingBytes-d.Size {
			return ErrFull
		}
		return nil
	})
}

// Upload returns a file of the user's that waits, or ErrNotFound.
func (m *Module) Upload(ctx context.Context, user UserID, id FileID) (Upload, error) {
	if err := m.begin(); err != nil {
		return Upload{}, opError("chat.Upload", err)
	}
	defer m.busy.Done()
	f, err := m.waiting(ctx, user, id)
	if err == nil && f.Type == "" && f.Received == f.Size && m.opts.Blobs != nil {
		// Whoever took the last bytes did not live to look at them. If they are just about
		// to, it is not complete yet.
		if f, err = m.finish(ctx, f, ""); errors.Is(err, ErrOffset) {
			f, err = m.waiting(ctx, user, id)
		}
	}
	if err != nil {
		return Upload{}, opError("chat.Upload", err)
	}
	return m.upload(f), nil
}

// waiting returns a file of the user's that waits.
func (c *core) waiting(ctx context.Context, user UserID, id FileID) (File, error) {
	if user == "" {
		return File{}, ErrUnauthenticated
	}
	f, err := c.store.File(ctx, id)
	if err == nil && (f.User != user || !f.Waits()) {
		err = ErrNotFound
	}
	return f, err
}

// CancelUpload removes a file of the user's that waits. ErrNotFound: it does not.
func (m *Module) CancelUpload(ctx context.Context, user UserID, id FileID) error {
	if err := m.begin(); err != nil {
		return opError("chat.CancelUpload", err)
	}
	defer m.busy.Done()
	_, err := m.waiting(ctx, user, id)
	if err == nil {
		err = m.store.DropFile(ctx, id)
	}
	if err == nil {
		m.discardSoon(ctx)
	}
	return opError("chat.CancelUpload", err)
}

// SendUpload stores what r yields behind the first offset bytes of the upload, and returns
// what is there then, also with an error: what came before it is kept. When all bytes are
// there it looks at them, and the upload is complete. ErrOffset: there are more or fewer
// bytes than offset, or somebody else is sending.
func (m *Module) SendUpload(ctx context.Context, user UserID, id FileID, offset int64, r io.Reader) (Upload, error) {
	if err := m.begin(); err != nil {
		return Upload{}, opError("chat.SendUpload", err)
	}
	defer m.busy.Done()
	f, err := m.waiting(ctx, user, id)
	if err != nil {
		return Upload{}, opError("chat.SendUpload", err)
	}
	if m.opts.Blobs == nil {
		return Upload{}, opError("chat.SendUpload", ErrNotFound)
	}
	f, err = m.send(ctx, f, offset, r)
	return m.upload(f), opError("chat.SendUpload", err)
}
