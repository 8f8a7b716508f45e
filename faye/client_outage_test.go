package faye_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// replaceable is a server that can be replaced by a new one, or by nothing.
type replaceable struct {
	current  atomic.Pointer[faye.Server]
	requests atomic.Int64
	refuse   func(r *http.Request) bool // with a 503; nil: nothing
}

func (p *replaceable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.requests.Add(1)
	s := p.current.Load()
	if s == nil || p.refuse != nil && p.refuse(r) {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	s.ServeHTTP(w, r)
}

func (p *replaceable) start(t *testing.T) *faye.Server {
	s := newServer(t, &faye.Options{Policy: faye.Open()})
	p.current.Store(s)
	return s
}

func (p *replaceable) stop(t *testing.T) {
	if s := p.current.Swap(nil); s != nil {
		if err := s.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

// outage runs a test with a server that can go away, over each transport.
func outage(t *testing.T, test func(t *testing.T, p *replaceable, n *fayetest.Network, o faye.ClientOptions)) {
	t.Helper()
	for name, disable := range map[string]bool{"websocket": false, "long-polling": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &replaceable{}
				p.start(t)
				defer p.stop(t)
				test(t, p, fayetest.Serve(t, p), faye.ClientOptions{DisableWebSocket: disable})
			})
		})
	}
}

func TestClientComesBackAfterARestart(t *testing.T) {
	outage(t, func(t *testing.T, p *replaceable, n *fayetest.Network, o faye.ClientOptions) {
		var got, gaps, states heard
		o.OnGap = func(channel string, position int64) { gaps.add(fmt.Sprint(channel, position)) }
		o.OnState = func(s faye.State) { states.add(s.String()) }
		c := dialing(t, n, o)
		subscribeTo(t, c, "/a", got.note)
		subscribeTo(t, c, "/b/*", got.note)
		p.stop(t)
		time.Sleep(10 * time.Minute)
		if p.requests.Load() > 100 {
			t.Fatalf("%d requests", p.requests.Load())
		}
		done := make(chan error)
		go func() { done <- c.Publish(context.Background(), "/a", "meanwhile") }()
		synctest.Wait()
		p.start(t)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		got.expect(t, `/a "meanwhile"`)
		clientPublish(t, c, "/b/x", 2)
		got.expect(t, `/b/x 2`)
		gaps.expect(t, "/a0", "/b/*0")
		if all := states.take(); all[len(all)-1] != "connected" || !strings.Contains(fmt.Sprint(all), "disconnected") {
			t.Error(all)
		}
	})
}

// TestClientPrefersTheWebSocketAgain: an outage says nothing about transports.
func TestClientPrefersTheWebSocketAgain(t *testing.T) {
	outage(t, func(t *testing.T, p *replaceable, n *fayetest.Network, o faye.ClientOptions) {

		c := dialing(t, n, o)
		clientPublish(t, c, "/a", 1)
		p.stop(t)
		time.Sleep(10 * time.Minute)
		s := p.start(t)
		clientPublish(t, c, "/a", 2)
		if st := s.Stats(); (st.Sockets == 1) == o.DisableWebSocket {
			t.Errorf("%+v", st)
		}
	})
}

func TestClientFallsBackToPollingAndReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var blocked atomic.Bool
		blocked.Store(true)
		p := &replaceable{refuse: func(r *http.Request) bool { return r.Header.Get("Upgrade") != "" && blocked.Load() }}
		s := p.start(t)
		defer p.stop(t)
		n := fayetest.Serve(t, p)
		c := dialing(t, n, faye.ClientOptions{})
		var got, want heard
		subscribeTo(t, c, "/a", got.note)
		if st := s.Stats(); st.Sockets != 0 {
			t.Fatalf("%+v", st)
		}
		time.Sleep(10 * time.Minute)
		blocked.Store(false)
		for i := range 300 { // while it changes transports
			clientPublish(t, c, "/a", i)
			want.add(fmt.Sprint("/a ", i))
			time.Sleep(time.Second)
		}
		got.expect(t, want.take()...)
		if st := s.Stats(); st.Sockets != 1 || st.Sessions != 1 {
			t.Fatalf("%+v", st)
		}
	})
}

