package faye

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/cookiejar"

	"github.com/gorilla/websocket"
)

// setUpNetwork makes what requests and upgrades are made with.
func (c *Client) setUpNetwork() error {
	if c.opts.HTTPClient != nil {
		own := *c.opts.HTTPClient
		own.Timeout = 0 // a poll lasts as long as the server likes; each has a limit of its own
		c.http = &own
	} else {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return err
		}
		c.transport = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
		c.http = &http.Client{Transport: c.transport, Jar: jar}
	}
	c.dialer = websocket.Dialer{Proxy: http.ProxyFromEnvironment, Jar: c.http.Jar}
	if c.opts.Dialer != nil {
		c.dialer = *c.opts.Dialer
	} else if t, ok := c.http.Transport.(*http.Transport); ok {
		c.dialer = dialerLike(t)
		c.dialer.Jar = c.http.Jar
	}
	c.dialer.EnableCompression = !c.opts.DisableCompression
	return nil
}

// dialerLike goes the way that a transport goes.
func dialerLike(t *http.Transport) websocket.Dialer {
	d := websocket.Dialer{Proxy: t.Proxy, NetDialContext: t.DialContext, NetDialTLSContext: t.DialTLSContext}
	if t.TLSClientConfig != nil {
		d.TLSClientConfig = t.TLSClientConfig.Clone()
		d.TLSClientConfig.NextProtos = nil // an upgrade needs HTTP/1.1
	}
	return d
}

// dialSocket opens a WebSocket. Some servers' deflate needs a context that ours
// cannot keep; those are asked again, without.
func (c *Client) dialSocket(ctx context.Context) (*clientSocket, error) {
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	compress := c.dialer.EnableCompression && !c.noDeflate.Load()
	conn, answer, err := c.dialOnce(ctx, compress)
	if err != nil && compress && answer.code == http.StatusSwitchingProtocols {
		c.noDeflate.Store(true)
		conn, answer, err = c.dialOnce(ctx, false)
	}
	switch {
	case err == nil:
		return c.newSocketLink(conn), nil
	case errors.Is(err, websocket.ErrBadHandshake):
		return nil, &answer
	}
	return nil, err
}

// dialOnce makes dialing end with ctx. The dialer keeps its deadline only, so the
// connection is closed below it.
func (c *Client) dialOnce(ctx context.Context, compress bool) (*websocket.Conn, clientStatus, error) {
	d := c.dialer
	d.EnableCompression = compress
	guard := dialGuard{ctx: ctx}
	switch {
	case d.NetDialContext != nil:
		d.NetDialContext = guard.over(d.NetDialContext)
	case d.NetDial != nil:
		dial := d.NetDial
		d.NetDialContext = guard.over(func(_ context.Context, network, address string) (net.Conn, error) {
			return dial(network, address)
		})
	default:
		d.NetDialContext = guard.over((&net.Dialer{}).DialContext)
	}
	if d.NetDialTLSContext != nil {
		d.NetDialTLSContext = guard.over(d.NetDialTLSContext)
	}
	conn, resp, err := d.DialContext(ctx, c.endpoint.socket, c.opts.Header)
	answer := clientStatus{}
	if resp != nil {
		_ = resp.Body.Close() // what is left of it is in memory
		answer = clientStatus{code: resp.StatusCode, text: resp.Status}
	}
	if guard.release(); ctx.Err() != nil {
		if err == nil {
			_ = conn.Close()
		}
		return nil, answer, ctx.Err()
	}
	return conn, answer, err
}

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// dialGuard closes connections when a context ends, until it is released.
type dialGuard struct {
	ctx   context.Context
	stops []func() bool
}

func (g *dialGuard) over(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err == nil {
			g.stops = append(g.stops, context.AfterFunc(g.ctx, func() { _ = conn.Close() }))
		}
		return conn, err
	}
}

func (g *dialGuard) release() {
	for _, stop := range g.stops {
		stop()
	}
}
