package main

import (
	"fmt"
	"testing"
)

// oldServer is the other half of the old app, at an address that stays the same.
type oldServer struct {
	*reader
	at   *process // of which only the URL is used
	kind string   // "plain", or "deflate" for one whose WebSockets have permessage-deflate
}

// startOldServer runs it until the test ends; publishing to /messages takes the secret.
func startOldServer(t *testing.T, kind string) *oldServer {
	t.Helper()
	s := &oldServer{at: &process{t: t, url: "http://" + freeAddr(t), stderr: &safeBuffer{}}, kind: kind}
	s.launch(t)
	return s
}

func (s *oldServer) launch(t *testing.T) {
	t.Helper()
	s.reader = connect(t, s.at, nil, library{"halves_server", s.kind})
	receive(s.reader, s.ready, "the server to start")
	s.must("secret", "/messages", secret)
}

// end ends it at once.
func (s *oldServer) end() {
	s.t.Helper()
	if err := s.orders.Encode(map[string]any{"order": "exit"}); err != nil {
		s.t.Fatal(err)
	}
	<-s.ended
}

// TestHalvesOldServer: our API in the place of the old one. The old server's clients get
// the events as ours do.
func TestHalvesOldServer(t *testing.T) {
	needNode(t)
	t.Parallel()
	for _, kind := range []string{"plain", "deflate"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := startOldServer(t, kind)
			p := startAPI(t, s.at.url, secret)
			ann, lobby, all := p.guest("Ann"), p.lobby(), connectAll(t, s.at, nil)
			for _, r := range all {
				r.subscribe(lobby, "/messages")
			}
			for i, step := range []struct{ route, text, event, shown string }{
				{"POST /api/messages", "a < b \u2028 👋", "createMessage", "a &lt; b \u2028 👋"},
				{"PUT /api/messages/1", "changed", "updateMessage", "changed"},
				{"DELETE /api/messages/1", "", "deleteMessage", ""},
			} {
				var body any
				if step.text != "" {
					body = map[string]string{"content": step.text}
				}
				ann.must(200, step.route, body, nil)
				for _, r := range all {
					r.hearsOf(lobby, float64(i+1))
					if got, want := r.hearsOf("/messages", 0), (told{"/messages", step.event, 1, step.shown}); got != want {
						t.Errorf("%s was told %+v, want %+v", r.library, got, want)
					}
				}
			}
			if n := ask[int](s.reader, "deflated"); (n > 0) != (kind == "deflate") {
				t.Errorf("%d WebSockets with permessage-deflate", n)
			}
			if n := ask[int](s.reader, "refused"); n != 0 {
				t.Errorf("refused %d times", n)
			}
		})
	}
}

// TestHalvesOldServerComesBack: the old server ends while people post. When another has
// taken its place and its clients are back, they get what was posted meanwhile.
func TestHalvesOldServerComesBack(t *testing.T) {
	needNode(t)
	t.Parallel()
	s := startOldServer(t, "deflate")
	g := openGate(t, s.at.url)
	p := startAPI(t, g.url, secret)
	ann, lobby, all := p.guest("Ann"), p.lobby(), connectAll(t, s.at, nil)
	for _, r := range all {
		r.subscribe(lobby)
	}
	write(ann, 1)
	for _, r := range all {
		r.hearsOf(lobby, 1)
	}
	g.close()
	s.end()
	write(ann, 30)
	s.launch(t)
	for _, r := range all {
		r.subscribed(lobby)
	}
	g.open()
	write(ann, 1)
	for _, r := range all {
		for rev := 0.0; rev < 32; {
			got := receive(r, r.heard, fmt.Sprint("rev ", rev+1)).Data["rev"].(float64)
			if got > max(rev, 1)+1 {
				t.Errorf("%s was told of rev %v after %v", r.library, got, rev)
			}
			rev = max(rev, got)
		}
	}
}

// TestHalvesOldServerRefuses: in words that no Bayeux server uses. Everybody may still
// use the API, and nothing is lost once the secret is right.
func TestHalvesOldServerRefuses(t *testing.T) {
	needNode(t)
	t.Parallel()
	s := startOldServer(t, "plain")
	p := startAPI(t, s.at.url, "another secret")
	all := connectAll(t, s.at, nil)
	for _, r := range all {
		r.subscribe("/messages")
	}
	write(p.guest("Ann"), 3)
	p.until("a warning", "level=WARN", "/messages", "Invalid secret")
	if err := p.stop(); err != nil {
		t.Errorf("%v\n%s", err, p.stderr)
	}
	p.args = []string{"--faye-url", s.at.url + "/faye", "--faye-secret", secret}
	p.restart()
	for _, r := range all {
		for id := int64(1); id <= 3; id++ {
			if got := r.hearsOf("/messages", 0); got.number != id {
				t.Errorf("%s was told %+v, want message %d", r.library, got, id)
			}
		}
	}
}

// hearsOf is the next delivery, from a server that adds to it what it likes. On a room's
// channel it has to be of the rev.
func (r *reader) hearsOf(channel string, rev float64) told {
	r.t.Helper()
	got := receive(r, r.heard, "a delivery")
	if now, _ := got.Data["rev"].(float64); got.Channel != channel || now != rev {
		r.t.Errorf("%s was told %v, want rev %v on %s", r.library, got, rev, channel)
	}
	ev := told{channel: got.Channel}
	ev.event, _ = got.Data["event"].(string)
	payload, _ := got.Data["payload"].(map[string]any)
	id, _ := payload["id"].(float64)
	ev.number = int64(id)
	ev.content, _ = payload["content"].(string)
	return ev
}
