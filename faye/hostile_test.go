package faye_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// endless is a body that goes on for size bytes, and counts what was read of it.
type endless struct{ size, read int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.read >= e.size {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.size-e.read)
	for i := range p[:n] {
		p[i] = ' '
	}
	e.read += n
	return int(n), nil
}

// TestHugeBody sends 100 MB: it is refused when the limit is reached.
func TestHugeBody(t *testing.T) {
	s := newServer(t, nil)
	for _, contentType := range []string{"application/json", "application/x-www-form-urlencoded", "text/plain", ""} {
		body := &endless{size: 100 << 20}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/faye", body)
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusRequestEntityTooLarge || body.read > 1<<20 {
			t.Fatalf("%s: %d after %d bytes", contentType, w.Code, body.read)
		}
	}
}

// TestManyMessages sends 20,000 in one request and one frame: none is handled.
func TestManyMessages(t *testing.T) {
	in(t, &faye.Options{MaxBody: 4 << 20, MaxFrame: 4 << 20}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		bob := n.WebSocket()
		bob.Join("/a")
		before := s.Stats().Received
		body := "[" + strings.Repeat(`{"channel":"/a","data":1},`, 19_999) + `{"channel":"/a","data":1}]`
		for name, open := range carriers {
			if name == "Callback" {
				continue // its URL would be refused by net/http
			}
			ann := open(n)
			ann.Send(body)
			if got := ann.Receive(); got != `[{"successful":false,"error":"400::Too many messages"}]` {
				t.Fatalf("%s: %.100s", name, got)
			}
		}
		if got := s.Stats().Received; got != before || !bob.Quiet() {
			t.Fatal(got - before)
		}
	})
}

// TestManySubscriptions asks for as many as one may have and one more, in one
// message and one by one.
func TestManySubscriptions(t *testing.T) {
	in(t, &faye.Options{MaxBody: 1 << 20}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join()
		var names []string
		for i := range 257 {
			names = append(names, fmt.Sprintf("/a/%d", i))
		}
		if r := ann.Call(fayetest.Message{"channel": "/meta/subscribe", "subscription": names}); r["successful"] != false {
			t.Fatal(r)
		}
		if r := ann.Call(fayetest.Message{"channel": "/meta/subscribe", "subscription": names[:256]}); r["successful"] != true {
			t.Fatal(r)
		}
		if r := ann.Subscribe("/b"); r["error"] != "403:/b:Too many subscriptions" || s.Stats().Subscriptions != 256 {
			t.Fatal(r)
		}
	})
}

// TestConnectsWithoutEnd sends one connect after the other without waiting for
// an answer: every one is answered, and only the last is held.
func TestConnectsWithoutEnd(t *testing.T) {
	for _, name := range []string{"Poll", "WebSocket", "Form"} {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				ann := carriers[name](n)
				ann.Join("/a")
				const many = 50
				for range many {
					ann.Hold()
					synctest.Wait()
				}
				for range many - 1 {
					if got := ann.Receive(); !strings.Contains(got, `"successful":true`) {
						t.Fatal(got)
					}
				}
				publish(t, s, "/a", "1")
				if got := ann.Next()["data"]; got != 1.0 {
					t.Fatal(got)
				}
			})
		})
	}
}

