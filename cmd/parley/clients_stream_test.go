package main

import (
	"fmt"
	"sync"
	"testing"

	"github.com/parleychat/parley/chat"
)

// TestClientsFollowAStream: the server ends in the middle of a stream of posts and
// another takes its place. Every client is told in order and of nothing twice, and
// misses at most what happened while it was away; a server that is asked to stop first
// writes what it has acknowledged to every open socket.
func TestClientsFollowAStream(t *testing.T) {
	t.Parallel()
	needNode(t)
	for name, end := range endings() {
		t.Run(name, func(t *testing.T) {
			p := start(t)
			all, lobby := connectAll(t, p, nil), p.lobby()
			for _, r := range all {
				r.subscribe(lobby)
			}
			acked := streamUntil(p, func() { end(t, p) })
			p.restart()
			for _, r := range all {
				r.subscribed(lobby)
			}
			last := streamOf(p, 30)
			for _, r := range all {
				r.follows(last, acked, name == "AfterAStop" && r.library.transport == "websocket")
			}
		})
	}
}

// streamUntil has several people post until end has ended the server in the middle of
// it, and returns the highest rev that was acknowledged.
func streamUntil(p *process, end func()) (acked int64) {
	p.t.Helper()
	s := newPosting()
	var people []*person
	for i := range 3 {
		people = append(people, p.guest(fmt.Sprint("writer ", i)))
	}
	var wg sync.WaitGroup
	for i, one := range people {
		wg.Go(func() { s.run(one, fmt.Sprint("w", i, "-"), 0) })
	}
	s.wait(60)
	end()
	wg.Wait()
	for _, seq := range s.acked {
		acked = max(acked, seq)
	}
	return acked
}

// streamOf posts n messages and returns the rev of the last.
func streamOf(p *process, n int) int64 {
	p.t.Helper()
	one := p.guest("Ann")
	var msg chat.Message
	for i := range n {
		one.must(201, "POST /api/v1/rooms/lobby/messages", map[string]string{"clientId": fmt.Sprint("after ", i), "text": "x"}, &msg)
	}
	return msg.Seq
}

// follows reads deliveries until the last rev. They start with 1 and go up by one but
// for one hole, where the client was away; all tells that there is none up to acked.
func (r *reader) follows(last, acked int64, all bool) {
	r.t.Helper()
	var before, holes int64
	for before < last {
		rev, _ := r.next().Data["rev"].(float64)
		now := int64(rev)
		if now <= before {
			r.t.Fatalf("%s was told of rev %d after %d", r.library, now, before)
		}
		if now > before+1 {
			holes++
			if all && before < acked {
				r.t.Errorf("%s heard revs up to %d, then %d; acknowledged were those up to %d", r.library, before, now, acked)
			}
			r.t.Logf("%s: revs %d to %d are missing", r.library, before+1, now-1)
		}
		before = now
	}
	if holes > 1 {
		r.t.Errorf("%s missed %d stretches", r.library, holes)
	}
}
