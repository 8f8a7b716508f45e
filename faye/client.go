package faye

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// Client talks to a Bayeux server: ours, Faye's or CometD's. It prefers a
// WebSocket and falls back to long-polling. It connects when it is first needed
// and from then on keeps itself connected until it is closed.
//
//	client, err := faye.NewClient("https://chat.example.com/faye", nil)
//	if err != nil {
//		return err
//	}
//	defer client.Close(ctx)
//	sub, err := client.Subscribe(ctx, "/news/**", func(d faye.Delivery) { ... })
//	...
//	err = client.Publish(ctx, "/news/today", map[string]string{"hello": "world"})
//
// Its methods are safe for concurrent use. Callbacks run one after the other, on
// one goroutine, in the order in which the server sent; while one runs the others
// wait, and when ClientOptions.MaxQueue wait nothing more is read.
type Client struct {
	opts      ClientOptions
	endpoint  clientEndpoint
	http      *http.Client
	transport *http.Transport // nil: the caller's
	dialer    websocket.Dialer
	noDeflate atomic.Bool
	queue     *clientQueue
	delivered atomic.Int64  // how many deliveries there were
	work      chan struct{} // there may be something to send

	ctx  context.Context // ends when the client does
	end  context.CancelFunc
	wait sync.WaitGroup

	mu       sync.Mutex
	started  bool // callbacks can run
	running  bool // a connection is kept
	closing  bool // no new calls
	leaving  bool // and nothing to come back for
	seq      uint64
	calls    map[string]*clientCall // unanswered, by id
	outbox   []*clientCall          // to be sent
	flight   []*clientCall          // sent on this connection
	channels map[string]*clientChannel
	session  clientSession
	live     *clientLive // nil: not connected
	cause    error       // why not

	route clientRoute // of the goroutine that keeps the connection
}

// NewClient makes a client for the server at an http(s) or ws(s) URL. Nothing is
// sent yet.
func NewClient(endpoint string, opts *ClientOptions) (*Client, error) {
	o, err := opts.complete()
	if err != nil {
		return nil, err
	}
	c := &Client{
		opts: o, queue: newClientQueue(&o), work: make(chan struct{}, 1),
		calls: map[string]*clientCall{}, channels: map[string]*clientChannel{},
	}
	if c.endpoint, err = parseClientEndpoint(endpoint, c.opts.Header); err != nil {
		return nil, err
	}
	if err := c.setUpNetwork(); err != nil {
		return nil, err
	}
	c.ctx, c.end = context.WithCancel(context.Background())
	return c, nil
}

// Publish sends data, as JSON, and waits until the server has acknowledged it. A
// json.RawMessage is sent as it is. If the server refuses, the error has an *Error
// in it. It always ends when ctx does.
//
// What is not acknowledged when a connection breaks is sent again on the next,
// with the same id: subscribers get it at least once, and twice if only the
// acknowledgement was lost. After ctx has ended it may or may not have been
// published. What one goroutine publishes arrives in that order.
func (c *Client) Publish(ctx context.Context, channel string, data any) error {
	err := checkClientChannel(channel)
	if err == nil {
		err = c.publish(ctx, channel, data)
	}
	if err != nil {
		return fmt.Errorf("faye: publish to %s: %w", shorten(channel), err)
	}
	return nil
}

func (c *Client) publish(ctx context.Context, channel string, data any) error {
	raw, err := encodeClientData(data)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.Lock()
	if err := c.start(); err != nil {
		c.mu.Unlock()
		return err
	}
	call := c.newCall(publishCall, channel, func() Message { return Message{Channel: channel, Data: raw} })
	call.size = len(raw)
	c.enqueue(call)
	c.mu.Unlock()
	return c.await(ctx, call)
}

// await waits for a call's end. When ctx ends first, the error also tells what
// kept the client from connecting, but only as text: that was no refusal.
func (c *Client) await(ctx context.Context, call *clientCall) error {
	select {
	case <-call.done:
		return call.err
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if call.settled { // at the same time; then this is what counts
		return call.err
	}
	c.forget(call)
	return c.whyNot(ctx)
}

func (c *Client) whyNot(ctx context.Context) error {
	if c.cause != nil {
		return fmt.Errorf("%w (not connected: %s)", ctx.Err(), c.cause.Error())
	}
	return ctx.Err()
}

// checkClientChannel refuses what no server takes. Which other names there may be
// differs from server to server.
func checkClientChannel(channel string) error {
	switch {
	case !strings.HasPrefix(channel, "/") || !utf8.ValidString(channel):
		return InvalidChannel(shorten(channel))
	case IsMeta(channel):
		return ForbiddenChannel(shorten(channel))
	}
	return nil
}

// start has the connection kept from now on. c.mu is held.
func (c *Client) start() error {
	if c.closing {
		return errClientClosed
	}
	if !c.started {
		c.started = true
		c.wait.Go(func() { c.queue.run(c.ctx) })
	}
	if !c.running {
		c.running = true
		c.wait.Go(c.run)
	}
	return nil
}

// Close waits for the calls under way, tells the server that the client leaves,
// and ends everything. Deliveries that still wait for a callback are dropped. When
// ctx ends first the calls under way fail, and the rest is ended without waiting
// for it. Callbacks must not wait for Close, which waits for them. Later calls
// fail with ErrClosed; closing again waits for the first to be done.
func (c *Client) Close(ctx context.Context) error {
	c.mu.Lock()
	c.closing = true
	pending := make([]*clientCall, 0, len(c.calls))
	for _, call := range c.calls {
		if call.kind != metaCall {
			pending = append(pending, call)
		}
	}
	c.mu.Unlock()
	err := c.drain(ctx, pending)
	if err == nil {
		c.leave(ctx)
	}
	c.end()
	err = errors.Join(err, c.finish(ctx, err == nil))
	if err != nil {
		return fmt.Errorf("faye: close: %w", err)
	}
	return nil
}

func (c *Client) drain(ctx context.Context, pending []*clientCall) error {
	for _, call := range pending {
		select {
		case <-call.done:
		case <-c.ctx.Done(): // somebody else's Close has ended it all
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// finish settles what is left and, if there is time, sees everything end.
func (c *Client) finish(ctx context.Context, patient bool) error {
	c.mu.Lock()
	for _, call := range c.calls {
		c.forgetAs(call, errClientClosed)
	}
	for _, ch := range c.channels {
		c.drop(ch, errClientClosed)
	}
	c.mu.Unlock()
	if !patient {
		return nil
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.wait.Wait()
		if c.transport != nil {
			c.transport.CloseIdleConnections()
		}
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
