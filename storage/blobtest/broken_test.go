package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A liar is Blobs that keep every promise but those of the methods that are replaced.
type liar struct {
	*memory.Blobs
	append func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error)
	seal   func(ctx context.Context, id chat.BlobID) error
	open   func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error)
	remove func(ctx context.Context, id chat.BlobID) error
	each   func(ctx context.Context, fn func(chat.BlobInfo) error) error
}

func newLiar() *liar {
	b := memory.NewBlobs()
	return &liar{Blobs: b, append: b.Append, seal: b.Seal, open: b.Open, remove: b.Delete, each: b.Each}
}

func (l *liar) Append(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
	return l.append(ctx, id, at, r)
}
func (l *liar) Seal(ctx context.Context, id chat.BlobID) error { return l.seal(ctx, id) }
func (l *liar) Open(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
	return l.open(ctx, id)
}
func (l *liar) Delete(ctx context.Context, id chat.BlobID) error { return l.remove(ctx, id) }
func (l *liar) Each(ctx context.Context, fn func(chat.BlobInfo) error) error {
	return l.each(ctx, fn)
}

// appending replaces Append by one that goes on to the honest one with something else.
func appending(change func(at int64, b []byte) (int64, []byte)) func(l *liar) {
	return func(l *liar) {
		l.append = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
			b, err := io.ReadAll(r)
			if err != nil {
				return 0, err
			}
			to, b := change(at, b)
			n, err := l.Blobs.Append(ctx, id, to, bytes.NewReader(b))
			return n, err
		}
	}
}

// forgiving has a method return no error of a kind.
func forgiving(err, kind error) error {
	if errors.Is(err, kind) {
		return nil
	}
	return err
}

var errDown = errors.New("down")

