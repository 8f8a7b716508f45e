package main

import (
	"sync"
	"testing"
)

// TestOneClientIDManyTimes: the same post fifty times at once is one message, and all are
// told so.
func TestOneClientIDManyTimes(t *testing.T) {
	onEach(t, func(t *testing.T, fresh func(t *testing.T) string) {
		const times = 50
		p := on(t, fresh(t))
		p.restart()
		ann := p.guest("Ann")
		var (
			mu       sync.Mutex
			statuses = map[int]int{}
			answers  = map[string]bool{}
			wg       sync.WaitGroup
		)
		for range times {
			wg.Go(func() {
				res, text, err := ann.do("POST /api/v1/rooms/lobby/messages", map[string]string{"clientId": "once", "text": "hello"})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				statuses[res.StatusCode]++
				answers[text] = true
			})
		}
		wg.Wait()
		if statuses[201] != 1 || statuses[200] != times-1 || len(answers) != 1 {
			t.Errorf("got %v, %d different answers: %v", statuses, len(answers), answers)
		}
		room, head := committed(p.nobody())
		if len(room) != 1 || room["once"].text != "hello" {
			t.Errorf("the room has %v", room)
		}
		sound(t, p.db, 1, head)
		if lines := p.complaints(); len(lines) > 0 {
			t.Errorf("%q", lines)
		}
	})
}
