package chat

import (
	"sync"
	"time"
)

const (
	// errandWorkers is how many errands run at once.
	errandWorkers = 4
	// maxErrands is how many wait at most; more are forgotten.
	maxErrands = 1 << 16
	// errandPause is after how long a failed one is tried again.
	errandPause = time.Second
)

// An errand is something to be told to those who are connected, as it is by then.
type errand struct {
	what errandKind
	user UserID
	room RoomID
	// thread is that of tellThread and tellThreadRead.
	thread MessageID
}

type errandKind uint8

const (
	tellTyping errandKind = iota
	tellPresence
	tellRead
	tellPreferences
	tellNotify
	tellThread
	tellThreadRead
)

// errands runs each errand after it was sent: once for many sendings that come before it
// begins, and never twice at a time. So what is told last is how things are. While there
// is nothing to do there is no goroutine.
type errands struct {
	do func(errand) error

	mu      sync.Mutex
	state   map[errand]errandState
	queue   []errand
	workers int
	closed  bool
	running sync.WaitGroup
}

type errandState uint8

const (
	errandWaits errandState = iota
	errandRuns
	errandRunsAgain // something happened since it began
)

// send has an errand run soon. It tells whether there was room for it.
func (es *errands) send(e errand) bool {
	es.mu.Lock()
	defer es.mu.Unlock()
	if es.closed {
		return true
	}
	if state, known := es.state[e]; known {
		if state == errandRuns {
			es.state[e] = errandRunsAgain
		}
		return true
	}
	if len(es.state) >= maxErrands {
		return false
	}
	es.push(e)
	if es.workers < errandWorkers {
		es.workers++
		es.running.Go(es.work)
	}
	return true
}

func (es *errands) push(e errand) {
	es.state[e] = errandWaits
	es.queue = append(es.queue, e)
}

// work runs errands until none waits.
func (es *errands) work() {
	es.mu.Lock()
	defer es.mu.Unlock()
	for len(es.queue) > 0 {
		e := es.queue[0]
		es.queue = es.queue[1:]
		es.state[e] = errandRuns
		es.mu.Unlock()
		err := es.do(e)
		es.mu.Lock()
		if es.state[e] == errandRunsAgain && !es.closed {
			es.push(e)
			continue
		}
		delete(es.state, e)
		if err != nil && !es.closed {
			time.AfterFunc(errandPause, func() { es.send(e) })
		}
	}
	es.queue = nil
	es.workers--
}

// close forgets what waits. What runs ends by itself; see running.
func (es *errands) close() {
	es.mu.Lock()
	defer es.mu.Unlock()
	es.closed, es.queue = true, nil
}
