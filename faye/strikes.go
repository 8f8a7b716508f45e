package faye

import (
	"hash/maphash"
	"sync"
	"time"
)

// strikes remembers who keeps connecting with a session that does not exist.
// A client that does as advised has a new session the next time; one that does
// not is asked to wait, longer each time. The table is of fixed size: who falls
// out of it, or into another's slot, at worst waits too little.
type strikes struct {
	seed  maphash.Seed
	mu    sync.Mutex
	slots [512]strike
}

type strike struct {
	hash  uint64
	count uint
	last  time.Time
}

func newStrikes() *strikes { return &strikes{seed: maphash.MakeSeed()} }

// pause is what to advise this time, when a client has connected.
func (t *strikes) pause(id string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	slot := t.slot(id)
	slot.last = time.Now()
	slot.count++
	return slot.pause()
}

// current is what was advised last. Other messages than connects do not count:
// a client sends many of them before it can know better.
func (t *strikes) current(id string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.slot(id).pause()
}

func (t *strikes) slot(id string) *strike {
	const forget = 2 * time.Minute
	hash := maphash.String(t.seed, id)
	slot := &t.slots[hash%uint64(len(t.slots))]
	if slot.hash != hash || time.Since(slot.last) > forget {
		*slot = strike{hash: hash}
	}
	return slot
}

func (k *strike) pause() time.Duration {
	const most = 30 * time.Second
	if k.count < 2 {
		return 0
	}
	return min(time.Second<<min(k.count-2, 5), most)
}