// TestManyHandshakes opens sessions up to the limit; they cost little, and are
// gone when their time is over.
func TestManyHandshakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 10_000
		s := newServer(t, &faye.Options{MaxSessions: many, MaxSessionsPerAddress: many})
		defer func() { _ = s.Shutdown(context.Background()) }()
		before := heap()
		for range many {
			s.ServeHTTP(httptest.NewRecorder(), postRequest(t.Context(), handshakeBody))
		}
		if got := handshakeFrom(t, s, "192.0.2.9:1"); !strings.Contains(got, "503::Too many sessions") {
			t.Fatal(got)
		}
		if each := (heap() - before) / many; each > 2048 {
			t.Errorf("%d bytes a session", each)
		}
		time.Sleep(2 * time.Minute)
		if got := s.Stats(); got.Sessions != 0 || got.Handshakes != many || got.Disconnects != many {
			t.Fatalf("%+v", got)
		}
	})
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// comings are the ways in which clients come and go.
var comings = []func(t *testing.T, s *faye.Server, n *fayetest.Network){
	func(_ *testing.T, _ *faye.Server, n *fayetest.Network) { n.Poll().Handshake() },
	func(_ *testing.T, _ *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join("/a", "/b/*", "/c/**")
		ann.Call(fayetest.Message{"channel": "/meta/disconnect"})
	},
	func(t *testing.T, s *faye.Server, n *fayetest.Network) { // gives up its poll
		ann := n.Poll()
		ann.Join("/a")
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		s.ServeHTTP(httptest.NewRecorder(), postRequest(ctx, connectBody(ann.ID)))
	},
	func(_ *testing.T, _ *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join("/a", "/b/*")
		ann.Hold()
		ann.Close()
	},
	func(_ *testing.T, _ *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join("/a")
		ann.Call(fayetest.Message{"channel": "/meta/disconnect"})
	},
	func(_ *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join("/a")
		s.Disconnect(ann.ID)
		ann.Close()
	},
	func(t *testing.T, _ *faye.Server, n *fayetest.Network) { // is cut in the middle of a frame
		ann := openBare(t, n)
		call(t, ann, handshakeBody)
		writeAll(t, ann.NetConn(), "\x81\xfe\x01")
		_ = ann.Close()
	},
	func(_ *testing.T, _ *faye.Server, n *fayetest.Network) {
		ann := n.EventSource()
		ann.Join("/a")
		ann.Close()
	},
	func(_ *testing.T, _ *faye.Server, n *fayetest.Network) { // moves from one transport to another
		ann := n.EventSource()
		ann.Join("/a")
		bob := n.WebSocket()
		bob.ID = ann.ID
		bob.Connect()
		bob.Hold()
		bob.Close()
		ann.Close()
	},
	func(_ *testing.T, _ *faye.Server, n *fayetest.Network) { // acknowledges nothing of what it gets
		ann := n.Poll()
		r := ann.Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0",
			"supportedConnectionTypes": []string{"long-polling"}, "ext": fayetest.Message{"ack": true, "replay": true}})
		ann.ID = r["clientId"].(string)
		subscribeAt(ann, "/a", `{"/a":-2}`)
		ann.Connect()
	},
	func(t *testing.T, s *faye.Server, _ *fayetest.Network) {
		l := newLocal(t, s)
		_, _ = l.Subscribe(t.Context(), "/a", func(faye.Delivery) {})
		_ = l.Close(t.Context())
	},
}

// TestNothingIsLeft lets 10,000 clients come and go in every manner while others
// publish. Afterwards there is no session, socket, stream, poll, subscription or,
// by the bubble's rules, goroutine.
func TestNothingIsLeft(t *testing.T) {
	many := 10_000
	if testing.Short() {
		many = 500
	}
	opts := &faye.Options{History: &faye.History{}, MaxSessions: 20_000, MaxSessionsPerAddress: 20_000}
	in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		for i := range many {
			comings[i%len(comings)](t, s, n)
			if i%10 == 0 {
				publish(t, s, "/a", "1")
			}
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		got := s.Stats()
		if got.Sessions+got.Sockets+got.Locals+got.Channels != 0 || got.Streams+got.Held+got.Subscriptions != 0 ||
			got.Handshakes != got.Disconnects {
			t.Fatalf("%+v", got)
		}
	})
}

// TestUnknownClientsAreSlowed has a client that does not do as it is told.
func TestUnknownClientsAreSlowed(t *testing.T) {
	for name, open := range carriers {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				ann := open(n)
				ann.ID = "gone"
				start := time.Now()
				for range 4 {
					ann.Connect()
				}
				if took := time.Since(start); took != 2*time.Second { // only the last had to wait
					t.Fatal(took)
				}
				body := strings.Repeat(","+connectBody("gone"), 100)
				ann.Send("[" + body[1:] + "]")
				ann.Receive()
				if took := time.Since(start); took != 4*time.Second || s.Stats().Held != 0 {
					t.Fatal(took)
				}
				bob := open(n)
				bob.Join()
				if took := time.Since(start); took != 4*time.Second {
					t.Fatal("others wait, too")
				}
			})
		})
	}
}
