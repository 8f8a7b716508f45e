package fayechat

import (
	"sync"

	"github.com/parleychat/parley/chat"
)

// A seat is where a session's attendance is kept. A session that is cut off at once may
// leave before it came.
type seat struct {
	mu   sync.Mutex
	of   *chat.Attendance // nil: nobody came
	left bool
}

// take begins the attendance.
func (s *seat) take(a *chat.Attendance) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left {
		a.End()
		return
	}
	s.of = a
}

// leave ends it, once and for all.
func (s *seat) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = true
	if s.of != nil {
		s.of.End()
	}
}

// change says whether somebody is away.
func (s *seat) change(to chat.Status) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		return nil
	}
	return s.of.SetStatus(to)
}
