package chat

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// rest leaves the database to others for as long as what has begun then took.
func (m *Module) rest(ctx context.Context, begun time.Time) error {
	select {
	case <-time.After(time.Since(begun)):
		return nil
	case <-m.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// indexRoom indexes what is new in a room.
func (m *Module) indexRoom(ctx context.Context, room RoomID) (count int, err error) {
	for {
		begun := time.Now()
		n, err := m.store.IndexMessages(ctx, room, indexBatch)
		count += n
		if err == nil && n == indexBatch {
			err = m.rest(ctx, begun)
		}
		if err != nil || n < indexBatch {
			return count, err
		}
	}
}

// indexAll indexes what is new in all rooms. One that fails does not stop the others.
func (m *Module) indexAll(ctx context.Context, count *int) error {
	var failed []error
	for after := RoomID(""); ; {
		rooms, err := m.store.Unindexed(ctx, after, maxPageSize)
		if err != nil || len(rooms) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, room := range rooms {
			n, err := m.indexRoom(ctx, room)
			*count += n
			if ctx.Err() != nil || errors.Is(err, ErrClosed) {
				return err
			}
			after = room
			if err != nil {
				failed = append(failed, fmt.Errorf("room %s: %w", room, err))
			}
		}
	}
}

// catchUp indexes what others left behind: an earlier process, an import, or a version
// that knew no search.
func (m *Module) catchUp(ctx context.Context) {
	if m.begin() != nil {
		return
	}
	defer m.busy.Done()
	n := 0
	switch err := m.indexAll(ctx, &n); {
	case err != nil && ctx.Err() == nil && !errors.Is(err, ErrClosed):
		m.opts.Logger.Error("chat: indexing for search failed, trying again later", "err", err)
	case n > 0:
		m.opts.Logger.Info("chat: indexed for search", "messages", n)
	}
}
