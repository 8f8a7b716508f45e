package faye_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// openBare opens a socket that reads only when the test does. A pipe has no
// buffer, so that the server's writer then stands still.
func openBare(t *testing.T, n *fayetest.Network) *websocket.Conn {
	t.Helper()
	c, _, err := n.Dialer().Dial("ws://faye.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// joinBare opens such a socket and subscribes.
func joinBare(t *testing.T, n *fayetest.Network, channel string) *websocket.Conn {
	t.Helper()
	c := openBare(t, n)
	id := call(t, c, `{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}`)["clientId"]
	call(t, c, fmt.Sprintf(`{"channel":"/meta/subscribe","clientId":%q,"subscription":%q}`, id, channel))
	call(t, c, fmt.Sprintf(`{"channel":"/meta/connect","clientId":%q,"connectionType":"websocket"}`, id))
	return c
}

func call(t *testing.T, c *websocket.Conn, message string) map[string]any {
	t.Helper()
	if err := c.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
		t.Fatal(err)
	}
	return readBare(t, c)[0]
}

func readBare(t *testing.T, c *websocket.Conn) (all []map[string]any) {
	t.Helper()
	if err := c.ReadJSON(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSlowReaderDelaysNobody(t *testing.T) {
	in(t, &faye.Options{WriteTimeout: time.Hour}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		joinBare(t, n, "/a")
		ann := n.WebSocket()
		ann.Join("/a")
		start := time.Now()
		for i := range 500 {
			publish(t, s, "/a", fmt.Sprint(i))
			if got := ann.Next()["data"]; got != float64(i) {
				t.Fatal(got)
			}
		}
		if d := time.Since(start); d != 0 {
			t.Fatalf("waited %v", d)
		}
	})
}

func TestWriterTakesEverythingIntoOneFrame(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		slow := joinBare(t, n, "/a")
		for i := range 100 {
			publish(t, s, "/a", fmt.Sprint(i))
			synctest.Wait() // the writer stands still with the first
		}
		first, rest := readBare(t, slow), readBare(t, slow)
		if len(first) != 1 || len(rest) != 99 || rest[98]["data"] != 99.0 {
			t.Fatalf("%d and %d messages", len(first), len(rest))
		}
	})
}

func TestFullQueueEndsTheSession(t *testing.T) {
	for name, opts := range map[string]*faye.Options{
		"Messages": {MaxQueue: 10, WriteTimeout: time.Minute},
		"Bytes":    {MaxQueueBytes: 300, WriteTimeout: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				joinBare(t, n, "/a")
				for range 11 {
					publish(t, s, "/a", `"012345678901234567890123456789"`)
					synctest.Wait()
				}
				if st := s.Stats(); st.Sessions != 0 || st.Dropped == 0 {
					t.Fatalf("%+v", st)
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				if st := s.Stats(); st.Sockets != 0 {
					t.Fatal("the socket outlives its write timeout")
				}
			})
		})
	}
}

func TestOneDeliveryIsAlwaysAccepted(t *testing.T) {
	in(t, &faye.Options{MaxQueueBytes: 10}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join("/a")
		publish(t, s, "/a", `"longer than ten bytes"`)
		if got := ann.Next()["data"]; got != "longer than ten bytes" {
			t.Fatal(got)
		}
	})
}

// TestFailedWriteIsResumed breaks a socket in the middle of a write.
func TestFailedWriteIsResumed(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll() // makes the session
		ann.Join("/a")
		broken := openBare(t, n)
		call(t, broken, fmt.Sprintf(`{"channel":"/meta/connect","clientId":%q,"connectionType":"websocket","advice":{"timeout":0}}`, ann.ID))
		for i := range 5 {
			publish(t, s, "/a", fmt.Sprint(i))
			synctest.Wait() // the writer stands still with 0, the others are queued
		}
		_ = broken.NetConn().Close()
		synctest.Wait()
		for i := range 5 {
			if got := ann.Next()["data"]; got != float64(i) {
				t.Fatalf("got %v, want %d", got, i)
			}
		}
	})
}

// TestNewOutletWaitsForTheOld moves a session while its old socket hangs: what
// the old one could not write comes first, and soon.
func TestNewOutletWaitsForTheOld(t *testing.T) {
	in(t, &faye.Options{WriteTimeout: time.Hour}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Handshake()
		ann.Subscribe("/a")
		hung := openBare(t, n)
		call(t, hung, fmt.Sprintf(`{"channel":"/meta/connect","clientId":%q,"connectionType":"websocket"}`, ann.ID))
		publish(t, s, "/a", `0`)
		synctest.Wait()
		start := time.Now()
		ann.Hold()
		synctest.Wait()
		publish(t, s, "/a", `1`)
		ann.Publish("/b", `1`) // its reply has the new writer look at the queue
		for i := range 2 {
			if got := ann.Next()["data"]; got != float64(i) {
				t.Fatalf("got %v, want %d", got, i)
			}
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Fatalf("it took %v", d)
		}
	})
}

func TestDeadPeerIsCutOff(t *testing.T) {
	in(t, &faye.Options{Ping: 10 * time.Second}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		dead := joinBare(t, n, "/a")
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if st := s.Stats(); st.Sockets != 0 || st.Sessions != 1 {
			t.Fatalf("%+v", st)
		}
		if _, _, err := dead.ReadMessage(); err == nil {
			t.Fatal("still open")
		}
	})
}

