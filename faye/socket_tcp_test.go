package faye_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/faye"
)

// Over TCP a server writes without waiting and lets sockets doze; over the pipes of
// the other tests it does neither.

func overTCP(t *testing.T, opts *faye.Options) (*faye.Server, string) {
	t.Helper()
	opts.Policy = faye.Open()
	s, err := faye.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return s, "ws" + strings.TrimPrefix(server.URL, "http") + "/faye"
}

// joinTCP subscribes to /a, and gives the session's id.
func joinTCP(t *testing.T, url string) (*websocket.Conn, string) {
	t.Helper()
	c, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Minute))
	id := call(t, c, `{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}`)["clientId"].(string)
	call(t, c, fmt.Sprintf(`{"channel":"/meta/subscribe","clientId":%q,"subscription":"/a"}`, id))
	call(t, c, fmt.Sprintf(`{"channel":"/meta/connect","clientId":%q,"connectionType":"websocket"}`, id))
	return c, id
}

// readNumbers expects the deliveries 0 to count-1, in order.
func readNumbers(t *testing.T, c *websocket.Conn, count int) {
	t.Helper()
	for next := 0; next < count; {
		for _, m := range readBare(t, c) {
			if got := m["data"].(map[string]any)["n"]; got != float64(next) {
				t.Fatalf("got %v, want %d", got, next)
			}
			next++
		}
	}
}

// What does not fit into the kernel's buffers is a part of a frame, as a rule: it
// must be finished before anything else is sent.
func TestTCPReaderThatStandsStillMissesNothing(t *testing.T) {
	s, url := overTCP(t, &faye.Options{MaxQueue: 1 << 20, MaxQueueBytes: 1 << 30, WriteTimeout: 5 * time.Minute})
	slow, id := joinTCP(t, url)
	quick, _ := joinTCP(t, url)
	const count = 4000
	// 16 MB, which is more than the kernel takes.
	fill := strings.Repeat("x", 4<<10)
	for i := range count {
		data := fmt.Sprintf(`{"n":%d,"fill":%q}`, i, fill)
		if err := s.Publish(t.Context(), "/a", json.RawMessage(data)); err != nil {
			t.Fatal(err)
		}
	}
	readNumbers(t, quick, count)
	readNumbers(t, slow, count)
	publish(t, s, "/a", `{"n":0}`) // goes the quick way again
	readNumbers(t, slow, 1)
	if got := call(t, slow, fmt.Sprintf(`{"channel":"/b","clientId":%q,"data":1}`, id)); got["successful"] != true {
		t.Fatal(got)
	}
}

func TestTCPSocketThatDozes(t *testing.T) {
	s, url := overTCP(t, &faye.Options{})
	pong := maskedFrame(websocket.PongMessage, "pong")
	tests := map[string]func(one, two []byte) [][]byte{
		"TwoFramesAtOnce":  func(one, two []byte) [][]byte { return [][]byte{slices.Concat(one, two)} },
		"OneAndAHalf":      func(one, two []byte) [][]byte { return [][]byte{slices.Concat(one, two[:9]), two[9:]} },
		"ByteByByte":       func(one, two []byte) [][]byte { return bytes.SplitAfter(slices.Concat(one, two), nil) },
		"PongsBetween":     func(one, two []byte) [][]byte { return [][]byte{pong, one, pong, two, pong} },
		"PongsAtOnce":      func(one, two []byte) [][]byte { return [][]byte{slices.Concat(pong, one, pong, pong, two, pong)} },
		"PongByteByByte":   func(one, two []byte) [][]byte { return append(bytes.SplitAfter(pong, nil), one, two) },
		"PongInTwoThenOne": func(one, two []byte) [][]byte { return [][]byte{one, pong[:1], slices.Concat(pong[1:], two)} },
	}
	for name, parts := range tests {
		t.Run(name, func(t *testing.T) {
			c, id := joinTCP(t, url)
			one := maskedFrame(websocket.TextMessage, fmt.Sprintf(`{"channel":"/b","clientId":%q,"data":1,"id":"one"}`, id))
			two := maskedFrame(websocket.BinaryMessage, fmt.Sprintf(`{"channel":"/b","clientId":%q,"data":2,"id":"two"}`, id))
			for _, part := range parts(one, two) {
				if _, err := c.NetConn().Write(part); err != nil {
					t.Fatal(err)
				}
			}
			var ids []any
			for len(ids) < 2 {
				for _, m := range readBare(t, c) {
					ids = append(ids, m["id"])
				}
			}
			if !slices.Equal(ids, []any{"one", "two"}) {
				t.Fatal(ids)
			}
			publish(t, s, "/a", `{"n":0}`)
			readNumbers(t, c, 1)
		})
	}
}

// maskedFrame is a client's frame of less than 126 bytes, with a mask of zeros.
func maskedFrame(op byte, payload string) []byte {
	return append([]byte{128 | op, 128 | byte(len(payload)), 0, 0, 0, 0}, payload...)
}

func TestTCPDozingSocketIsNoticed(t *testing.T) {
	tests := map[string]struct {
		opts faye.Options
		end  func(c *websocket.Conn) error
	}{
		"Cut":     {faye.Options{}, func(c *websocket.Conn) error { return c.NetConn().Close() }},
		"Closed":  {faye.Options{}, func(c *websocket.Conn) error { return c.WriteMessage(websocket.CloseMessage, nil) }},
		"Garbage": {faye.Options{}, func(c *websocket.Conn) error { _, err := c.NetConn().Write([]byte("garbage")); return err }},
		"Silent":  {faye.Options{Ping: 2 * time.Second}, func(*websocket.Conn) error { return nil }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, url := overTCP(t, &test.opts)
			c, _ := joinTCP(t, url)
			if err := test.end(c); err != nil {
				t.Fatal(err)
			}
			for deadline := time.Now().Add(time.Minute); s.Stats().Sockets > 0; time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("the socket is still there")
				}
			}
		})
	}
}
