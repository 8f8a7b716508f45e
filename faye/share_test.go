package faye_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// byProxy is the header by which these tests come from different addresses.
const byProxy = "X-Client"

// openFrom opens a socket from an address; status is that of the answer.
func openFrom(t *testing.T, n *fayetest.Network, address string) (conn *websocket.Conn, res *http.Response) {
	t.Helper()
	conn, res, err := n.Dialer().Dial("ws://faye.test/faye", http.Header{byProxy: {address}})
	if res == nil {
		t.Fatal(err)
	}
	if conn != nil {
		t.Cleanup(func() { _ = conn.Close() })
	}
	return conn, res
}

func TestSocketsAreBounded(t *testing.T) {
	opts := &faye.Options{MaxSockets: 3, MaxSocketsPerAddress: 2, ProxyHeader: byProxy, Backoff: 7 * time.Second}
	in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		opens := func(address string, status int) *websocket.Conn {
			t.Helper()
			conn, res := openFrom(t, n, address)
			if res.StatusCode != status || status == 503 && res.Header.Get("Retry-After") != "7" {
				t.Fatal(res)
			}
			return conn
		}
		first := opens("192.0.2.1", 101)
		opens("192.0.2.1", 101)
		opens("192.0.2.1", 503) // has its share
		opens("192.0.2.2", 101)
		opens("192.0.2.3", 503) // there are as many as there may be
		synctest.Wait()
		if got := s.Stats().Sockets; got != 3 {
			t.Fatal(got)
		}
		_ = first.Close()
		synctest.Wait()
		for range 3 { // an upgrade that fails gives its place back
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/faye", nil)
			r.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
				t.Fatal(w.Code)
			}
		}
		opens("192.0.2.1", 101)
		opens("192.0.2.1", 503)
	})
}

// TestHeldPerAddress has two addresses connect as often as they like: of each, one poll is
// held, and the others are told to come later.
func TestHeldPerAddress(t *testing.T) {
	opts := &faye.Options{MaxHeldPerAddress: 1, ProxyHeader: byProxy, Policy: faye.Open()}
	in(t, opts, func(t *testing.T, s *faye.Server, _ *fayetest.Network) {
		post := func(address, body string) string {
			r := postRequest(t.Context(), body)
			r.Header.Set(byProxy, address)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w.Body.String()
		}
		join := func(address string) string {
			var got []struct{ ClientID string }
			if err := json.Unmarshal([]byte(post(address, handshakeBody)), &got); err != nil {
				t.Fatal(err)
			}
			post(address, connectBody(got[0].ClientID)) // the first is never held
			return connectBody(got[0].ClientID)
		}
		const crowd = `"interval":5000`
		for _, address := range []string{"192.0.2.1", "192.0.2.2"} {
			held := join(address)
			go post(address, held)
			synctest.Wait()
			start := time.Now()
			if got := post(address, join(address)); !strings.Contains(got, crowd) || time.Since(start) > 0 {
				t.Fatalf("%s after %v", got, time.Since(start))
			}
		}
		if got := s.Stats().Held; got != 2 {
			t.Fatal(got)
		}
		time.Sleep(time.Minute) // both have been answered
		if got := post("192.0.2.1", join("192.0.2.1")); strings.Contains(got, crowd) || s.Stats().Held != 0 {
			t.Fatal(got, s.Stats().Held)
		}
	})
}

// TestUnusedSocketIsCut: nobody keeps a socket open by speaking, but by connecting.
func TestUnusedSocketIsCut(t *testing.T) {
	for name, ping := range map[string]time.Duration{"WithPings": 0, "WithoutPings": -1} {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{UnusedTimeout: time.Minute, Ping: ping}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				const step = 7 * time.Second
				start := time.Now()
				talk := func(c *fayetest.Client, until func() bool) {
					for !until() && time.Since(start) < time.Hour {
						c.Send("[]")
						c.Receive()
						time.Sleep(step)
					}
				}
				ann := n.WebSocket()
				ann.Join("/a")
				ann.Hold()
				idle, left := n.WebSocket(), n.WebSocket()
				synctest.Wait()
				talk(idle, func() bool { return s.Stats().Sockets < 3 })
				left.Close()
				if took := time.Since(start); took < time.Minute || took > time.Minute+step {
					t.Fatalf("cut after %v", took)
				}
				synctest.Wait()

				poll := n.Poll()
				poll.ID = ann.ID
				start = time.Now()
				poll.Connect() // takes the session from the socket
				talk(ann, func() bool { return s.Stats().Sockets == 0 })
				if took := time.Since(start); took < time.Minute || took > time.Minute+step {
					t.Fatalf("cut after %v", took)
				}
			})
		})
	}
}

// TestUsedSocketStays connects just in time, and then goes on without a word.
func TestUsedSocketStays(t *testing.T) {
	for name, ping := range map[string]time.Duration{"WithPings": 0, "WithoutPings": -1} {
		t.Run(name, func(t *testing.T) {
			opts := &faye.Options{UnusedTimeout: 10 * time.Second, Ping: ping, Timeout: 2 * time.Hour}
			in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				ann := n.WebSocket()
				time.Sleep(9 * time.Second)
				ann.Join("/a")
				time.Sleep(time.Hour)
				if got := s.Stats().Sockets; got != 1 {
					t.Fatal(got)
				}
			})
		})
	}
}

// TestProxyHint is told once, and only while no proxy is known.
func TestProxyHint(t *testing.T) {
	for header, want := range map[string]int{"": 1, byProxy: 0} {
		var out bytes.Buffer
		s := newServer(t, &faye.Options{MaxSessionsPerAddress: 1, ProxyHeader: header, Logger: slog.New(slog.NewTextHandler(&out, nil))})
		for range 3 {
			handshakeFrom(t, s, "192.0.2.1:1")
		}
		_ = s.Shutdown(context.Background())
		if got := strings.Count(out.String(), "ProxyHeader"); got != want || strings.Count(out.String(), "192.0.2.1") != want {
			t.Errorf("%q: %s", header, &out)
		}
	}
}
