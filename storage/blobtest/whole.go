package blobtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// A call is one use of a method.
type call struct {
	name string
	do   func(ctx context.Context, b chat.Blobs, id chat.BlobID) error
}

// calls use every method with an ID once.
var calls = []call{
	{"Append", func(ctx context.Context, b chat.Blobs, id chat.BlobID) error {
		_, err := b.Append(ctx, id, 0, strings.NewReader("x"))
		return err
	}},
	{"Seal", func(ctx context.Context, b chat.Blobs, id chat.BlobID) error { return b.Seal(ctx, id) }},
	{"Open", func(ctx context.Context, b chat.Blobs, id chat.BlobID) error {
		f, err := b.Open(ctx, id)
		if err != nil {
			return err
		}
		return f.Close()
	}},
	{"Delete", func(ctx context.Context, b chat.Blobs, id chat.BlobID) error { return b.Delete(ctx, id) }},
}

// everyCall makes each of the calls, and Each, and wants its error to pass.
func everyCall(ctx context.Context, b chat.Blobs, pass func(name string, err error) error) error {
	var errs []error
	for _, c := range calls {
		errs = append(errs, pass(c.name, c.do(ctx, b, id)))
	}
	return errors.Join(append(errs, pass("Each", b.Each(ctx, func(chat.BlobInfo) error { return nil })))...)
}

// paths are no IDs, and would lead elsewhere, or to nothing, if they were names of files.
var paths = []chat.BlobID{
	"", ".", "..", "../x", "a/b", "/etc/passwd", `a\b`, `..\x`, "a~", "a:b", "A", "a b", "a\x00", "a\n", "é", "-a", ".a", "%2e%2e",
	chat.BlobID(strings.Repeat("a", 129)),
}

var wholePromises = []promise{
	{"An ID that is not valid is ErrInvalid, and nothing is touched", func(ctx context.Context, b chat.Blobs) error {
		var errs []error
		for _, path := range paths {
			for _, c := range calls {
				errs = append(errs, is(fmt.Sprintf("%s of %.20q", c.name, path), c.do(ctx, b, path), chat.ErrInvalid))
			}
		}
		return errors.Join(append(errs, listed(ctx, b, nil))...)
	}},
	{"Every valid ID can be used", func(ctx context.Context, b chat.Blobs) error {
		want := map[chat.BlobID]int64{}
		for _, id := range []chat.BlobID{"a", "0", "a.", "a..b", "con", "nul.txt", "a--b", chat.BlobID(strings.Repeat("a", 128))} {
			want[id] = 1
			if err := errors.Join(made(ctx, b, id, "x"), holds(ctx, b, id, "x")); err != nil {
				return err
			}
		}
		return listed(ctx, b, want)
	}},
	{"Every method ends with a cancelled context", func(ctx context.Context, b chat.Blobs) error {
		dead, cancel := context.WithCancel(ctx)
		cancel()
		err := made(ctx, b, id, "x")
		return errors.Join(err, everyCall(dead, b, func(name string, err error) error { return is(name, err, context.Canceled) }), holds(ctx, b, id, "x"))
	}},
	{"Every method ends with a deadline", func(ctx context.Context, b chat.Blobs) error {
		dead, cancel := context.WithDeadline(ctx, time.Unix(1, 0))
		defer cancel()
		return everyCall(dead, b, func(name string, err error) error { return is(name, err, context.DeadlineExceeded) })
	}},
	{"An outage is none of the named errors", func(ctx context.Context, b chat.Blobs) error {
		c, ok := b.(io.Closer)
		if !ok {
			return errors.New("they have no Close method, so that no outage can be tried")
		}
		err := errors.Join(made(ctx, b, id, "x"), c.Close())
		return errors.Join(err, everyCall(ctx, b, func(name string, err error) error {
			if err == nil {
				return fmt.Errorf("%s: no error", name)
			}
			for _, named := range []error{chat.ErrNotFound, chat.ErrExists, chat.ErrInvalid, context.Canceled} {
				if errors.Is(err, named) {
					return fmt.Errorf("%s: an outage is taken for %w", name, named)
				}
			}
			return nil
		}))
	}},
}
