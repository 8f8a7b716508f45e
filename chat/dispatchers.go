package chat

import (
	"context"
	"errors"
	"fmt"
)

// dispatchers are those of a module: one for the Publisher, one for each Consumer.
type dispatchers []*dispatcher

// newDispatchers makes a dispatcher for everybody who wants to be told, and has those
// with a cursor go on where an earlier process stopped.
func (m *Module) newDispatchers(ctx context.Context) (dispatchers, error) {
	var all dispatchers
	if m.opts.Publisher != nil {
		all = append(all, m.newDispatcher(m.opts.Publisher, nil))
	}
	for _, c := range m.opts.Consumers {
		if err := m.store.StartConsumer(ctx, c.Name); err != nil {
			all.abort()
			return nil, fmt.Errorf("chat: start consumer %s: %w", c.Name, err)
		}
		all = append(all, m.newDispatcher(c.Publisher, newCursors(c.Name)))
	}
	for _, d := range all {
		d.resume()
	}
	return all, nil
}

func (m *Module) newDispatcher(pub Publisher, c *cursors) *dispatcher {
	ctx, cancel := context.WithCancel(context.Background())
	return &dispatcher{store: m.store, pub: pub, hydrate: m.hydrate, log: m.opts.Logger, cursors: c,
		ctx: ctx, abort: cancel, rooms: map[RoomID]*roomLog{}}
}

// A writing is a write as its dispatchers see it; see dispatcher.enter.
type writing []*roomLog

func (ds dispatchers) enter(room RoomID) writing {
	w := make(writing, len(ds))
	for i, d := range ds {
		w[i] = d.enter(room)
	}
	return w
}

func (w writing) from(rev int64) {
	for _, q := range w {
		q.from(rev)
	}
}

func (w writing) leave() {
	for _, q := range w {
		q.leave()
	}
}

func (ds dispatchers) abort() {
	for _, d := range ds {
		d.abort()
	}
}

// drain waits until every room is quiet, or gives up when ctx ends. One Publisher that
// hangs does not keep the others from finishing.
func (ds dispatchers) drain(ctx context.Context) error {
	failed := make(chan error, len(ds))
	for _, d := range ds {
		go func() { failed <- d.drain(ctx) }()
	}
	var all error
	for range ds {
		all = errors.Join(all, <-failed)
	}
	return all
}
