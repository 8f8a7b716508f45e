package faye

import (
	"context"
	"sync"
)

// gate counts what is going on in a server and lets nothing more in once it is
// shut. Unlike a bare WaitGroup it may be entered while somebody waits.
type gate struct {
	mu     sync.Mutex
	shut   bool
	inside int
	empty  chan struct{} // closed when shut and empty
}

func newGate() *gate { return &gate{empty: make(chan struct{})} }

// enter reports false when the gate is shut. After true, leave must follow.
func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return false
	}
	g.inside++
	return true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	g.settle()
}

// close shuts the gate; it reports false if that has been done before.
func (g *gate) close() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return false
	}
	g.shut = true
	g.settle()
	return true
}

func (g *gate) isShut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut
}

func (g *gate) settle() {
	if g.shut && g.inside == 0 {
		close(g.empty)
	}
}

// wait waits until everybody has left, or the context ends.
func (g *gate) wait(ctx context.Context) error {
	select {
	case <-g.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
