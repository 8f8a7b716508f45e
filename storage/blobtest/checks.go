package blobtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/parleychat/parley/chat"
)

// id is the blob that most checks are about.
const id = chat.BlobID("0199.a-1")

// added wants text to be appended there.
func added(ctx context.Context, b chat.Blobs, id chat.BlobID, at int64, text string) error {
	n, err := b.Append(ctx, id, at, strings.NewReader(text))
	return errors.Join(err, same("bytes stored", n, int64(len(text))))
}

// made makes a sealed blob.
func made(ctx context.Context, b chat.Blobs, id chat.BlobID, text string) error {
	return errors.Join(added(ctx, b, id, 0, text), b.Seal(ctx, id))
}

// holds wants the blob to be sealed and to have those bytes.
func holds(ctx context.Context, b chat.Blobs, id chat.BlobID, want string) error {
	f, err := b.Open(ctx, id)
	if err != nil {
		return err
	}
	got, err := io.ReadAll(f)
	return errors.Join(err, f.Close(), same("bytes of "+string(id), string(got), want))
}

// absent wants there to be nothing to read.
func absent(ctx context.Context, b chat.Blobs, id chat.BlobID) error {
	f, err := b.Open(ctx, id)
	if err == nil {
		err = f.Close()
	}
	return is("Open of "+string(id), err, chat.ErrNotFound)
}

// listed wants Each to tell of exactly these, with their sizes.
func listed(ctx context.Context, b chat.Blobs, want map[chat.BlobID]int64) error {
	var errs []error
	seen := map[chat.BlobID]bool{}
	err := b.Each(ctx, func(info chat.BlobInfo) error {
		size, ok := want[info.ID]
		errs = append(errs, same("known: "+string(info.ID), ok, true), same("told twice: "+string(info.ID), seen[info.ID], false),
			same("size of "+string(info.ID), info.Size, size))
		seen[info.ID] = true
		return nil
	})
	return errors.Join(append(errs, err, same("blobs told of", len(seen), len(want)))...)
}

// same wants two values to be one.
func same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %.100q, want %.100q", what, fmt.Sprint(got), fmt.Sprint(want))
	}
	return nil
}

// is wants err to be target.
func is(what string, err, target error) error {
	switch {
	case err == nil:
		return fmt.Errorf("%s: no error, want %w", what, target)
	case !errors.Is(err, target):
		return fmt.Errorf("%s: got %w, want %q", what, err, target)
	}
	return nil
}

// atOnce runs fn n times at once and joins the errors.
func atOnce(n int, fn func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// broken yields text and then fails.
type broken struct {
	text io.Reader
	err  error
}

func (r *broken) Read(p []byte) (int, error) {
	n, err := r.text.Read(p)
	if errors.Is(err, io.EOF) {
		err = r.err
	}
	return n, err
}

// ending has a context end when it is read from, and then goes on for ever.
type ending struct{ end context.CancelFunc }

func (r *ending) Read(p []byte) (int, error) {
	r.end()
	clear(p)
	return len(p), nil
}
