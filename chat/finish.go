package chat

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"
)

// blob is where the bytes of a file are. The name says which chat they belong to: one that
// shares its Blobs with another one never takes what it does not know for its own.
func (c *core) blob(id FileID) BlobID { return c.blobPrefix() + BlobID(id) }

// thumbBlob is where the small version is.
func (c *core) thumbBlob(id FileID) BlobID { return c.blob(id) + thumbSuffix }

const thumbSuffix = ".t"

func (c *core) blobPrefix() BlobID {
	sum := sha256.Sum256([]byte(c.lobby))
	return BlobID(hex.EncodeToString(sum[:8])) + "."
}

// finish looks at the bytes of a file that are all there, and notes what they are. The
// holder is who holds the file already; empty: nobody.
func (c *core) finish(ctx context.Context, f File, holder string) (File, error) {
	ctx, cancel := c.lasting(ctx)
	defer cancel()
	if holder == "" {
		holder = newID()
		held, err := c.hold(ctx, f.ID, holder, f.Size)
		if err != nil {
			return f, err
		}
		f = held
	}
	look, err := c.look(ctx, f.ID)
	if err != nil {
		_, err2 := c.letGo(ctx, f.ID, holder)
		return f, errors.Join(err, err2)
	}
	done, err := c.store.UpdateFile(ctx, f.ID, func(f *File) error {
		if f.Holder != holder {
			return ErrOffset
		}
		f.Type, f.Width, f.Height, f.Thumb = look.kind, look.width, look.height, look.thumb
		f.Holder, f.HeldUntil = "", time.Time{}
		return nil
	})
	if errors.Is(err, ErrNotFound) { // cancelled meanwhile
		err = errors.Join(err, c.removeBlobs(ctx, f.ID))
	}
	if err != nil {
		return f, err
	}
	return done, nil
}

// A sight is what the bytes of a file are.
type sight struct {
	kind          string
	width, height int
	thumb         bool
}

// look seals the bytes and finds out. Those of a picture get a small version.
func (c *core) look(ctx context.Context, id FileID) (sight, error) {
	if err := c.opts.Blobs.Seal(ctx, c.blob(id)); err != nil {
		return sight{}, err
	}
	file, err := c.opts.Blobs.Open(ctx, c.blob(id))
	if err != nil {
		return sight{}, err
	}
	defer file.Close()
	src := &source{ctx: ctx, f: file}
	kind, err := src.kind()
	if err != nil {
		return sight{}, err
	}
	pic := photo{kind: kind, src: src, most: c.opts.Uploads.MaxPixels}
	s := pic.sight()
	if s.width > 0 {
		err = c.calmly("the making of a thumbnail", func() (err error) { s.thumb, err = c.makeThumb(ctx, id, pic); return err })
	}
	// What could not be read is an outage, what could not be understood is not.
	return s, errors.Join(err, src.err)
}

// makeThumb stores a small version of a picture, and tells whether there is one. One is
// made at a time.
func (c *core) makeThumb(ctx context.Context, id FileID, pic photo) (bool, error) {
	select {
	case c.artist <- struct{}{}:
		defer func() { <-c.artist }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	small := pic.small()
	if small == nil {
		return false, nil
	}
	// One that did not live to note it may have been here before.
	if err := c.opts.Blobs.Delete(ctx, c.thumbBlob(id)); err != nil {
		return false, err
	}
	if _, err := c.opts.Blobs.Append(ctx, c.thumbBlob(id), 0, small); err != nil {
		return false, err
	}
	return true, c.opts.Blobs.Seal(ctx, c.thumbBlob(id))
}

// A source are the bytes of a file for those who decode them. It ends with a context, and
// keeps the error of the file apart from theirs.
type source struct {
	ctx context.Context
	f   io.ReadSeeker
	err error
}

func (s *source) Read(b []byte) (int, error) {
	if s.err == nil {
		s.err = s.ctx.Err()
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.f.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// again reads from the start.
func (s *source) again() *source {
	if _, err := s.f.Seek(0, io.SeekStart); err != nil && s.err == nil {
		s.err = err
	}
	return s
}

// head are the first bytes, at most n.
func (s *source) head(n int) []byte {
	b := make([]byte, n)
	n, _ = io.ReadFull(s.again(), b)
	return b[:n]
}
