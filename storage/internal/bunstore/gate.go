package bunstore

import (
	"errors"
	"sync"
)

// errClosed is what every call of a closed store returns.
var errClosed = errors.New("the store is closed")

// A Gate lets calls in until it is closed, and knows when the last one has left. Its
// zero value is open.
type Gate struct {
	mu     sync.Mutex
	inside int
	closed bool
	empty  chan struct{} // made by the first Close, closed when nobody is inside
}

// Do runs a call, unless the gate is closed.
func (g *Gate) Do(run func() error) error {
	if !g.enter() {
		return errClosed
	}
	defer g.leave()
	return run()
}

// Close lets nobody in any more and waits for those inside. Closing again does so too.
func (g *Gate) Close() {
	<-g.shut()
}

func (g *Gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.inside++
	}
	return !g.closed
}

func (g *Gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside--; g.closed && g.inside == 0 {
		close(g.empty)
	}
}

func (g *Gate) shut() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.closed, g.empty = true, make(chan struct{})
		if g.inside == 0 {
			close(g.empty)
		}
	}
	return g.empty
}
