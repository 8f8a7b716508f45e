package blobdir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/parleychat/parley/chat"
)

// Append implements chat.Blobs.
func (s *Store) Append(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
	err := check(ctx, id)
	if err == nil && at < 0 {
		err = errors.New("at must not be negative")
	}
	var n int64
	if err == nil {
		n, err = s.append(ctx, id, at, r)
	}
	return n, fail("append to", id, err)
}

func (s *Store) append(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
	if there, err := s.there(sealed(id)); err != nil || there {
		return 0, errors.Join(err, whether(there, chat.ErrExists))
	}
	f, err := s.part(id, at)
	if err != nil {
		return 0, err
	}
	n, err := write(ctx, f, at, r)
	// Nothing counts before it is on the disk.
	err2 := errors.Join(f.Sync(), f.Close())
	if at == 0 {
		err2 = errors.Join(err2, s.sync(shard(id)))
	}
	if err2 != nil {
		return 0, errors.Join(err, err2)
	}
	return n, err
}

// part opens what is there of a blob, or makes it.
func (s *Store) part(id chat.BlobID, at int64) (*os.File, error) {
	if at > 0 {
		return s.root.OpenFile(sealed(id)+part, os.O_RDWR, 0)
	}
	err := s.root.Mkdir(shard(id), 0o700)
	if err == nil {
		err = s.sync(".")
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return s.root.OpenFile(sealed(id)+part, os.O_RDWR|os.O_CREATE, 0o600)
}

// write replaces what stands behind the first at bytes.
func write(ctx context.Context, f *os.File, at int64, r io.Reader) (int64, error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return 0, err
	case info.Size() < at:
		return 0, fmt.Errorf("%d bytes are there, not %d: %w", info.Size(), at, chat.ErrNotFound)
	}
	if err := f.Truncate(at); err != nil {
		return 0, err
	}
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	return io.Copy(f, &mortal{ctx, r})
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

// sync has the disk keep the names in a directory. Windows does so by itself, and knows no
// other way.
func (s *Store) sync(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func whether(is bool, err error) error {
	if is {
		return err
	}
	return nil
}
