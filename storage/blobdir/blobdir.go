package blobdir

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/parleychat/parley/chat"
)

// Store is chat.Blobs in a directory. It is safe for concurrent use.
type Store struct{ root *os.Root }

var _ chat.Blobs = (*Store)(nil)

// part ends the names of blobs that are not sealed; no ID has it.
const part = "~"

// Open returns the Store in the directory, which it makes when there is none.
func Open(dir string) (*Store, error) {
	if dir == "" {
		return nil, errors.New("blobdir: Open needs a directory")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("blobdir: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blobdir: %w", err)
	}
	return &Store{root}, nil
}

// Close ends the Store: every later call fails, with an error that says so. What Open
// returned can still be read.
func (s *Store) Close() error { return s.root.Close() }

// shard is the subdirectory of a blob: one directory with a million names is slow to list.
func shard(id chat.BlobID) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:1])
}

func sealed(id chat.BlobID) string { return shard(id) + "/" + string(id) }

// check looks at what every method is given.
func check(ctx context.Context, id chat.BlobID) error {
	if !id.Valid() {
		return fmt.Errorf("no ID of a blob: %w", chat.ErrInvalid)
	}
	return ctx.Err()
}

// fail wraps an error once, with what was being done.
func fail(op string, id chat.BlobID, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w: %w", chat.ErrNotFound, err)
	}
	if err != nil {
		err = fmt.Errorf("blobdir: %s %.140q: %w", op, string(id), err)
	}
	return err
}

// Seal implements chat.Blobs.
func (s *Store) Seal(ctx context.Context, id chat.BlobID) error {
	err := check(ctx, id)
	if err == nil {
		err = s.seal(id)
	}
	return fail("seal", id, err)
}

func (s *Store) seal(id chat.BlobID) error {
	if there, err := s.there(sealed(id)); err != nil || there {
		return err
	}
	if err := s.root.Rename(sealed(id)+part, sealed(id)); err != nil {
		if there, err := s.there(sealed(id)); err != nil || there {
			return err // somebody else was faster
		}
		return err
	}
	return s.sync(shard(id))
}

// Open implements chat.Blobs.
func (s *Store) Open(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
	if err := check(ctx, id); err != nil {
		return nil, fail("open", id, err)
	}
	f, err := s.root.Open(sealed(id))
	if err != nil {
		return nil, fail("open", id, err)
	}
	return f, nil
}

// Delete implements chat.Blobs.
func (s *Store) Delete(ctx context.Context, id chat.BlobID) error {
	err := check(ctx, id)
	if err == nil {
		err = errors.Join(s.remove(sealed(id)+part), s.remove(sealed(id)))
	}
	if err == nil {
		err = s.sync(shard(id))
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // there is not even the subdirectory
	}
	return fail("delete", id, err)
}

func (s *Store) remove(name string) error {
	err := s.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (s *Store) there(name string) (bool, error) {
	_, err := s.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
