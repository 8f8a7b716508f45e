package faye_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
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

const handshakeBody = `{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"],"id":"1"}`

// handshakeFrom shakes hands as a peer at an address, with headers "Name: value".
func handshakeFrom(t *testing.T, s *faye.Server, peer string, headers ...string) string {
	t.Helper()
	r := postRequest(t.Context(), handshakeBody)
	r.RemoteAddr = peer
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Body.String()
}

func TestSessionsPerAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, &faye.Options{MaxSessionsPerAddress: 1})
		defer func() { _ = s.Shutdown(context.Background()) }()
		for _, c := range []struct {
			peer, header string
			refused      bool
		}{
			{"192.0.2.1:1000", "", false},
			{"192.0.2.1:2000", "", true},
			{"192.0.2.1:2000", "X-Forwarded-For: 198.51.100.1", true}, // nobody is trusted
			{"[::ffff:192.0.2.1]:1", "", true},
			{"192.0.2.2:1000", "", false},
			{"[2001:db8::1]:1", "", false},
			{"[2001:db8::2]:1", "", true}, // the same network
			{"[2001:db8:0:1::1]:1", "", false},
			{"pipe", "", false},
		} {
			got := handshakeFrom(t, s, c.peer, c.header)
			if strings.Contains(got, `"429::Too many sessions from one address"`) != c.refused {
				t.Fatalf("%s %s: %s", c.peer, c.header, got)
			}
			if c.refused && !strings.Contains(got, `"advice":{"interval":5000`) {
				t.Fatal(got)
			}
		}
		time.Sleep(time.Hour) // all have expired
		if got := handshakeFrom(t, s, "192.0.2.1:1"); !strings.Contains(got, `"successful":true`) {
			t.Fatal(got)
		}
	})
}

func TestTrustedProxy(t *testing.T) {
	s := newServer(t, &faye.Options{MaxSessionsPerAddress: 1, ProxyHeader: "X-Forwarded-For"})
	t.Cleanup(func() { _ = s.Shutdown(context.Background()) })
	for _, c := range []struct {
		headers []string
		refused bool
	}{
		{[]string{"X-Forwarded-For: 192.0.2.1"}, false},
		{[]string{"X-Forwarded-For: 198.51.100.9, 192.0.2.1"}, true}, // what the client says itself does not count
		{[]string{"X-Forwarded-For: 192.0.2.7", "X-Forwarded-For: 192.0.2.1:99"}, true},
		{[]string{"X-Forwarded-For: 192.0.2.1, 192.0.2.2"}, false},
		{[]string{"X-Forwarded-For: [2001:db8::1]"}, false},
		{[]string{"X-Forwarded-For: 2001:db8::2"}, true},
		{nil, false}, // the proxy itself
		{[]string{"X-Forwarded-For: "}, true},
	} {
		got := handshakeFrom(t, s, "10.0.0.1:1", c.headers...)
		if strings.Contains(got, "429:") != c.refused {
			t.Fatalf("%s: %s", c.headers, got)
		}
	}
}

// TestDroppable fills a queue with both kinds of messages.
func TestDroppable(t *testing.T) {
	live := func(channel string) bool { return strings.HasSuffix(channel, "/live") }
	opts := &faye.Options{MaxQueue: 3, Droppable: live, History: &faye.History{}}
	in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join("/a", "/a/live")
		for i, channel := range []string{"/a/live", "/a", "/a/live", "/a", "/a/live", "/a", "/a/live"} {
			publish(t, s, channel, fmt.Sprint(i))
		}
		for _, d := range []float64{1, 3, 5} {
			if got := ann.Next()["data"]; got != d {
				t.Fatalf("got %v, want %v", got, d)
			}
		}
		if got := s.Stats(); got.Discarded != 4 || got.Sessions != 1 || got.Retained != 3 {
			t.Fatalf("%+v", got)
		}
		for i := range 4 {
			publish(t, s, "/a/live", fmt.Sprint(i))
		}
		for i := 1; i < 4; i++ { // the oldest has made room
			if got := ann.Next()["data"]; got != float64(i) {
				t.Fatalf("got %v, want %d", got, i)
			}
		}
	})
}

// TestDroppableWhileWriting blocks the network: what is being written cannot be
// dropped any more, and nothing of it is lost or doubled.
func TestDroppableWhileWriting(t *testing.T) {
	live := func(string) bool { return true }
	in(t, &faye.Options{MaxQueue: 2, Droppable: live}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := joinBare(t, n, "/a")
		for i := range 6 {
			publish(t, s, "/a", fmt.Sprint(i))
			synctest.Wait()
		}
		var got []any
		for len(got) < 2 {
			for _, m := range readBare(t, ann) {
				got = append(got, m["data"])
			}
			synctest.Wait()
		}
		if fmt.Sprint(got) != "[0 5]" || s.Stats().Sessions != 1 {
			t.Fatal(got, s.Stats())
		}
	})
}

