package faye

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// sink is a connection that takes whatever is written to it.
type sink struct {
	net.Conn
	once   atomic.Bool
	closed chan struct{}
	bytes  *atomic.Int64
}

func (k *sink) Write(p []byte) (int, error)      { k.bytes.Add(int64(len(p))); return len(p), nil }
func (k *sink) Read([]byte) (int, error)         { <-k.closed; return 0, io.EOF }
func (k *sink) SetDeadline(time.Time) error      { return nil }
func (k *sink) SetReadDeadline(time.Time) error  { return nil }
func (k *sink) SetWriteDeadline(time.Time) error { return nil }
func (k *sink) Close() error {
	if k.once.CompareAndSwap(false, true) {
		close(k.closed)
	}
	return nil
}

// sinkWriter lets a sink be upgraded to a WebSocket.
type sinkWriter struct {
	http.ResponseWriter
	conn *sink
}

func (w sinkWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReader(w.conn), bufio.NewWriter(w.conn)), nil
}

// benchServer has sessions on sockets that lead nowhere, all subscribed to /a.
func benchServer(b *testing.B, sessions int) (*Server, *atomic.Int64) {
	b.Helper()
	s, err := NewServer(&Options{Policy: Open(), MaxQueue: 1 << 20, MaxQueueBytes: 1 << 30})
	if err != nil {
		b.Fatal(err)
	}
	written := &atomic.Int64{}
	for range sessions {
		benchSocket(s, written)
	}
	b.Cleanup(func() {
		for _, k := range s.sockets.all() {
			_ = k.conn.Close()
		}
		_ = s.Shutdown(context.Background())
	})
	return s, written
}

// benchSocket opens a socket for a session whose connect is held, as a real
// client's is.
func benchSocket(s *Server, written *atomic.Int64) {
	r := httptest.NewRequest(http.MethodGet, "/faye", nil)
	for key, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Cookie": "token=" + strings.Repeat("x", 300)} {
		r.Header.Set(key, value)
	}
	conn := &sink{closed: make(chan struct{}), bytes: written}
	server, err := s.upgrader.Upgrade(sinkWriter{httptest.NewRecorder(), conn}, r, nil)
	if err != nil || !s.gate.enter() {
		panic("benchmark: no socket")
	}
	k := newSocket(s, server, r)
	s.sockets.shares.claim(k.address)
	s.sockets.add(k)
	go func() {
		defer s.gate.leave()
		k.read()
	}()
	session := newSession(s, Grant{})
	_ = s.open(session)
	s.index.add(session, []string{"/a", "/users/1"}, 2)
	for range 2 { // the first is answered at once
		k.receive([]byte(`[{"channel":"/meta/connect","clientId":"` + session.id + `","connectionType":"websocket","id":"1"}]`))
	}
}

// settled waits until every writer has come to rest.
func settled(s *Server) {
	for _, k := range s.sockets.all() {
		k.mu.Lock()
		for k.writing {
			k.mu.Unlock()
			runtime.Gosched()
			k.mu.Lock()
		}
		k.mu.Unlock()
	}
}

const benchSessions = 1000

var benchData = json.RawMessage(`{"event":"createMessage","payload":"` + strings.Repeat("x", 90) + `"}`)

func benchFanOut(b *testing.B, inFlight int) {
	s, written := benchServer(b, benchSessions)
	settled(s)
	written.Store(0)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if err := s.Publish(context.Background(), "/a", benchData); err != nil {
			b.Fatal(err)
		}
		if n++; n%inFlight == 0 {
			settled(s)
		}
	}
	settled(s)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n*benchSessions), "ns/delivery")
	if got := written.Load(); got < int64(n*benchSessions*len(benchData)) {
		b.Fatalf("only %d bytes were written", got)
	}
}

func BenchmarkFanOutOneInFlight(b *testing.B)     { benchFanOut(b, 1) }
func BenchmarkFanOutSixteenInFlight(b *testing.B) { benchFanOut(b, 16) }

// BenchmarkQueueing is the publisher's share alone: find the subscribers and
// append to their queues.
func BenchmarkQueueing(b *testing.B) {
	s, err := NewServer(&Options{Policy: Open(), MaxQueue: math.MaxInt32, MaxQueueBytes: math.MaxInt})
	if err != nil {
		b.Fatal(err)
	}
	var all []*Session
	for range benchSessions {
		session := newSession(s, Grant{})
		s.index.add(session, []string{"/a"}, 1)
		all = append(all, session)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		_ = s.Publish(context.Background(), "/a", benchData)
		if n++; n%64 == 0 {
			for _, session := range all {
				s.batches.put(session.takeForPoll())
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n*benchSessions), "ns/delivery")
}

// BenchmarkEncodeOnce compares sharing the bytes with encoding per recipient, as
// Faye does, in one run on one machine.
func BenchmarkEncodeOnce(b *testing.B) {
	m := &Message{role: delivery, Channel: "/a", Data: benchData}
	var once, each time.Duration
	total := 0
	for b.Loop() {
		start := time.Now()
		e := newEvent(m)
		for range benchSessions {
			total += len(e.array)
		}
		middle := time.Now()
		for range benchSessions {
			total += len(newEvent(m).array)
		}
		once, each = once+middle.Sub(start), each+time.Since(middle)
	}
	if total == 0 {
		b.Fatal("nothing was encoded")
	}
	b.ReportMetric(float64(each)/float64(once), "times-faster")
}

// BenchmarkIdleSession is the memory of a session that waits on a socket, with
// the goroutine that reads it, but without the kernel's part.
func BenchmarkIdleSession(b *testing.B) {
	const many = 2000
	var before, after runtime.MemStats
	for b.Loop() {
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&before)
		s, _ := benchServer(b, 0)
		written := &atomic.Int64{}
		b.StartTimer()
		for range many {
			benchSocket(s, written)
		}
		b.StopTimer()
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/many, "heap-B/session")
		b.ReportMetric(float64(int64(after.StackInuse)-int64(before.StackInuse))/many, "stack-B/session")
		for _, k := range s.sockets.all() {
			_ = k.conn.Close()
		}
		_ = s.Shutdown(context.Background())
		b.StartTimer()
	}
}
