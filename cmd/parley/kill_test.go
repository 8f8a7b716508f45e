package main

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
)

// posting is a stream of posts, each with a client ID of its own and repeated until it
// is acknowledged, as the page does it.
type posting struct {
	mu    sync.Mutex
	more  *sync.Cond
	acked map[string]int64 // client ID to seq
	busy  int              // how many run
}

func newPosting() *posting {
	s := &posting{acked: map[string]int64{}}
	s.more = sync.NewCond(&s.mu)
	return s
}

// run posts as one until the connection breaks; unacked names the post to repeat.
func (s *posting) run(one *person, prefix string, next int) (unacked int) {
	s.add(1)
	defer s.add(-1)
	for i := next; ; i++ {
		id := fmt.Sprint(prefix, i)
		var got chat.Message
		res, text, err := one.do("POST /api/v1/rooms/lobby/messages", map[string]string{"clientId": id, "text": id})
		if err != nil || res.StatusCode >= 500 {
			return i
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil || res.StatusCode != 201 && res.StatusCode != 200 {
			one.p.t.Errorf("%s: %s %s", id, res.Status, text)
			return i
		}
		s.mu.Lock()
		s.acked[id] = got.Seq
		s.more.Broadcast()
		s.mu.Unlock()
	}
}

func (s *posting) add(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy += n
	s.more.Broadcast()
}

// wait returns when so many more are acknowledged, or nobody posts any longer.
func (s *posting) wait(more int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	started := false
	for enough := len(s.acked) + more; len(s.acked) < enough && (s.busy > 0 || !started); {
		started = started || s.busy > 0
		s.more.Wait()
	}
}

// TestKillNine: the server is killed with SIGKILL during a stream of posts, several
// times. Every acknowledged message is there afterwards, none twice, and revs have no
// hole.
func TestKillNine(t *testing.T) {
	t.Parallel()
	const rounds, writers = 5, 4
	p := start(t)
	s := newPosting()
	people, next := make([]*person, writers), make([]int, writers)
	for i := range people {
		people[i] = p.guest(fmt.Sprint("writer ", i))
	}
	for round := range rounds {
		var wg sync.WaitGroup
		for i, one := range people {
			wg.Go(func() { next[i] = s.run(one, fmt.Sprint("w", i, "-"), next[i]) })
		}
		s.wait(40 + 13*round) // in the middle of the stream, elsewhere each time
		p.kill()
		wg.Wait()
		p.restart()
	}
	verifyLog(t, p.nobody(), s.acked)
	if lines := p.errors(); len(lines) > 0 {
		t.Errorf("logged errors: %q", lines)
	}
}

// verifyLog reads the whole log and compares it with what was acknowledged.
func verifyLog(t *testing.T, one *person, acked map[string]int64) {
	t.Helper()
	seen := map[string]int64{}
	for rev, more := int64(0), true; more; {
		var page struct {
			Items    []chat.Event
			HasAfter bool
		}
		one.must(200, fmt.Sprintf("GET /api/v1/rooms/lobby/events?limit=200&after=%d", rev), nil, &page)
		for _, ev := range page.Items {
			if rev++; ev.Rev != rev {
				t.Fatalf("rev %d stands where %d is due", ev.Rev, rev)
			}
			if _, twice := seen[ev.Message.ClientID]; twice {
				t.Errorf("message %s is there twice", ev.Message.ClientID)
			}
			if ev.Message.Text != ev.Message.ClientID {
				t.Errorf("message %s says %q", ev.Message.ClientID, ev.Message.Text)
			}
			seen[ev.Message.ClientID] = ev.Message.Seq
		}
		more = page.HasAfter
	}
	for id, seq := range acked {
		if seen[id] != seq {
			t.Errorf("acknowledged message %s with seq %d has seq %d now", id, seq, seen[id])
		}
	}
	t.Logf("%d messages acknowledged, %d stored", len(acked), len(seen))
}