// TestDepth sends what is nested just as deep as it may be, and deeper.
func TestDepth(t *testing.T) {
	in(t, &faye.Options{MaxDepth: 10}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
		ann, bob := n.Poll(), n.WebSocket()
		nested := func(depth int) string {
			return `[{"channel":"/a","data":` + strings.Repeat("[", depth-2) + `"[{"` + strings.Repeat("]", depth-2) + `}]`
		}
		for _, c := range []*fayetest.Client{ann, bob} {
			c.Send(nested(10))
			if got := c.Receive(); !strings.Contains(got, `"successful":true`) {
				t.Fatal(got)
			}
			for _, depth := range []int{11, 9000, 100_000} {
				c.Send(nested(depth))
				if got := c.Receive(); !strings.Contains(got, "Bad request") && !strings.Contains(got, "too large") {
					t.Fatal(got)
				}
				if depth > 9000 {
					break // too much for a frame, too
				}
			}
		}
	})
}

func TestAllSubscriptionsAreBounded(t *testing.T) {
	in(t, &faye.Options{MaxAllSubscriptions: 3}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann, bob := n.Poll(), n.Poll()
		ann.Join("/a", "/b")
		bob.Join("/a")
		if r := bob.Subscribe("/c"); r["error"] != "403:/c:Too many subscriptions" || s.Stats().Subscriptions != 3 {
			t.Fatal(r)
		}
		if r := bob.Subscribe("/a"); r["successful"] != true { // it has that one
			t.Fatal(r)
		}
		ann.Call(fayetest.Message{"channel": "/meta/unsubscribe", "subscription": "/b"})
		if r := bob.Subscribe("/c"); r["successful"] != true {
			t.Fatal(r)
		}
	})
}

// TestTricklingFrame sends a byte a second, and a pong now and then to seem alive.
func TestTricklingFrame(t *testing.T) {
	in(t, &faye.Options{ReadTimeout: 15 * time.Second}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		conn := openBare(t, n).NetConn()
		writeAll(t, conn, "\x81\xfe\x01\x00\x00\x00\x00\x00") // 256 bytes will follow
		start := time.Now()
		for s.Stats().Sockets > 0 {
			_, _ = conn.Write([]byte("["))
			time.Sleep(time.Second)
			if time.Since(start) > time.Minute {
				t.Fatal("still open")
			}
		}
	})
}

// TestTricklingBody does the same to a poll.
func TestTricklingBody(t *testing.T) {
	in(t, &faye.Options{ReadTimeout: 15 * time.Second}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
		conn := n.Dial()
		writeAll(t, conn, "POST /faye HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
		answer := make(chan string)
		go func() {
			b, _ := io.ReadAll(conn)
			answer <- string(b)
		}()
		start := time.Now()
		for {
			if _, err := conn.Write([]byte("[")); err != nil {
				break
			}
			time.Sleep(time.Second)
			if time.Since(start) > time.Minute {
				t.Fatal("still open")
			}
		}
		if got := <-answer; !strings.HasPrefix(got, "HTTP/1.1 400") {
			t.Fatal(got)
		}
	})
}

// TestCompressedBody is refused rather than inflated.
func TestCompressedBody(t *testing.T) {
	var body bytes.Buffer
	z := gzip.NewWriter(&body)
	_, _ = z.Write(make([]byte, 10<<20))
	_ = z.Close()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/faye", &body)
	r.Header.Set("Content-Encoding", "gzip")
	w := httptest.NewRecorder()
	newServer(t, nil).ServeHTTP(w, r)
	if w.Code != http.StatusUnsupportedMediaType {
		t.Fatal(w.Code)
	}
}

// TestCompression has a client that offers it, and one that does not, get the
// same messages, small and large, single and many together.
func TestCompression(t *testing.T) {
	for name, offer := range map[string]bool{"Offered": true, "NotOffered": false} {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{Compression: true}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				dialer := n.Dialer()
				dialer.EnableCompression = offer
				ann, resp, err := dialer.Dial("ws://faye.test/faye", nil)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = ann.Close() }()
				if got := strings.Contains(resp.Header.Get("Sec-WebSocket-Extensions"), "permessage-deflate"); got != offer {
					t.Fatal(resp.Header)
				}
				id := call(t, ann, handshakeBody)["clientId"].(string)
				call(t, ann, fmt.Sprintf(`{"channel":"/meta/subscribe","clientId":%q,"subscription":"/a"}`, id))
				call(t, ann, connectBody(id))
				large := `"` + strings.Repeat("parley ", 1000) + `"`
				for range 2 {
					publish(t, s, "/a", `"small"`)
					publish(t, s, "/a", large)
					synctest.Wait()
				}
				var got []any
				for len(got) < 4 {
					for _, m := range readBare(t, ann) {
						got = append(got, m["data"])
					}
				}
				for i, d := range got {
					if want := [...]string{"small", large[1 : len(large)-1]}[i%2]; d != want {
						t.Fatalf("%d: %.20v", i, d)
					}
				}
			})
		})
	}
}

// TestCompressionBomb sends a frame that is small until it is inflated.
func TestCompressionBomb(t *testing.T) {
	in(t, &faye.Options{Compression: true}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		dialer := n.Dialer()
		dialer.EnableCompression = true
		bomb, _, err := dialer.Dial("ws://faye.test/faye", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = bomb.Close() }()
		frame := append(append([]byte(`[{"channel":"/a","data":"`), bytes.Repeat([]byte("0"), 10<<20)...), `"}]`...)
		go func() { _ = bomb.WriteMessage(websocket.TextMessage, frame) }()
		if _, _, err := bomb.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := s.Stats(); got.Sockets != 0 || got.Received != 0 {
			t.Fatalf("%+v", got)
		}
	})
}
