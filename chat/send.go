package chat

import (
	"context"
	"errors"
	"io"
	"time"
)

// pieceSize is how many bytes are sent before it is noted that they are there. Whoever dies
// in between loses no more.
const pieceSize = 4 << 20

// send takes the bytes of a file piece by piece, and looks at it when all are there.
func (m *Module) send(ctx context.Context, f File, offset int64, r io.Reader) (File, error) {
	holder := newID()
	f, err := m.hold(ctx, f.ID, holder, offset)
	if err != nil {
		return f, err
	}
	for f.Received < f.Size && err == nil {
		f, err = m.sendPiece(ctx, f, holder, r)
	}
	if err == nil {
		err = nothingLeft(r)
	}
	if errors.Is(err, errPaused) {
		err = nil
	}
	if err == nil && f.Received == f.Size {
		return m.finish(ctx, f, holder)
	}
	if !errors.Is(err, ErrNotFound) {
		now, err2 := m.letGo(ctx, f.ID, holder)
		if err2 != nil {
			return f, errors.Join(err, err2)
		}
		f = now
	}
	return f, err
}

// errPaused says that r ended before the file did.
var errPaused = errors.New("there is more to come")

// sendPiece stores the next piece and notes that it is there, whatever came of it.
func (m *Module) sendPiece(ctx context.Context, f File, holder string, r io.Reader) (File, error) {
	piece := &piece{r: r, left: min(pieceSize, f.Size-f.Received), now: m.opts.Now, until: m.opts.Now().Add(m.opts.RequestTimeout)}
	n, err := m.opts.Blobs.Append(ctx, m.blob(f.ID), f.Received, piece)
	if err == nil && piece.ended {
		err = errPaused
	}
	ctx, cancel := m.lasting(ctx)
	defer cancel()
	now, err2 := m.store.UpdateFile(ctx, f.ID, func(f *File) error {
		if f.Holder != holder {
			return ErrOffset // it took so long that another one began
		}
		f.Received, f.HeldUntil = f.Received+n, m.heldUntil()
		return nil
	})
	if errors.Is(err2, ErrNotFound) { // cancelled meanwhile: nobody knows of these bytes
		return f, errors.Join(err2, m.opts.Blobs.Delete(ctx, m.blob(f.ID)))
	}
	if err2 != nil {
		return f, err2
	}
	return now, err
}

// lasting is a context for what must be noted also when the client has gone.
func (c *core) lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), c.opts.RequestTimeout)
}

// hold makes sure that nobody else writes to the file, which has so many bytes.
func (c *core) hold(ctx context.Context, id FileID, holder string, received int64) (File, error) {
	return c.store.UpdateFile(ctx, id, func(f *File) error {
		if f.Received != received || f.Type != "" || f.Holder != "" && f.HeldUntil.After(c.now()) {
			return ErrOffset
		}
		f.Holder, f.HeldUntil = holder, c.heldUntil()
		return nil
	})
}

// heldUntil leaves time for a piece, of which the last read may take as long again, and to
// note it.
func (c *core) heldUntil() time.Time { return c.now().Add(3 * c.opts.RequestTimeout) }

// letGo lets others write.
func (c *core) letGo(ctx context.Context, id FileID, holder string) (File, error) {
	ctx, cancel := c.lasting(ctx)
	defer cancel()
	return c.store.UpdateFile(ctx, id, func(f *File) error {
		if f.Holder != holder {
			return ErrUnchanged
		}
		f.Holder, f.HeldUntil = "", time.Time{}
		return nil
	})
}

// A piece is a part of what a reader yields: no more than left, and nothing after until.
type piece struct {
	r     io.Reader
	left  int64
	now   func() time.Time
	until time.Time
	ended bool // r did
}

func (p *piece) Read(b []byte) (int, error) {
	if p.left <= 0 || p.now().After(p.until) {
		return 0, io.EOF
	}
	n, err := p.r.Read(b[:min(int64(len(b)), p.left)])
	p.left -= int64(n)
	p.ended = errors.Is(err, io.EOF)
	return n, err
}

// nothingLeft returns an error if the reader yields more than the file has.
func nothingLeft(r io.Reader) error {
	n, err := io.ReadFull(r, make([]byte, 1))
	switch {
	case n > 0:
		return errTooLarge
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}
