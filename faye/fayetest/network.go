package fayetest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

// Network is an HTTP server that is reached through pipes in memory.
type Network struct {
	t        testing.TB
	listener *pipes
	client   *http.Client
}

// Serve starts serving h at every path. It stops when the test ends. configure,
// if given, changes the host: its timeouts, for example.
func Serve(t testing.TB, h http.Handler, configure ...func(*http.Server)) *Network {
	l := &pipes{incoming: make(chan net.Conn), done: make(chan struct{})}
	var conns sync.WaitGroup
	server := &http.Server{Handler: h, ConnState: func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			conns.Add(1)
		case http.StateClosed, http.StateHijacked:
			conns.Done()
		}
	}}
	for _, change := range configure {
		change(server)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l)
	}()
	transport := &http.Transport{DialContext: l.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		<-served
		conns.Wait()
	})
	return &Network{t: t, listener: l, client: &http.Client{Transport: transport}}
}

// HTTP is a client that reaches the server under any host name.
func (n *Network) HTTP() *http.Client { return n.client }

// Dial opens a bare connection to the server.
func (n *Network) Dial() net.Conn {
	conn, err := n.listener.dial(context.Background(), "", "")
	if err != nil {
		n.t.Fatal("dial:", err)
	}
	return conn
}

// Dialer opens WebSockets to the server under any host name.
func (n *Network) Dialer() *websocket.Dialer {
	return &websocket.Dialer{NetDialContext: n.listener.dial}
}

// pipes is a listener whose connections are net.Pipes.
type pipes struct {
	incoming chan net.Conn
	done     chan struct{}
	once     sync.Once
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.incoming <- far:
		return near, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.incoming:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "pipe"} }