// cuttable passes connections on until it is told to cut or to swallow them.
type cuttable struct {
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
	down  atomic.Bool
	dials atomic.Int64

	mu    sync.Mutex
	conns []*cutConn
}

type cutConn struct {
	net.Conn
	deaf atomic.Bool // what is written goes nowhere
}

func (c *cutConn) Write(b []byte) (int, error) {
	if c.deaf.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func cut(n *fayetest.Network) *cuttable {
	return &cuttable{dial: n.Dialer().NetDialContext}
}

func (x *cuttable) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		x.dials.Add(1)
		if x.down.Load() {
			return nil, errors.New("no route")
		}
		conn, err := x.dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		own := &cutConn{Conn: conn}
		x.mu.Lock()
		defer x.mu.Unlock()
		x.conns = append(x.conns, own)
		return own, nil
	}}}
}

func (x *cuttable) last() *cutConn {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.conns[len(x.conns)-1]
}

func (x *cuttable) cutAll() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, conn := range x.conns {
		_ = conn.Close()
	}
}

func TestClientResumesItsSessionOnANewSocket(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		x := cut(n)
		c, err := faye.NewClient("ws://faye.test/faye", &faye.ClientOptions{HTTPClient: x.client()})
		if err != nil {
			t.Fatal(err)
		}
		defer closeClient(t, c)
		var got heard
		subscribeTo(t, c, "/a", got.note)
		for i := range 20 {
			_ = x.last().Close()
			publish(t, s, "/a", fmt.Sprint(i))
			time.Sleep(time.Minute)
			got.expect(t, fmt.Sprint("/a ", i))
		}
		if st := s.Stats(); st.Sessions != 1 {
			t.Fatalf("%+v", st)
		}
	})
}

// TestClientNoticesADeadConnection: nothing arrives and nothing breaks.
func TestClientNoticesADeadConnection(t *testing.T) {
	in(t, &faye.Options{Ping: -1}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		x := cut(n)
		c, err := faye.NewClient("http://faye.test/faye", &faye.ClientOptions{HTTPClient: x.client()})
		if err != nil {
			t.Fatal(err)
		}
		defer closeClient(t, c)
		var got heard
		subscribeTo(t, c, "/a", got.note)
		synctest.Wait()
		x.last().deaf.Store(true)
		start := time.Now()
		clientPublish(t, c, "/a", 1)
		if d := time.Since(start); d > 20*time.Second {
			t.Error("a publish took", d)
		}
		got.expect(t, "/a 1")
		synctest.Wait()
		x.last().deaf.Store(true)
		dials := x.dials.Load()
		time.Sleep(2 * time.Minute)
		if x.dials.Load() == dials {
			t.Error("nothing was noticed without a publish")
		}
		publish(t, s, "/a", `2`)
		got.expect(t, "/a 2")
	})
}

// TestClientContextAlwaysEnds, whatever the server does with what it is sent.
func TestClientContextAlwaysEnds(t *testing.T) {
	silent := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})
	down := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	rude := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, _ := http.NewResponseController(w).Hijack()
		_ = conn.Close()
	})
	for name, h := range map[string]http.Handler{"Silent": silent, "Down": down, "Rude": rude} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := dialing(t, fayetest.Serve(t, h), faye.ClientOptions{})
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				err := c.Publish(ctx, "/a", 1)
				_, err2 := c.Subscribe(ctx, "/a", func(faye.Delivery) {})
				if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err2, context.DeadlineExceeded) {
					t.Fatal(err, err2)
				}
				if !strings.Contains(err.Error(), "not connected: ") {
					t.Errorf("it does not say why: %v", err)
				}
				var refusal *faye.Error
				if errors.As(err, &refusal) {
					t.Errorf("an outage is no refusal: %v", err)
				}
				closing, stop := context.WithTimeout(context.Background(), time.Second)
				defer stop()
				go func() { _ = c.Publish(context.Background(), "/a", 1) }()
				synctest.Wait()
				if err := c.Close(closing); !errors.Is(err, context.DeadlineExceeded) {
					t.Fatal(err)
				}
			})
		})
	}
}

