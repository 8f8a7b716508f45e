package memory

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"sync"
	"time"

	"github.com/parleychat/parley/chat"
)

// Blobs is chat.Blobs in memory, for tests and for trying things out. Make one with
// NewBlobs. It is safe for concurrent use.
type Blobs struct {
	mu     sync.Mutex
	closed bool
	all    map[chat.BlobID]blob
}

type blob struct {
	bytes   []byte // never changed in place
	sealed  bool
	changed time.Time
}

var _ chat.Blobs = (*Blobs)(nil)

// NewBlobs returns an empty one.
func NewBlobs() *Blobs { return &Blobs{all: map[chat.BlobID]blob{}} }

// Close ends it: every later call fails, with an error that says so.
func (s *Blobs) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// do runs fn alone.
func (s *Blobs) do(ctx context.Context, op string, id chat.BlobID, fn func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := ctx.Err()
	switch {
	case err != nil:
	case !id.Valid():
		err = chat.ErrInvalid
	case s.closed:
		err = errClosed
	default:
		err = fn()
	}
	if err != nil {
		return fmt.Errorf("memory: %s blob %.140q: %w", op, string(id), err)
	}
	return nil
}

// Append implements chat.Blobs.
func (s *Blobs) Append(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (n int64, err error) {
	if err := s.do(ctx, "append to", id, func() error { return s.all[id].takes(at) }); err != nil {
		return 0, err
	}
	more, broken := io.ReadAll(&mortal{ctx, r}) // it may be slow: others need not wait
	err = s.do(context.WithoutCancel(ctx), "append to", id, func() error {
		b := s.all[id]
		if err := b.takes(at); err != nil {
			return err
		}
		b.bytes, b.changed = append(bytes.Clone(b.bytes[:at]), more...), time.Now()
		s.all[id], n = b, int64(len(more))
		return broken
	})
	return n, err
}

// takes tells why bytes cannot be appended there.
func (b blob) takes(at int64) error {
	switch {
	case b.sealed:
		return chat.ErrExists
	case at < 0 || at > int64(len(b.bytes)):
		return fmt.Errorf("%d bytes are there, not %d: %w", len(b.bytes), at, chat.ErrNotFound)
	}
	return nil
}

// mortal is a reader that ends with a context.
type mortal struct {
	ctx context.Context
	r   io.Reader
}

func (m *mortal) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	return m.r.Read(b)
}

// Seal implements chat.Blobs.
func (s *Blobs) Seal(ctx context.Context, id chat.BlobID) error {
	return s.do(ctx, "seal", id, func() error {
		b, ok := s.all[id]
		if !ok {
			return chat.ErrNotFound
		}
		b.sealed = true
		s.all[id] = b
		return nil
	})
}

// Open implements chat.Blobs.
func (s *Blobs) Open(ctx context.Context, id chat.BlobID) (f io.ReadSeekCloser, err error) {
	err = s.do(ctx, "open", id, func() error {
		b := s.all[id]
		if !b.sealed {
			return chat.ErrNotFound
		}
		f = reader{bytes.NewReader(b.bytes)}
		return nil
	})
	return f, err
}

type reader struct{ *bytes.Reader }

// Close implements io.Closer.
func (reader) Close() error { return nil }

// Delete implements chat.Blobs.
func (s *Blobs) Delete(ctx context.Context, id chat.BlobID) error {
	return s.do(ctx, "delete", id, func() error { delete(s.all, id); return nil })
}

// Each implements chat.Blobs.
func (s *Blobs) Each(ctx context.Context, fn func(chat.BlobInfo) error) error {
	var all map[chat.BlobID]blob
	err := s.do(ctx, "each", "all", func() error { all = maps.Clone(s.all); return nil })
	for id, b := range all {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = fn(chat.BlobInfo{ID: id, Size: int64(len(b.bytes)), ChangedAt: b.changed.UTC()})
		}
		if err != nil {
			return fmt.Errorf("memory: each blob: %w", err)
		}
	}
	return err
}
