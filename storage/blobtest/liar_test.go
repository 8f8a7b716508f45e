package blobtest

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/parleychat/parley/chat"
)

type appender = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error)

// refuseNothing takes no empty reader.
func refuseNothing(l *liar) appender {
	return func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
		b, err := io.ReadAll(r)
		if err == nil && len(b) == 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
		return l.Blobs.Append(ctx, id, at, bytes.NewReader(b))
	}
}

// keepTail overwrites bytes in place and leaves those behind them.
func keepTail(l *liar) appender {
	all := map[chat.BlobID][]byte{}
	return func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
		b, err := io.ReadAll(r)
		if err != nil {
			return 0, err
		}
		old := all[id]
		now := append(bytes.Clone(old[:at]), b...)
		if len(now) < len(old) {
			now = append(now, old[len(now):]...)
		}
		all[id] = now
		if _, err := l.Blobs.Append(ctx, id, 0, bytes.NewReader(now)); err != nil {
			return 0, err
		}
		return int64(len(b)), nil
	}
}

// mixUp has one buffer for all, which it fills and only then empties.
func mixUp(l *liar) appender {
	var mu sync.Mutex
	var buffer []byte
	return func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
		b, err := io.ReadAll(r)
		if err != nil {
			return 0, err
		}
		mu.Lock()
		defer mu.Unlock()
		if buffer == nil {
			buffer = b
		}
		n, err := l.Blobs.Append(ctx, id, at, bytes.NewReader(buffer))
		return n, err
	}
}

// openStuck returns readers that cannot go back.
func openStuck(l *liar) func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
	return func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
		f, err := l.Blobs.Open(ctx, id)
		return stuck{f}, err
	}
}

type stuck struct{ io.ReadSeekCloser }

func (s stuck) Seek(offset int64, whence int) (int64, error) {
	if offset < 0 {
		offset = 0
	}
	return s.ReadSeekCloser.Seek(offset, whence)
}

// openShared returns everybody the same reader.
func openShared(l *liar) func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
	var mu sync.Mutex
	open := map[chat.BlobID]io.ReadSeekCloser{}
	return func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
		mu.Lock()
		defer mu.Unlock()
		if open[id] != nil {
			return &locked{mu: &mu, ReadSeekCloser: open[id]}, nil
		}
		f, err := l.Blobs.Open(ctx, id)
		if err != nil {
			return nil, err
		}
		open[id] = f
		return &locked{mu: &mu, ReadSeekCloser: f}, nil
	}
}

type locked struct {
	mu *sync.Mutex
	io.ReadSeekCloser
}

func (l *locked) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ReadSeekCloser.Read(p)
}
