package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A tusStory is what the client tells of a file: where it is, and what was asked on the way.
type tusStory struct {
	URL   string
	Asked []struct {
		Method, From, Offset string
		Status               int
	}
}

// methods are what was asked.
func (s tusStory) methods() string {
	var all []string
	for _, a := range s.Asked {
		all = append(all, a.Method)
	}
	return strings.Join(all, " ")
}

// resumed tells whether something went on where something else had ended.
func (s tusStory) resumed() bool {
	for _, a := range s.Asked {
		if a.Method == "PATCH" && a.From != "0" && a.From != "" && a.Status == 204 {
			return true
		}
	}
	return false
}

// TestStockTus: the client that npm has of tus sends files, pauses and goes on, goes on by
// itself when the connection was cut, and takes back what it began.
func TestStockTus(t *testing.T) {
	needNode(t)
	t.Parallel()
	p := start(t)
	ann := p.guest("Ann")
	r := connect(t, p, ann, library{script: "tus"})
	const size, part = 3 << 20, 1 << 20
	send := func(t *testing.T, endpoint string, how map[string]any) (s tusStory) {
		t.Helper()
		how["size"] = size
		result, refused := r.order("send", endpoint+"/api/v1/uploads", how)
		if refused != nil {
			t.Fatalf("%+v: %+v\n%s", how, refused, p.stderr)
		}
		if err := json.Unmarshal(result, &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	// arrived wants the file to be what was sent, for who reads it.
	arrived := func(t *testing.T, s tusStory) {
		t.Helper()
		var up struct {
			ID, Name, URL string
			Complete      bool
		}
		_, path, _ := strings.Cut(s.URL, "/api/")
		ann.must(200, "GET /api/"+path, nil, &up)
		if !up.Complete || up.Name != "naïve name.bin" {
			t.Fatalf("%+v", up)
		}
		ann.must(201, "POST /api/v1/rooms/lobby/messages", map[string]any{"attachments": []string{up.ID}}, nil)
		want := make([]byte, size)
		for i := range want {
			want[i] = byte((i*31 + i>>8) % 251)
		}
		if code, got := p.read(t, up.URL); code != 200 || got != string(want) {
			t.Errorf("%d, %d bytes, which are others", code, len(got))
		}
	}
	t.Run("AtOnce", func(t *testing.T) {
		s := send(t, p.url, map[string]any{})
		if s.methods() != "POST PATCH" {
			t.Errorf("asked %+v", s)
		}
		arrived(t, s)
	})
	t.Run("AlongWithTheCreation", func(t *testing.T) {
		s := send(t, p.url, map[string]any{"along": true, "chunk": part})
		if s.methods() != "POST PATCH PATCH" {
			t.Errorf("asked %+v", s)
		}
		arrived(t, s)
	})
	t.Run("PausedAndGoneOn", func(t *testing.T) {
		s := send(t, p.url, map[string]any{"chunk": part, "pause": part})
		s = send(t, p.url, map[string]any{"from": s.URL})
		if s.methods() != "HEAD PATCH" || !s.resumed() {
			t.Errorf("asked %+v", s)
		}
		arrived(t, s)
	})
	t.Run("CutOffAndGoneOn", func(t *testing.T) {
		s := send(t, cutAfter(t, p.url, size/2), map[string]any{})
		if !s.resumed() {
			t.Errorf("asked %+v", s)
		}
		arrived(t, s)
	})
	t.Run("TakenBack", func(t *testing.T) {
		s := send(t, p.url, map[string]any{"chunk": part, "pause": part})
		if _, refused := r.order("drop", s.URL, nil); refused != nil {
			t.Fatalf("%+v", refused)
		}
		_, path, _ := strings.Cut(s.URL, "/api/")
		ann.must(404, "GET /api/"+path, nil, nil)
	})
}

// cutAfter is a network in front of the server at target that breaks down once: when it has
// carried so many bytes there over one connection.
func cutAfter(t *testing.T, target string, most int64) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var broken atomic.Bool
	carry := func(near net.Conn) {
		defer near.Close()
		far, err := net.Dial("tcp", mustURL(t, target).Host)
		if err != nil {
			return
		}
		defer far.Close()
		defer context.AfterFunc(t.Context(), func() { _, _ = near.Close(), far.Close() })()
		all.Go(func() { _, _ = io.Copy(near, far); _ = near.Close() })
		if n, _ := io.CopyN(far, near, most); n < most || broken.CompareAndSwap(false, true) {
			return
		}
		_, _ = io.Copy(far, near)
	}
	all.Go(func() {
		for near, err := l.Accept(); err == nil; near, err = l.Accept() {
			all.Go(func() { carry(near) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		all.Wait()
	})
	return "http://" + l.Addr().String()
}
