package faye

import (
	"iter"
	"sync"
	"sync/atomic"
)

// sessions finds sessions by their id. It is divided, so that walking over all of
// them never holds all of it up.
type sessions struct {
	count  atomic.Int64
	shards [32]shard

	mu        sync.Mutex
	byAddress map[string]int // how many of each
}

type shard struct {
	mu   sync.RWMutex
	byID map[string]*Session
}

func newSessions() *sessions {
	r := &sessions{byAddress: map[string]int{}}
	for i := range r.shards {
		r.shards[i].byID = map[string]*Session{}
	}
	return r
}

// shard is where an id belongs; its characters are random.
func (r *sessions) shard(id string) *shard {
	if id == "" {
		return &r.shards[0]
	}
	return &r.shards[int(id[len(id)-1])%len(r.shards)]
}

func (r *sessions) get(id string) *Session {
	h := r.shard(id)
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.byID[id]
}

// add refuses when there are as many as there may be.
func (r *sessions) add(s *Session, limit, perAddress int) error {
	if r.count.Add(1) > int64(limit) {
		r.count.Add(-1)
		return &Error{Code: 503, Text: "Too many sessions"}
	}
	if !r.claim(s.address, perAddress) {
		r.count.Add(-1)
		return &Error{Code: 429, Text: "Too many sessions from one address"}
	}
	h := r.shard(s.id)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.byID[s.id] = s
	return nil
}

func (r *sessions) claim(address string, limit int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byAddress[address] >= limit {
		return false
	}
	r.byAddress[address]++
	return true
}

func (r *sessions) remove(s *Session) {
	h := r.shard(s.id)
	h.mu.Lock()
	_, listed := h.byID[s.id]
	delete(h.byID, s.id)
	h.mu.Unlock()
	if !listed {
		return
	}
	r.count.Add(-1)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byAddress[s.address]--; r.byAddress[s.address] == 0 {
		delete(r.byAddress, s.address)
	}
}

func (r *sessions) len() int { return int(r.count.Load()) }

// all yields every session that is there from beginning to end, and perhaps some
// of the others.
func (r *sessions) all() iter.Seq[*Session] {
	return func(yield func(*Session) bool) {
		var some []*Session
		for i := range r.shards {
			some = r.shards[i].appendTo(some[:0])
			for _, s := range some {
				if !yield(s) {
					return
				}
			}
		}
	}
}

func (h *shard) appendTo(all []*Session) []*Session {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, s := range h.byID {
		all = append(all, s)
	}
	return all
}