// lies are by the promise that they break.
var lies = map[string]func(l *liar){
	"Append at 0 makes the blob, and returns how many bytes it stored": func(l *liar) {
		l.append = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
			n, err := l.Blobs.Append(ctx, id, at, r)
			return at + n, err
		}
		l.open = func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
			return nil, chat.ErrNotFound
		}
	},
	"Append goes on behind what is there":           appending(func(_ int64, b []byte) (int64, []byte) { return 0, b }),
	"Append of nothing is no error":                 func(l *liar) { l.append = refuseNothing(l) },
	"Append stores every byte as it is":             appending(func(at int64, b []byte) (int64, []byte) { return at, bytes.ToValidUTF8(b, []byte("?")) }),
	"Append at 0 begins anew":                       func(l *liar) { l.append = keepTail(l) },
	"Append replaces all that stood behind at":      func(l *liar) { l.append = keepTail(l) },
	"Append to many blobs at once mixes nothing up": func(l *liar) { l.append = mixUp(l) },
	"Append where there are not so many bytes is ErrNotFound, and stores nothing": func(l *liar) {
		l.append = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
			n, err := l.Blobs.Append(ctx, id, at, r)
			if errors.Is(err, chat.ErrNotFound) && id != "other" { // a hole
				return l.Blobs.Append(ctx, id, 0, strings.NewReader(strings.Repeat("\x00", int(at))+"x"))
			}
			return n, err
		}
	},
	"Append to what is sealed is ErrExists, and stores nothing": func(l *liar) {
		l.append = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
			n, err := l.Blobs.Append(ctx, id, at, r)
			if errors.Is(err, chat.ErrExists) {
				_ = l.Blobs.Delete(ctx, id)
				_ = made(ctx, l.Blobs, id, "more")
			}
			return n, err
		}
	},
	"Append returns an error of the reader, wrapped, and stores what came before it": appending(func(at int64, b []byte) (int64, []byte) { return at, b }), // all or nothing
	"Append ends with its context, whatever the reader does": func(l *liar) {
		l.append = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
			n, err := l.Blobs.Append(context.WithoutCancel(ctx), id, at, r)
			return n, errors.Join(err, ctx.Err())
		}
	},
	"Append may wait long for its reader while others are served": func(l *liar) {
		turn := make(chan struct{}, 1)
		l.append = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
			select {
			case turn <- struct{}{}:
			default:
				return 0, errDown // it would wait for ever
			}
			defer func() { <-turn }()
			return l.Blobs.Append(ctx, id, at, r)
		}
	},
	"Seal again changes nothing": func(l *liar) {
		sealed := map[chat.BlobID]bool{}
		l.seal = func(ctx context.Context, id chat.BlobID) error {
			if sealed[id] {
				return chat.ErrExists
			}
			sealed[id] = true
			return l.Blobs.Seal(ctx, id)
		}
	},
	"Seal many times at once succeeds each time": func(l *liar) {
		turn := make(chan struct{}, 1)
		l.seal = func(ctx context.Context, id chat.BlobID) error {
			select {
			case turn <- struct{}{}: // and it is never given back
				return l.Blobs.Seal(ctx, id)
			default:
				return chat.ErrNotFound // renamed already
			}
		}
	},
	"Seal of no blob is ErrNotFound": func(l *liar) {
		l.seal = func(ctx context.Context, id chat.BlobID) error {
			return forgiving(l.Blobs.Seal(ctx, id), chat.ErrNotFound)
		}
	},
	"Open reads from anywhere":                       func(l *liar) { l.open = openStuck(l) },
	"Open gives each who asks a reader of their own": func(l *liar) { l.open = openShared(l) },
	"Open of what is not sealed is ErrNotFound": func(l *liar) {
		l.open = func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
			_ = l.Blobs.Seal(ctx, id)
			return l.Blobs.Open(ctx, id)
		}
	},
	"Delete removes the blob, sealed or not, and no other": func(l *liar) {
		l.remove = func(ctx context.Context, id chat.BlobID) error { // all that begin so
			return l.Blobs.Each(ctx, func(info chat.BlobInfo) error {
				if strings.HasPrefix(string(info.ID), string(id)) {
					return l.Blobs.Delete(ctx, info.ID)
				}
				return nil
			})
		}
	},
	"Delete of none is no error": func(l *liar) {
		l.remove = func(ctx context.Context, id chat.BlobID) error {
			if _, err := l.Blobs.Open(ctx, id); err != nil {
				return err
			}
			return l.Blobs.Delete(ctx, id)
		}
	},
	"A blob can be made again after Delete": func(l *liar) {
		gone := map[chat.BlobID]bool{}
		l.remove = func(ctx context.Context, id chat.BlobID) error { gone[id] = true; return l.Blobs.Delete(ctx, id) }
		l.open = func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
			if gone[id] {
				return nil, chat.ErrNotFound
			}
			return l.Blobs.Open(ctx, id)
		}
	},
	"Each tells of every blob once, sealed or not, with its size": func(l *liar) {
		l.each = func(ctx context.Context, fn func(chat.BlobInfo) error) error {
			return l.Blobs.Each(ctx, func(info chat.BlobInfo) error {
				if _, err := l.Blobs.Open(ctx, info.ID); err != nil {
					return nil
				}
				return fn(info)
			})
		}
	},
	"Each tells when a blob was written to": func(l *liar) {
		l.each = func(ctx context.Context, fn func(chat.BlobInfo) error) error {
			return l.Blobs.Each(ctx, func(info chat.BlobInfo) error { info.ChangedAt = time.Time{}; return fn(info) })
		}
	},
	"Each lets fn call the other methods": func(l *liar) {
		listing := false
		l.each = func(ctx context.Context, fn func(chat.BlobInfo) error) error {
			listing = true
			defer func() { listing = false }()
			return l.Blobs.Each(ctx, fn)
		}
		l.remove = func(ctx context.Context, id chat.BlobID) error {
			if listing {
				return errDown // it would wait for ever
			}
			return l.Blobs.Delete(ctx, id)
		}
	},
	"Each ends with an error of fn, and returns it, wrapped": func(l *liar) {
		l.each = func(ctx context.Context, fn func(chat.BlobInfo) error) error {
			var all error
			err := l.Blobs.Each(ctx, func(info chat.BlobInfo) error { all = errors.Join(all, fn(info)); return nil })
			return errors.Join(err, all)
		}
	},
	"An ID that is not valid is ErrInvalid, and nothing is touched": func(l *liar) {
		l.append = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
			return l.Blobs.Append(ctx, chat.BlobID(strings.ToLower(string(id))), at, r)
		}
	},
	"Every valid ID can be used": func(l *liar) {
		l.append = func(ctx context.Context, id chat.BlobID, at int64, r io.Reader) (int64, error) {
			if len(id) > 100 {
				return 0, errDown // the name is too long
			}
			return l.Blobs.Append(ctx, id, at, r)
		}
	},
	"Every method ends with a cancelled context": func(l *liar) {
		l.remove = func(ctx context.Context, id chat.BlobID) error {
			return errors.Join(l.Blobs.Delete(context.WithoutCancel(ctx), id), ctx.Err()) // the right error, and a trace
		}
	},
	"Every method ends with a deadline": func(l *liar) {
		l.seal = func(ctx context.Context, id chat.BlobID) error { return l.Blobs.Seal(context.WithoutCancel(ctx), id) }
	},
	"An outage is none of the named errors": func(l *liar) {
		l.open = func(ctx context.Context, id chat.BlobID) (io.ReadSeekCloser, error) {
			f, err := l.Blobs.Open(ctx, id)
			if err != nil && ctx.Err() == nil {
				err = chat.ErrNotFound
			}
			return f, err
		}
	},
}

// TestBroken shows that each check fails for Blobs that break its promise.
func TestBroken(t *testing.T) {
	left := map[string]bool{}
	for name := range lies {
		left[name] = true
	}
	for _, p := range promises() {
		delete(left, p.name) // out here: -run may leave the subtest out
		t.Run(p.name, func(t *testing.T) {
			lie := lies[p.name]
			if lie == nil {
				t.Fatal("no Blobs break this promise, so the check is not tested")
			}
			l := newLiar()
			lie(l)
			err := p.check(t.Context(), l)
			if err == nil {
				t.Fatal("the broken ones passed")
			}
			t.Log(err)
		})
	}
	for name := range left {
		t.Errorf("a lie about %q, which nobody promised", name)
	}
}

// TestHonest shows that the liar itself breaks nothing.
func TestHonest(t *testing.T) {
	Run(t, func(*testing.T) chat.Blobs { return newLiar() })
}
