package faye

import (
	"slices"
	"sync"
)

// batch is a run of deliveries. Batches are pooled: an idle session has none.
type batch struct {
	events    []*event
	bytes     int
	droppable int // how many of the events are
}

// batches is the pool that a server's queues draw from.
type batches struct{ pool sync.Pool }

func (p *batches) get() *batch {
	if b, ok := p.pool.Get().(*batch); ok {
		return b
	}
	return &batch{events: make([]*event, 0, 8)}
}

// put takes a batch back. One that has grown large goes to the collector, so
// that a burst does not stay in memory.
func (p *batches) put(b *batch) {
	if cap(b.events) > 1024 {
		return
	}
	clear(b.events)
	b.events, b.bytes, b.droppable = b.events[:0], 0, 0
	p.pool.Put(b)
}

func (b *batch) add(e *event) {
	b.events = append(b.events, e)
	b.bytes += len(e.array)
	if e.droppable {
		b.droppable++
	}
}

// drop takes out the oldest event that may be dropped; false: there is none.
func (b *batch) drop() bool {
	if b.droppable == 0 {
		return false
	}
	i := slices.IndexFunc(b.events, func(e *event) bool { return e.droppable })
	b.bytes -= len(b.events[i].array)
	b.events = slices.Delete(b.events, i, i+1)
	b.droppable--
	return true
}

// appendTo writes the deliveries into an array that was begun.
func (b *batch) appendTo(out []byte) []byte {
	for _, e := range b.events {
		out = appendJoined(out, e.object())
	}
	return out
}

// buffers is a pool of byte slices to put answers together in.
type buffers struct{ pool sync.Pool }

func (p *buffers) get() *[]byte {
	if b, ok := p.pool.Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, 0, 2048)
	return &b
}

// put takes a buffer back; nil is none.
func (p *buffers) put(b *[]byte) {
	if b == nil || cap(*b) > 64<<10 {
		return
	}
	*b = (*b)[:0]
	p.pool.Put(b)
}
