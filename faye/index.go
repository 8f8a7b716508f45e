package faye

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// index knows who subscribes to what. A publish is answered by looking up the
// channel and the patterns that could match it under prefixes of its own name:
// no string is built and no list copied.
type index struct {
	mu    sync.RWMutex
	byEnd [3]map[string]*topic // by kind; the key is the name without its wildcard
	size  atomic.Int64
	limit int64 // of size
}

// topic is one channel or pattern that somebody subscribes to.
type topic struct {
	name string // as subscribed to
	key  string
	kind kind
	subs []*Session
}

// place is one subscription of a session: where the topic lists it.
type place struct {
	topic *topic
	at    int
}

func newIndex(limit int64) *index {
	return &index{byEnd: [3]map[string]*topic{{}, {}, {}}, limit: limit}
}

// add subscribes a session to all the patterns or, if that would be more than
// limit, or too many for the index, or the session has ended, to none. It returns those that are new.
func (ix *index) add(s *Session, patterns []string, limit int) (added []string, ok bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if s.unlisted {
		return nil, false
	}
	for _, p := range patterns {
		if !ix.insert(s, p) {
			continue
		}
		added = append(added, p)
		if len(s.places) > limit || ix.size.Load() > ix.limit {
			// At once: who asks for too many again and again must not cost
			// everybody the time to insert them all.
			ix.deleteAll(s, added)
			return nil, false
		}
	}
	return added, true
}

func (ix *index) deleteAll(s *Session, patterns []string) {
	for _, p := range patterns {
		ix.delete(s, p)
	}
}

// remove ends subscriptions; it returns those that existed.
func (ix *index) remove(s *Session, patterns []string) (removed []string) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	for _, p := range patterns {
		if ix.delete(s, p) {
			removed = append(removed, p)
		}
	}
	return removed
}

// removeAll ends all subscriptions of a session and refuses new ones.
func (ix *index) removeAll(s *Session) (removed []string) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	s.unlisted = true
	for len(s.places) > 0 {
		name := s.places[len(s.places)-1].topic.name
		ix.delete(s, name)
		removed = append(removed, name)
	}
	s.places = nil
	return removed
}

// subscribers are those of one channel or pattern.
func (ix *index) subscribers(pattern string) []*Session {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	key, k := splitPattern(pattern)
	if t := ix.byEnd[k][key]; t != nil {
		return slices.Clone(t.subs)
	}
	return nil
}

// of is what one session has subscribed to.
func (ix *index) of(s *Session) []string {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	names := make([]string, 0, len(s.places))
	for _, p := range s.places {
		names = append(names, p.topic.name)
	}
	return names
}

// topics counts the channels and patterns that somebody subscribes to.
func (ix *index) topics() int {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return len(ix.byEnd[plain]) + len(ix.byEnd[star]) + len(ix.byEnd[deep])
}

// each calls fn once for every session that a message on channel is for.
// fn must be quick and must not come back to the index.
func (ix *index) each(channel string, fn func(*Session)) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	var room [16]*topic
	topics := ix.matching(channel, room[:0])
	for i, t := range topics {
		for _, s := range t.subs {
			if i == 0 || !s.listedIn(topics[:i]) {
				fn(s)
			}
		}
	}
}

// matching appends the topics that match a channel.
func (ix *index) matching(channel string, topics []*topic) []*topic {
	if t := ix.byEnd[plain][channel]; t != nil {
		topics = append(topics, t)
	}
	end := strings.LastIndexByte(channel, '/')
	if t := ix.byEnd[star][channel[:end]]; t != nil {
		topics = append(topics, t)
	}
	if len(ix.byEnd[deep]) == 0 {
		return topics
	}
	for ; end >= 0; end = strings.LastIndexByte(channel[:end], '/') {
		if t := ix.byEnd[deep][channel[:end]]; t != nil {
			topics = append(topics, t)
		}
	}
	return topics
}

func (ix *index) insert(s *Session, pattern string) bool {
	key, k := splitPattern(pattern)
	t := ix.byEnd[k][key]
	if t == nil {
		t = &topic{name: pattern, key: key, kind: k}
		ix.byEnd[k][key] = t
	}
	if s.placeIn(t) >= 0 {
		return false
	}
	s.places = append(s.places, place{t, len(t.subs)})
	t.subs = append(t.subs, s)
	ix.size.Add(1)
	return true
}

// delete takes a session out by moving the topic's last one into its place.
func (ix *index) delete(s *Session, pattern string) bool {
	key, k := splitPattern(pattern)
	t := ix.byEnd[k][key]
	if t == nil {
		return false
	}
	i := s.placeIn(t)
	if i < 0 {
		return false
	}
	at, last := s.places[i].at, len(t.subs)-1
	moved := t.subs[last]
	moved.places[moved.placeIn(t)].at = at
	t.subs[at], t.subs[last] = moved, nil
	t.subs = t.subs[:last]
	ix.shrink(t)
	s.places[i] = s.places[len(s.places)-1]
	s.places = s.places[:len(s.places)-1]
	ix.size.Add(-1)
	return true
}

// shrink gives back what a topic no longer needs.
func (ix *index) shrink(t *topic) {
	switch n := len(t.subs); {
	case n == 0:
		delete(ix.byEnd[t.kind], t.key)
	case cap(t.subs) > 64 && n < cap(t.subs)/4:
		t.subs = append(make([]*Session, 0, cap(t.subs)/2), t.subs...)
	}
}

// placeIn finds a topic among the session's subscriptions; -1: not subscribed.
// Sessions have few, so that looking through them beats a map in time and space.
func (s *Session) placeIn(t *topic) int {
	for i := range s.places {
		if s.places[i].topic == t {
			return i
		}
	}
	return -1
}

func (s *Session) listedIn(topics []*topic) bool {
	for _, t := range topics {
		if s.placeIn(t) >= 0 {
			return true
		}
	}
	return false
}