func TestPingsComeWithoutBeingAsked(t *testing.T) {
	in(t, &faye.Options{Ping: 10 * time.Second}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		c := joinBare(t, n, "/a")
		pings := make(chan time.Time, 3)
		c.SetPingHandler(func(string) error {
			pings <- time.Now()
			return c.WriteControl(websocket.PongMessage, nil, time.Time{})
		})
		go func() { _, _, _ = c.ReadMessage() }()
		first, second := <-pings, <-pings
		if d := second.Sub(first); d != 10*time.Second {
			t.Fatal(d)
		}
		if st := s.Stats(); st.Sockets != 1 {
			t.Fatalf("%+v", st)
		}
	})
}

// TestPeerThatNeverReads sends without end; the server stops listening to it
// instead of keeping all the answers.
func TestPeerThatNeverReads(t *testing.T) {
	in(t, &faye.Options{MaxQueueBytes: 2000, WriteTimeout: time.Minute}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		c := openBare(t, n)
		sent := make(chan int, 1)
		go func() {
			for i := 0; ; i++ {
				if c.WriteMessage(websocket.TextMessage, []byte(`{"channel":"/a","data":1,"id":"x"}`)) != nil {
					sent <- i
					return
				}
			}
		}()
		if i := <-sent; i > 100 {
			t.Fatalf("it took %d messages", i)
		}
		synctest.Wait()
		if st := s.Stats(); st.Sockets != 0 {
			t.Fatalf("%+v", st)
		}
	})
}

func TestUpgradeBehindMiddleware(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, &faye.Options{Policy: faye.Open()})
		defer func() { _ = s.Shutdown(t.Context()) }()
		n := fayetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.ServeHTTP(wrapped{w}, r) }))
		ann := n.WebSocket()
		ann.Join("/a")
		publish(t, s, "/a", `1`)
		ann.Next()
	})
}

// TestRequestIsLetGo sees that ServeHTTP returns at once after an upgrade.
func TestRequestIsLetGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, &faye.Options{Policy: faye.Open()})
		defer func() { _ = s.Shutdown(t.Context()) }()
		returned := make(chan bool, 1)
		n := fayetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.ServeHTTP(w, r)
			returned <- true
		}))
		ann := n.WebSocket()
		<-returned
		ann.Join()
	})
}

// TestHalfWrittenThings are requests and frames that never end.
func TestHalfWrittenThings(t *testing.T) {
	for name, text := range map[string]string{
		"Body":  "POST /faye HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{",
		"Frame": "GET /faye HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{Ping: 10 * time.Second}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				c := n.Dial()
				defer func() { _ = c.Close() }()
				writeAll(t, c, text)
				start := time.Now()
				r := bufio.NewReader(c)
				resp, err := http.ReadResponse(r, nil)
				if err != nil {
					t.Fatal(err)
				}
				if name == "Frame" {
					writeAll(t, c, "\x81\xfe")
				} else if resp.StatusCode != http.StatusBadRequest {
					t.Fatal(resp.Status)
				}
				_, _ = io.Copy(io.Discard, r) // until the server closes it
				if d := time.Since(start); d > time.Minute {
					t.Fatalf("it took %v", d)
				}
			})
		})
	}
}

func writeAll(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := io.Copy(c, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
}

func TestBinaryFramesAreRead(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
		c := openBare(t, n)
		body, err := json.Marshal(map[string]any{"channel": "/a", "data": 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.WriteMessage(websocket.BinaryMessage, body); err != nil {
			t.Fatal(err)
		}
		if got := readBare(t, c)[0]; got["successful"] != true {
			t.Fatal(got)
		}
	})
}

func TestPingsAreAnswered(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
		c := openBare(t, n)
		pongs := make(chan string, 1)
		c.SetPongHandler(func(data string) error { pongs <- data; return nil })
		go func() { _, _, _ = c.ReadMessage() }()
		if err := c.WriteControl(websocket.PingMessage, []byte("42"), time.Time{}); err != nil {
			t.Fatal(err)
		}
		if got := <-pongs; got != "42" {
			t.Fatal(got)
		}
	})
}

// TestFramesOfEverySize covers the three forms of a frame's header, alone and
// together with others.
func TestFramesOfEverySize(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		slow := joinBare(t, n, "/a")
		const around = len(`[{"channel":"/a","data":""}]`)
		for _, size := range []int{around, 125, 126, 127, 65535, 65536, 65537, 300000} {
			text := strings.Repeat("x", size-around)
			for range 3 { // one alone, two together
				publish(t, s, "/a", `"`+text+`"`)
				synctest.Wait()
			}
			for _, want := range []int{1, 2} {
				got := readBare(t, slow)
				if len(got) != want || got[0]["data"] != text || got[want-1]["data"] != text {
					t.Fatalf("%d messages of size %d", len(got), size)
				}
			}
		}
	})
}

// TestNothingFollowsAClose: what the peer asked for before it closed is answered before
// the close is, since browsers take anything after it for a broken server.
func TestNothingFollowsAClose(t *testing.T) {
	for range 50 {
		in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
			c := joinBare(t, n, "/a")
			const count = 5
			for i := range count {
				message := fmt.Sprintf(`{"channel":"/meta/subscribe","id":"%d","clientId":"none","subscription":"/b"}`, i)
				if err := c.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
					t.Fatal(err)
				}
				synctest.Wait() // the writer stands still with the first answer
			}
			goodbye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
			if err := c.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			answers := 0
			for answers < count {
				answers += len(readBare(t, c))
			}
			if _, _, err := c.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
				t.Fatal(err)
			}
		})
	}
}
