package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// removeBlobs removes the bytes of a file.
func (c *core) removeBlobs(ctx context.Context, id FileID) error {
	return errors.Join(c.opts.Blobs.Delete(ctx, c.blob(id)), c.opts.Blobs.Delete(ctx, c.thumbBlob(id)))
}

// discard removes the bytes of all files that were dropped, by whomever, and returns how
// many there were. Only then are their IDs forgotten: who dies on the way leaves the rest
// to the next one.
func (m *Module) discard(ctx context.Context) (n int, err error) {
	for {
		ids, err := m.store.Dropped(ctx, sweepBatch)
		if err != nil || len(ids) == 0 {
			return n, err
		}
		if m.opts.Blobs == nil {
			return n, fmt.Errorf("the bytes of %d files or more are to be removed by a module that has Options.Blobs", len(ids))
		}
		for _, id := range ids {
			if err := m.removeBlobs(ctx, id); err != nil {
				return n, err
			}
			if err := m.store.ForgetFile(ctx, id); err != nil {
				return n, err
			}
			n++
		}
	}
}

// discardSoon is discard after something that is done already. What fails now the next
// sweep does.
func (m *Module) discardSoon(ctx context.Context) {
	if m.opts.Blobs == nil {
		return
	}
	ctx, cancel := m.lasting(ctx)
	defer cancel()
	if _, err := m.discard(ctx); err != nil {
		m.opts.Logger.Warn("chat: bytes of removed files are left until the next sweep", "err", err)
	}
}

// sweepFiles removes files for which no message came, the bytes of those that were
// dropped, and bytes that no file has any more.
func (m *Module) sweepFiles(ctx context.Context, count *int) error {
	if m.opts.Blobs == nil {
		return nil
	}
	var waited int
	before := m.now().Add(-m.opts.Uploads.KeepWaiting)
	err := inBatches(&waited, func() (int, error) { return m.store.DropWaiting(ctx, before, sweepBatch) })
	n, err2 := m.discard(ctx)
	*count += n
	return errors.Join(err, err2, m.sweepBlobs(ctx, count))
}

// sweepBlobs removes blobs of this chat that belong to no file: of a process that died
// between the two, or from after the last backup. Young ones are left: the file may be
// about to be noted.
func (m *Module) sweepBlobs(ctx context.Context, count *int) error {
	prefix, young := string(m.blobPrefix()), m.now().Add(-m.opts.Uploads.KeepWaiting)
	var some []BlobID
	err := m.opts.Blobs.Each(ctx, func(info BlobInfo) error {
		if !strings.HasPrefix(string(info.ID), prefix) || info.ChangedAt.After(young) {
			return nil
		}
		if some = append(some, info.ID); len(some) < maxPageSize {
			return nil
		}
		err := m.sweepSome(ctx, some, count)
		some = some[:0]
		return err
	})
	if err == nil {
		err = m.sweepSome(ctx, some, count)
	}
	return err
}

func (m *Module) sweepSome(ctx context.Context, blobs []BlobID, count *int) error {
	prefix := string(m.blobPrefix())
	file := func(id BlobID) FileID {
		return FileID(strings.TrimSuffix(strings.TrimPrefix(string(id), prefix), thumbSuffix))
	}
	list, err := m.store.FilesByID(ctx, each(blobs, file))
	if err != nil {
		return err
	}
	known := map[FileID]bool{}
	for _, f := range list {
		known[f.ID] = true
	}
	for _, id := range blobs {
		if known[file(id)] {
			continue
		}
		if err := m.opts.Blobs.Delete(ctx, id); err != nil {
			return err
		}
		*count++
	}
	return nil
}
