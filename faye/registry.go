package faye

import (
	"iter"
	"sync"
)

// sessions finds sessions by their id. It is divided, so that walking over all of
// them never holds all of it up.
type sessions struct {
	shards [32]shard
	shares *shares
}

type shard struct {
	mu   sync.RWMutex
	byID map[string]*Session
}

func newSessions(s *shares) *sessions {
	r := &sessions{shares: s}
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

// add lists a session whose place has been claimed.
func (r *sessions) add(s *Session) {
	h := r.shard(s.id)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.byID[s.id] = s
}

func (r *sessions) remove(s *Session) {
	h := r.shard(s.id)
	h.mu.Lock()
	_, listed := h.byID[s.id]
	delete(h.byID, s.id)
	h.mu.Unlock()
	if listed {
		r.shares.release(s.address)
	}
}

func (r *sessions) len() int { return r.shares.len() }

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
