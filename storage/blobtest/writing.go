package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/parleychat/parley/chat"
)

var appendPromises = []promise{
	{"Append at 0 makes the blob, and returns how many bytes it stored", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(made(ctx, b, id, "hello"), holds(ctx, b, id, "hello"))
	}},
	{"Append goes on behind what is there", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(added(ctx, b, id, 0, "he"), added(ctx, b, id, 2, "ll"), added(ctx, b, id, 4, "o"), b.Seal(ctx, id), holds(ctx, b, id, "hello"))
	}},
	{"Append replaces all that stood behind at", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(added(ctx, b, id, 0, "half of it is wrong"), added(ctx, b, id, 4, "!"), b.Seal(ctx, id), holds(ctx, b, id, "half!"))
	}},
	{"Append at 0 begins anew", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(added(ctx, b, id, 0, "no, not so"), made(ctx, b, id, "yes"), holds(ctx, b, id, "yes"))
	}},
	{"Append of nothing is no error", func(ctx context.Context, b chat.Blobs) error {
		return errors.Join(added(ctx, b, id, 0, ""), added(ctx, b, id, 0, "a"), added(ctx, b, id, 1, ""), b.Seal(ctx, id), holds(ctx, b, id, "a"))
	}},
	{"Append stores every byte as it is", func(ctx context.Context, b chat.Blobs) error {
		all := make([]byte, 300<<10)
		for i := range all {
			all[i] = byte(i * 7 / 3)
		}
		n, err := b.Append(ctx, id, 0, bytes.NewReader(all))
		return errors.Join(err, same("stored", n, int64(len(all))), b.Seal(ctx, id), holds(ctx, b, id, string(all)))
	}},
	{"Append where there are not so many bytes is ErrNotFound, and stores nothing", func(ctx context.Context, b chat.Blobs) error {
		_, none := b.Append(ctx, "other", 3, strings.NewReader("x"))
		err := added(ctx, b, id, 0, "ab")
		n, far := b.Append(ctx, id, 3, strings.NewReader("x"))
		return errors.Join(err, is("no blob", none, chat.ErrNotFound), is("too far", far, chat.ErrNotFound), same("stored", n, 0),
			b.Seal(ctx, id), holds(ctx, b, id, "ab"), absent(ctx, b, "other"))
	}},
	{"Append to what is sealed is ErrExists, and stores nothing", func(ctx context.Context, b chat.Blobs) error {
		err := made(ctx, b, id, "done")
		for _, at := range []int64{0, 2, 4} {
			_, again := b.Append(ctx, id, at, strings.NewReader("more"))
			err = errors.Join(err, is(fmt.Sprint("at ", at), again, chat.ErrExists))
		}
		return errors.Join(err, holds(ctx, b, id, "done"), listed(ctx, b, map[chat.BlobID]int64{id: 4}))
	}},
	{"Append returns an error of the reader, wrapped, and stores what came before it", func(ctx context.Context, b chat.Blobs) error {
		mine := errors.New("mine")
		n, err := b.Append(ctx, id, 0, &broken{strings.NewReader("half"), mine})
		return errors.Join(is("Append", err, mine), same("stored", n, 4), added(ctx, b, id, n, " and half"), b.Seal(ctx, id), holds(ctx, b, id, "half and half"))
	}},
	{"Append ends with its context, whatever the reader does", func(ctx context.Context, b chat.Blobs) error {
		mortal, cancel := context.WithCancel(ctx)
		defer cancel()
		n, err := b.Append(mortal, id, 0, io.LimitReader(&ending{cancel}, 64<<20))
		return errors.Join(is("Append", err, context.Canceled), same("it read on", n > 32<<20, false))
	}},
	{"Append to many blobs at once mixes nothing up", func(ctx context.Context, b chat.Blobs) error {
		name := func(i int) chat.BlobID { return chat.BlobID(fmt.Sprint("blob-", i)) }
		err := atOnce(20, func(i int) error { return made(ctx, b, name(i), strings.Repeat(fmt.Sprint(i), 1000)) })
		for i := range 20 {
			err = errors.Join(err, holds(ctx, b, name(i), strings.Repeat(fmt.Sprint(i), 1000)))
		}
		return err
	}},
	{"Append may wait long for its reader while others are served", func(ctx context.Context, b chat.Blobs) error {
		r, w := io.Pipe()
		done := make(chan error, 1)
		go func() { _, err := b.Append(ctx, id, 0, r); done <- err }()
		_, err := w.Write([]byte("slow"))
		err = errors.Join(err, made(ctx, b, "other", "quick"), holds(ctx, b, "other", "quick"), w.Close(), <-done)
		return errors.Join(err, b.Seal(ctx, id), holds(ctx, b, id, "slow"))
	}},
}
