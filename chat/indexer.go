package chat

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	// indexAfter is how long after a message its room is indexed: many messages at once
	// cost much less than as many alone.
	indexAfter = 300 * time.Millisecond
	// indexRetry is after how long it is tried again when it failed.
	indexRetry = 10 * time.Second
	// indexBatch is how many messages one step indexes; it holds the room meanwhile.
	indexBatch = 200
	// flushedRooms is for how many rooms somebody waits who searches.
	flushedRooms = 20
)

// An indexer has what was written through this process be found soon, with no work for
// whoever writes. What it does not come to, because the process ends for instance, Sweep
// does.
type indexer struct {
	m *Module
	// turn is held while a room is taken and indexed, so that whoever holds it next finds
	// what was in it.
	turn chan struct{}

	mu      sync.Mutex
	rooms   map[RoomID]bool // that may have something new
	waiting bool            // somebody will look after them
}

func newIndexer() *indexer {
	return &indexer{turn: make(chan struct{}, 1), rooms: map[RoomID]bool{}}
}

// note says that something was written to a room.
func (ix *indexer) note(room RoomID) {
	if _, own := room.Owner(); !own {
		ix.put(room, indexAfter)
	}
}

// put has a room be indexed after that time.
func (ix *indexer) put(room RoomID, after time.Duration) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.rooms[room] = true
	if !ix.waiting {
		ix.waiting = true
		time.AfterFunc(after, ix.run)
	}
}

// take is one of the rooms, which is forgotten.
func (ix *indexer) take() (room RoomID, some bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	for room = range ix.rooms {
		delete(ix.rooms, room)
		return room, true
	}
	return "", false
}

// run indexes all rooms that were noted.
func (ix *indexer) run() {
	ix.mu.Lock()
	ix.waiting = false
	ix.mu.Unlock()
	if ix.m.begin() != nil {
		return
	}
	defer ix.m.busy.Done()
	ctx, cancel := context.WithTimeout(context.Background(), ix.m.opts.RequestTimeout)
	defer cancel()
	for {
		begun := time.Now()
		more, err := ix.step(ctx)
		if err != nil {
			ix.m.opts.Logger.Warn("chat: what was written is found later than it should: indexing it failed", "err", err)
			return
		}
		if !more || ix.m.rest(ctx, begun) != nil {
			return
		}
	}
}

// flush indexes some of what was noted, so that whoever searches finds what they have just
// written. If that fails they find what there is, and the rest comes later.
func (ix *indexer) flush(ctx context.Context) {
	for range flushedRooms {
		if more, err := ix.step(ctx); err != nil || !more {
			return
		}
	}
}

// step indexes one batch of one room, and tells whether there was one.
func (ix *indexer) step(ctx context.Context) (more bool, err error) {
	select {
	case ix.turn <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-ix.turn }()
	room, some := ix.take()
	if !some {
		return false, nil
	}
	n, err := ix.m.store.IndexMessages(ctx, room, indexBatch)
	switch {
	case err != nil:
		ix.put(room, indexRetry)
		return false, fmt.Errorf("room %s: %w", room, err)
	case n == indexBatch:
		ix.put(room, indexAfter)
	}
	return true, nil
}
