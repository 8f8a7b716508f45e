package main

import (
	"testing"
	"time"
)

// endings are the ways in which a server ends.
func endings() map[string]func(t *testing.T, p *process) {
	return map[string]func(t *testing.T, p *process){
		"AfterAKill": func(_ *testing.T, p *process) { p.kill() },
		// Ending without an error says that it took less than its patience, although
		// polls were held and sockets were open.
		"AfterAStop": func(t *testing.T, p *process) {
			if err := p.stop(); err != nil {
				t.Errorf("stop: %v\n%s", err, p.stderr)
			}
		},
	}
}

// TestClientsComeBack: when the server ends and another takes its place, every client
// shakes hands and subscribes again by itself, once, and without hammering meanwhile.
func TestClientsComeBack(t *testing.T) {
	t.Parallel()
	needNode(t)
	for name, end := range endings() {
		t.Run(name, func(t *testing.T) {
			p := start(t)
			ann, lobby, all := p.guest("Ann"), p.lobby(), connectAll(t, p, nil)
			for _, r := range all {
				r.subscribe("/messages", lobby)
			}
			postToAll(t, ann, all, lobby, 1)
			for _, r := range all { // their connects wait at the server by now
				_, _ = r.order("publish", "/messages", 1)
			}
			since, before := time.Now(), countAll(all)
			end(t, p)
			for _, r := range all {
				for range 3 {
					receive(r, r.refused, "an attempt to reach the server")
				}
			}
			p.restart()
			for _, r := range all {
				r.subscribed("/messages", lobby)
			}
			postToAll(t, ann, all, lobby, 2)
			for i, r := range all {
				r.patient(before[i], time.Since(since))
			}
		})
	}
}

// postToAll posts a message, of which every client has to hear once on each channel.
func postToAll(t *testing.T, one *person, all []*reader, lobby string, rev float64) {
	t.Helper()
	one.must(200, "POST /api/messages", map[string]string{"content": "hello"}, nil)
	for _, r := range all {
		first, second := r.next(), r.next()
		if first.Channel != lobby || first.Data["rev"] != rev {
			t.Errorf("%s was told %v for rev %v", r.library, first, rev)
		}
		payload, _ := second.Data["payload"].(map[string]any)
		if second.Channel != "/messages" || payload["id"] != rev {
			t.Errorf("%s was told %v for message %v", r.library, second, rev)
		}
	}
}

func countAll(all []*reader) (cs []counts) {
	for _, r := range all {
		cs = append(cs, r.counts())
	}
	return cs
}

// patient checks what the client did to come back: it dialed and shook hands about as
// often as it pauses, rather than as fast as it can, and in the end uses the transport
// that it used before. Faye's client may leave its socket for polling: it dials while it
// shakes hands, and when the server comes up between the two it takes the one that was
// refused for a transport that does not work.
func (r *reader) patient(before counts, took time.Duration) {
	r.t.Helper()
	now, pauses := r.counts(), int(took/retry)+2
	dials, sent, handshakes := now.Dials-before.Dials, now.Sent-before.Sent, now.Handshakes-before.Handshakes
	const perAttempt = 4 // a socket and a poll, and one of each on the way
	if dials > perAttempt*pauses || sent > perAttempt*pauses || handshakes > pauses || handshakes < 1 {
		r.t.Errorf("%s came back after %v with %d dials, %d messages, %d handshakes", r.library, took, dials, sent, handshakes)
	}
	tooEarly := r.library == library{"faye", "websocket"} && now.ConnectionType == "long-polling"
	if now.ConnectionType != r.library.transport && !tooEarly {
		r.t.Errorf("%s uses %s", r.library, now.ConnectionType)
	}
}
