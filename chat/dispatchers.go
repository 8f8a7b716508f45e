package chat

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// dispatchers are those of a module: one for the Publisher, one for each consumer. Some
// may begin while others are at work; none is ever taken away.
type dispatchers struct {
	mu    sync.Mutex
	list  []*dispatcher   // only ever appended to
	names map[string]bool // of the consumers that run, or are about to
	// erasures is how many write to rooms that only the storage knows, and announce it
	// afterwards.
	erasures atomic.Int64
	// wrote is called with every log that was written to.
	wrote func(log RoomID)
}

// all is those that there are now.
func (ds *dispatchers) all() []*dispatcher {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	return ds.list
}

// none tells whether nobody wants to be told.
func (ds *dispatchers) none() bool { return len(ds.all()) == 0 }

// add has the dispatcher take part in every write from now on.
func (ds *dispatchers) add(d *dispatcher) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.list = append(ds.list, d)
}

// claim keeps the name of a consumer for the caller, unless somebody has it.
func (ds *dispatchers) claim(name string) bool {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if ds.names[name] {
		return false
	}
	ds.names[name] = true
	return true
}

// release gives a name back.
func (ds *dispatchers) release(name string) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	delete(ds.names, name)
}

// running returns the dispatcher of the consumer, or nil.
func (ds *dispatchers) running(name string) *dispatcher {
	for _, d := range ds.all() {
		if d.cursors != nil && d.cursors.name == name {
			return d
		}
	}
	return nil
}

// An announced write is known to each dispatcher; see dispatcher.enter.
type announced struct {
	ds   *dispatchers
	log  RoomID
	logs []*roomLog
}

func (ds *dispatchers) enter(_ context.Context, log RoomID) writing {
	all := ds.all()
	a := &announced{ds: ds, log: log, logs: make([]*roomLog, len(all))}
	for i, d := range all {
		a.logs[i] = d.enter(log)
	}
	return a
}

func (a *announced) from(rev int64) {
	for _, q := range a.logs {
		q.from(rev)
	}
}

func (a *announced) leave() {
	a.ds.wrote(a.log)
	for _, q := range a.logs {
		q.leave()
	}
	// A consumer that began meanwhile may have looked before this was committed.
	for _, d := range a.ds.all()[len(a.logs):] {
		d.enter(a.log).leave()
	}
}

func (ds *dispatchers) abort() {
	for _, d := range ds.all() {
		d.abort()
	}
}

// drain waits until every room is quiet, or gives up when ctx ends. One Publisher that
// hangs does not keep the others from finishing.
func (ds *dispatchers) drain(ctx context.Context) error {
	list := ds.all()
	failed := make(chan error, len(list))
	for _, d := range list {
		go func() { failed <- d.drain(ctx) }()
	}
	var all error
	for range list {
		all = errors.Join(all, <-failed)
	}
	return all
}
