package fayechat

import (
	"context"
	"net/http"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// TestSeat: a session that is cut off at once leaves nobody behind, in whatever order that
// is told.
func TestSeat(t *testing.T) {
	nobody := chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) { return chat.Identity{}, chat.ErrUnauthenticated })
	m, err := chat.New(memory.New(), nobody, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Shutdown(context.Background())
	for name, use := range map[string]func(s *seat, a *chat.Attendance){
		"LeftAfter":  func(s *seat, a *chat.Attendance) { s.take(a); s.leave() },
		"LeftBefore": func(s *seat, a *chat.Attendance) { s.leave(); s.take(a) },
		"LeftTwice":  func(s *seat, a *chat.Attendance) { s.take(a); s.leave(); s.leave() },
	} {
		t.Run(name, func(t *testing.T) {
			s, a := new(seat), m.Attend("ann")
			if err := s.change(chat.Away); err != nil { // nobody came yet
				t.Error(err)
			}
			use(s, a)
			if !a.Ended() {
				t.Error("the attendance goes on")
			}
		})
	}
}
