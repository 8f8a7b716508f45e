package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"sync"
	"testing"
)

// proxy serves another server under an address of its own. Where instead answers, it
// answers; change may change answers.
func proxy(t *testing.T, target string, instead func(http.ResponseWriter, *http.Request) bool, change func(*http.Response) error) string {
	t.Helper()
	to := forward(t, target)
	to.ModifyResponse = change
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if instead == nil || !instead(w, r) {
			to.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// forward sends requests to target. Unlike Rewrite with SetURL it keeps the Host, and
// with it what is same-origin.
func forward(t *testing.T, target string) *httputil.ReverseProxy {
	t.Helper()
	return httputil.NewSingleHostReverseProxy(mustURL(t, target))
}

// gate is a network that can be cut.
type gate struct {
	url, target string
	mu          sync.Mutex
	shut        bool
	conns       map[net.Conn]bool
}

// openGate lets connections through to the server at target.
func openGate(t *testing.T, target string) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{url: "http://" + l.Addr().String(), target: mustURL(t, target).Host, conns: map[net.Conn]bool{}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { g.pass(from) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		g.close()
		all.Wait()
	})
	return g
}

// pass carries one connection until either side ends it.
func (g *gate) pass(from net.Conn) {
	to, err := net.Dial("tcp", g.target)
	if err != nil {
		_ = from.Close()
		return
	}
	defer g.forget(from, to)
	if !g.keep(from, to) {
		return
	}
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(from, to)
		_ = from.Close()
	})
	_, _ = io.Copy(to, from)
	_ = to.Close()
	back.Wait()
}

func (g *gate) keep(conns ...net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range conns {
		g.conns[c] = true
	}
	return !g.shut
}

func (g *gate) forget(conns ...net.Conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range conns {
		_ = c.Close()
		delete(g.conns, c)
	}
}

// close ends all connections and those that come.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
	for c := range g.conns {
		_ = c.Close()
	}
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = false
}
