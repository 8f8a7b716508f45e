package faye

import (
	"bytes"
	"runtime"
	"sync"
)

// flushers write for the sockets that need not wait: a few goroutines, which run
// only while there is something to write, go round the sockets in turn. That
// spares a quiet socket the start of a writer, which costs as much as half the
// system call; and since a publish only queues, the next ones catch up with the
// round and share the frames of the sockets that it has not reached.
type flushers struct {
	mu      sync.Mutex
	ready   []*socket // each of them taken for writing
	running int
}

// flushShare is how many sockets a flusher has before it for a second one to be
// worth its start.
const flushShare = 64

// add has a socket flushed. It waits for nothing.
func (f *flushers) add(k *socket) {
	f.mu.Lock()
	f.ready = append(f.ready, k)
	more := f.running == 0 || f.running < runtime.GOMAXPROCS(0) && len(f.ready) > flushShare*f.running
	if more {
		f.running++
	}
	f.mu.Unlock()
	if more {
		go f.run()
	}
}

// run flushes until nothing is left.
func (f *flushers) run() {
	t := newTrier()
	var room [16]*socket
	for {
		turn := f.take(room[:0])
		if len(turn) == 0 {
			return
		}
		for _, k := range turn {
			if k.flush(t) {
				f.add(k)
			}
		}
		clear(turn)
	}
}

// take gives the next sockets. None: the flusher has been counted out.
func (f *flushers) take(turn []*socket) []*socket {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := min(len(f.ready), cap(turn))
	turn = append(turn, f.ready[:n]...)
	clear(f.ready[:n])
	f.ready = f.ready[n:]
	if n == 0 {
		f.ready = nil
		f.running--
	}
	return turn
}

// flush writes what is queued, once, in a writer's stead. more: there is more to
// write by now, for another turn. What cannot be done without waiting is left to
// a writer.
func (k *socket) flush(t *trier) (more bool) {
	w, ok := k.takeQuick()
	if !ok {
		go k.write()
		return false
	}
	var b *batch
	if w.session != nil {
		b = w.session.take(k)
	}
	if b == nil && len(w.replies) == 0 {
		return k.endFlush(false)
	}
	frame, buf := k.frame(b, w.replies)
	defer k.srv.buffers.put(buf)
	n, err := t.try(k.raw, frame)
	if err == nil && n < len(frame) {
		go k.writeRest(w.session, b, bytes.Clone(frame[n:]))
		return false
	}
	if b != nil {
		more = w.session.settle(k, b, err == nil)
	}
	if err != nil {
		k.broke(err)
		k.writers.Done()
		return false
	}
	return k.endFlush(more)
}

// takeQuick takes the work of a flusher. false: some of what is due must wait for
// the network.
func (k *socket) takeQuick() (work, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pinging || k.ponging != nil || k.closing != 0 || k.closed {
		return work{}, false
	}
	return k.takeLocked(), true
}

// endFlush ends a flusher's turn, unless more came meanwhile.
func (k *socket) endFlush(more bool) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if more || k.again {
		return true
	}
	k.writing = false
	k.writers.Done()
	return false
}

// writeRest is a writer that begins with the rest of a frame.
func (k *socket) writeRest(session *Session, b *batch, rest []byte) {
	err := k.send(rest)
	if b != nil {
		session.settle(k, b, err == nil)
	}
	if err != nil {
		k.broke(err)
		k.writers.Done()
		return
	}
	k.write()
}