// TestClientCloseDrains: what is under way gets its time.
func TestClientCloseDrains(t *testing.T) {
	outage(t, func(t *testing.T, p *replaceable, n *fayetest.Network, o faye.ClientOptions) {
		p.stop(t)
		c := dialing(t, n, o)
		done := make(chan error)
		go func() { done <- c.Publish(context.Background(), "/a", 1) }()
		synctest.Wait()
		closed := make(chan error)
		go func() { closed <- c.Close(context.Background()) }()
		synctest.Wait()
		if err := c.Publish(t.Context(), "/a", 2); !errors.Is(err, faye.ErrClosed) {
			t.Fatal(err)
		}
		s := p.start(t)
		if err := errors.Join(<-done, <-closed); err != nil {
			t.Fatal(err)
		}
		if st := s.Stats(); st.Published != 1 || st.Sessions != 0 {
			t.Fatalf("%+v", st)
		}
	})
}

// TestClientDroppedMessage: a server, or an extension of it, that never answers
// one message costs the others nothing.
func TestClientDroppedMessage(t *testing.T) {
	drop := faye.Extension{Incoming: func(_ context.Context, _ *http.Request, m *faye.Message) bool { return m.Channel != "/dropped" }}
	in(t, &faye.Options{Extensions: []faye.Extension{drop}}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		var states heard
		c := dialing(t, n, faye.ClientOptions{OnState: func(s faye.State) { states.add(s.String()) }})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		dropped := make(chan error)
		go func() { dropped <- c.Publish(ctx, "/dropped", 1) }()
		for range 500 {
			clientPublish(t, c, "/a", 1)
			time.Sleep(time.Second)
		}
		if err := <-dropped; !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if all := fmt.Sprint(states.take()); strings.Contains(all, "disconnected") {
			t.Error(all)
		}
	})
}

// TestClientPollsWhereSocketsAreNotOffered though they can be opened.
func TestClientPollsWhereSocketsAreNotOffered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeServer{answer: func(f *fakeServer, m map[string]any) string {
			return strings.Replace(polite(f, m), `"websocket",`, "", 1)
		}}
		c := dialing(t, fayetest.Serve(t, f), faye.ClientOptions{})
		clientPublish(t, c, "/a", 1)
		if n := len(f.sent("/meta/handshake")); n != 1 {
			t.Errorf("%d handshakes", n)
		}
		for _, m := range f.sent("/meta/connect") {
			if m["connectionType"] != "long-polling" {
				t.Error(m)
			}
		}
	})
}

// TestClientTooLargeOverTCP: there the server's reason may be lost on the way.
func TestClientTooLargeOverTCP(t *testing.T) {
	s := newServer(t, &faye.Options{Policy: faye.Open(), MaxFrame: 10_000})
	h := httptest.NewServer(s)
	defer h.Close()
	defer func() { _ = s.Shutdown(context.Background()) }()
	c, err := faye.NewClient(h.URL+"/faye", &faye.ClientOptions{DisableCompression: true, MinBackoff: time.Millisecond, MaxBackoff: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer closeClient(t, c)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var refusal *faye.Error
	if err := c.Publish(ctx, "/a", strings.Repeat("x", 1_000_000)); !errors.As(err, &refusal) || refusal.Code != 413 {
		t.Fatal(err)
	}
	clientPublish(t, c, "/a", 1)
}
