package main

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// head is the rev of the lobby.
func (p *process) head() int64 {
	p.t.Helper()
	var page struct{ AsOf int64 }
	p.nobody().must(200, "GET /api/v1/rooms/lobby/messages?limit=1", nil, &page)
	return page.AsOf
}

// until waits for a line of the log that has all the words.
func (p *process) until(what string, words ...string) {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for line := range strings.Lines(p.stderr.String()) {
			if hasAll(line, words) {
				return
			}
		}
	}
	p.t.Fatalf("waited in vain for %s in %s", what, p.stderr)
}

func hasAll(line string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(line, word) {
			return false
		}
	}
	return true
}

// settle waits until nobody posts any longer.
func (s *posting) settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.busy > 0 {
		s.more.Wait()
	}
}

// deaf is a server that takes requests and answers none.
func deaf(t *testing.T) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	srv := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-ended })}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() {
		close(ended)
		_ = srv.Close()
	})
	return "http://" + l.Addr().String()
}
