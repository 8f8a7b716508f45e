package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

const secret = "meh, but longer"

// startAPI runs parley serve in front of the Bayeux server at the URL until the test
// ends.
func startAPI(t *testing.T, url, secret string, args ...string) *process {
	t.Helper()
	p := start(t, append([]string{"--faye-url", url + "/faye", "--faye-secret", secret}, args...)...)
	t.Cleanup(func() {
		p.kill()
		if lines := p.complaints(); len(lines) > 0 {
			t.Errorf("the API complains: %q", lines)
		}
		if strings.Contains(p.stderr.String(), secret) {
			t.Errorf("the secret is logged: %s", p.stderr)
		}
	})
	return p
}

// twoProcesses are a bus, its subscriber to the lobby and /messages, and an API that it
// reaches through a gate.
func twoProcesses(t *testing.T) (*bus, *subscriber, *gate, *process) {
	t.Helper()
	b := startBus(t, "--secret", secret, "--log-level", "debug")
	t.Cleanup(func() {
		if strings.Contains(b.stderr.String(), secret) {
			t.Errorf("the secret is logged: %s", b.stderr)
		}
	})
	g := openGate(t, b.url)
	p := startAPI(t, g.url, secret)
	return b, b.subscriber(p.lobby(), "/messages"), g, p
}

// TestRemoteIsTold: the subscribers of a Bayeux server elsewhere get the events that
// those of our own get, on the same channels.
func TestRemoteIsTold(t *testing.T) {
	t.Parallel()
	for names, words := range map[string][3]string{
		"part3": {"createMessage", "updateMessage", "deleteMessage"},
		"part4": {"receivedMessage", "updateMessage", "deletedMessage"},
	} {
		t.Run(names, func(t *testing.T) {
			t.Parallel()
			b := startBus(t, "--secret", secret)
			p := startAPI(t, b.url, secret, "--seed-names", names)
			lobby := p.lobby()
			s, ann := b.subscriber(lobby, "/messages"), p.guest("Ann")
			for i, step := range []struct{ route, text, kind, shown string }{
				{"POST /api/messages", "a < b", "message.created", "a &lt; b"},
				{"PUT /api/messages/1", "changed", "message.updated", "changed"},
				{"DELETE /api/messages/1", "", "message.deleted", ""},
			} {
				var body any
				if step.text != "" {
					body = map[string]string{"content": step.text}
				}
				ann.must(200, step.route, body, nil)
				if got, want := s.event(), (told{lobby, step.kind, int64(i) + 1, ""}); got != want {
					t.Errorf("got %+v, want %+v", got, want)
				}
				if got, want := s.event(), (told{"/messages", words[i], 1, step.shown}); got != want {
					t.Errorf("got %+v, want %+v", got, want)
				}
			}
		})
	}
}

// TestRemoteHearsNothingPrivate: the bus lets everybody read everything, so that it is
// told of no room that takes more.
func TestRemoteHearsNothingPrivate(t *testing.T) {
	t.Parallel()
	b, s, _, p := twoProcesses(t)
	ann, lobby, all := p.guest("Ann"), p.lobby(), b.subscriber("/**")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	room := string(privateRoom(t, p.db, chat.UserID(ann.id)))
	p.restart()
	ann.must(201, "POST /api/v1/rooms/"+room+"/messages", map[string]string{"clientId": "1", "text": "hush"}, nil)
	write(ann, 1)
	for _, want := range []told{{lobby, "message.created", 1, ""}, {"/messages", "createMessage", 1, "post 0"}} {
		for _, to := range []*subscriber{s, all} {
			if got := to.event(); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
	}
	t.Run("NorWhatTakesALogIn", func(t *testing.T) {
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}
		p.args = append(p.args, "--login-to-read")
		p.restart()
		p.until("a warning", "level=WARN", "--login-to-read")
		write(ann, 1)
		if err := p.stop(); err != nil { // everything is told by now
			t.Fatal(err)
		}
	})
	if got := b.counters(); got.Published != 2 || len(all.heard) > 0 {
		t.Errorf("%+v, and %d more", got, len(all.heard))
	}
}

// TestRemoteHearsEverythingPrivate: a bus that guards its subscriptions may be told of
// every room.
func TestRemoteHearsEverythingPrivate(t *testing.T) {
	t.Parallel()
	b := startBus(t, "--secret", secret, "--guard", "all")
	p := startAPI(t, b.url, secret, "--faye-private", "--login-to-read")
	ann := p.guest("Ann")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	room := string(privateRoom(t, p.db, chat.UserID(ann.id)))
	p.restart()
	s := clientOf(t, b.url, secretly(secret), "/rooms/*")
	ann.must(201, "POST /api/v1/rooms/"+room+"/messages", map[string]string{"clientId": "1", "text": "hush"}, nil)
	if got, want := s.event(), (told{"/rooms/" + room, "message.created", 1, ""}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// write posts n messages to the lobby.
func write(one *person, n int) {
	one.p.t.Helper()
	for i := range n {
		one.must(200, "POST /api/messages", map[string]string{"content": fmt.Sprint("post ", i)}, nil)
	}
}
