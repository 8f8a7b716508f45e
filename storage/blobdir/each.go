package blobdir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/parleychat/parley/chat"
)

// listed is how many names of a directory are read at once.
const listed = 1000

// Each implements chat.Blobs.
func (s *Store) Each(ctx context.Context, fn func(chat.BlobInfo) error) error {
	err := ctx.Err()
	for i := 0; err == nil && i < 256; i++ {
		err = s.eachIn(ctx, fmt.Sprintf("%02x", i), fn)
	}
	if err != nil {
		return fmt.Errorf("blobdir: each: %w", err)
	}
	return nil
}

func (s *Store) eachIn(ctx context.Context, dir string, fn func(chat.BlobInfo) error) error {
	d, err := s.root.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.Close()
	// All names first: fn may delete, and a directory that changes may be listed with gaps.
	names, err := namesOf(d)
	for _, name := range names {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if err = s.tell(dir, name, fn); err != nil {
			return err
		}
	}
	return err
}

func namesOf(d *os.File) (all []string, err error) {
	for err == nil {
		var some []string
		some, err = d.Readdirnames(listed)
		all = append(all, some...)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return all, err
}

// tell calls fn with one blob. What lies about besides is nothing of ours.
func (s *Store) tell(dir, name string, fn func(chat.BlobInfo) error) error {
	id := chat.BlobID(strings.TrimSuffix(name, part))
	if !id.Valid() || shard(id) != dir {
		return nil
	}
	info, err := s.root.Lstat(dir + "/" + name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil
	}
	if err != nil {
		return err
	}
	return fn(chat.BlobInfo{ID: id, Size: info.Size(), ChangedAt: info.ModTime().UTC()})
}
