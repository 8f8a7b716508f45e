package blobtest

import (
	"context"
	"errors"
	"io"

	"github.com/parleychat/parley/chat"
)

var readPromises = []promise{
	{"Seal again changes nothing", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(made(ctx, b, id, "x"), b.Seal(ctx, id), holds(ctx, b, id, "x"))
	}},
	{"Seal many times at once succeeds each time", func(ctx context.Context, b chat.Blobs) error {
		err := added(ctx, b, id, 0, "x")
		return errors.Join(err, atOnce(20, func(int) error { return b.Seal(ctx, id) }), holds(ctx, b, id, "x"))
	}},
	{"Seal of no blob is ErrNotFound", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(is("Seal", b.Seal(ctx, id), chat.ErrNotFound), listed(ctx, b, nil))
	}},
	{"Open reads from anywhere", func(ctx context.Context, b chat.Blobs) error {
		err := made(ctx, b, id, "0123456789")
		opening, cancel := context.WithCancel(ctx)
		f, err2 := b.Open(opening, id)
		cancel() // it is open
		if err := errors.Join(err, err2); err != nil {
			return err
		}
		end, err := f.Seek(0, io.SeekEnd)
		at, err2 := f.Seek(3, io.SeekStart)
		some := make([]byte, 4)
		_, err3 := io.ReadFull(f, some)
		_, err4 := f.Seek(-2, io.SeekCurrent)
		rest, err5 := io.ReadAll(f)
		return errors.Join(err, err2, err3, err4, err5, f.Close(), same("the end", end, 10), same("a place", at, 3),
			same("some", string(some), "3456"), same("the rest", string(rest), "56789"))
	}},
	{"Open gives each who asks a reader of their own", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(made(ctx, b, id, "same"), atOnce(20, func(int) error { return holds(ctx, b, id, "same") }))
	}},
	{"Open of what is not sealed is ErrNotFound", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(absent(ctx, b, id), added(ctx, b, id, 0, "x"), absent(ctx, b, id))
	}},
	{"Delete removes the blob, sealed or not, and no other", func(ctx context.Context, b chat.Blobs) error {
		err := errors.Join(made(ctx, b, id, "x"), added(ctx, b, "half", 0, "y"), made(ctx, b, id+".t", "z"))
		return errors.Join(err, b.Delete(ctx, id), b.Delete(ctx, "half"), absent(ctx, b, id), is("Seal", b.Seal(ctx, "half"), chat.ErrNotFound),
			holds(ctx, b, id+".t", "z"), listed(ctx, b, map[chat.BlobID]int64{id + ".t": 1}))
	}},
	{"Delete of none is no error", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(b.Delete(ctx, id), made(ctx, b, id, "x"), b.Delete(ctx, id), b.Delete(ctx, id))
	}},
	{"A blob can be made again after Delete", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(made(ctx, b, id, "first"), b.Delete(ctx, id), made(ctx, b, id, "then"), holds(ctx, b, id, "then"))
	}},
	{"Each tells of every blob once, sealed or not, with its size", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(listed(ctx, b, nil), made(ctx, b, id, "x"), added(ctx, b, "half", 0, "yy"), made(ctx, b, "third", ""),
			listed(ctx, b, map[chat.BlobID]int64{id: 1, "half": 2, "third": 0}))
	}},
	{"Each tells when a blob was written to", func(ctx context.Context, b chat.Blobs) error {
		err := errors.Join(made(ctx, b, id, "x"))
		err2 := b.Each(ctx, func(info chat.BlobInfo) error { return same("no time", info.ChangedAt.IsZero(), false) })
		return errors.Join(err, err2)
	}},
	{"Each lets fn call the other methods", func(ctx context.Context, b chat.Blobs) error {
		err := errors.Join(made(ctx, b, id, "x"), made(ctx, b, "second", "y"))
		err2 := b.Each(ctx, func(info chat.BlobInfo) error { return b.Delete(ctx, info.ID) })
		return errors.Join(err, err2, listed(ctx, b, nil))
	}},
	{"Each ends with an error of fn, and returns it, wrapped", func(ctx context.Context, b chat.Blobs) error {
		err := errors.Join(made(ctx, b, id, "x"), made(ctx, b, "second", "y"))
		mine, calls := errors.New("mine"), 0
		err2 := b.Each(ctx, func(chat.BlobInfo) error { calls++; return mine })
		return errors.Join(err, is("Each", err2, mine), same("calls", calls, 1))
	}},
}
