package faye

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"
)

// Subscription is what Subscribe has begun.
type Subscription struct {
	client *Client
	of     *clientChannel
	fn     func(Delivery)
	over   atomic.Bool
	done   chan struct{}
	err    error // when done is closed
}

// Channel is what was subscribed to.
func (s *Subscription) Channel() string { return s.of.pattern }

// Done is closed when the subscription has ended: it was cancelled, the client
// was closed, or the server refused to renew it in a new session.
func (s *Subscription) Done() <-chan struct{} { return s.done }

// Err tells why the subscription has ended: an *Error is in it if the server
// refused to renew it. It is nil before that, and after Cancel.
func (s *Subscription) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// Subscribe calls fn with what is published to a channel from now on; the last
// segment may be * or **. It waits until the server has agreed; if it refuses, the
// error has an *Error in it. It always ends when ctx does, which does not end the
// subscription. That lasts until it is cancelled: in a new session it is made
// again, and what was missed is replayed where the server can do so, or reported
// to ClientOptions.OnGap.
func (c *Client) Subscribe(ctx context.Context, channel string, fn func(Delivery)) (*Subscription, error) {
	return c.subscribe(ctx, channel, nil, fn)
}

// SubscribeFrom is Subscribe that begins with what was published after a position
// (see Delivery.Position), or at ReplayNew or ReplayAll. A server that cannot
// replay it begins with what is new, which OnGap is told. Only a channel's first
// subscription can choose where to begin.
func (c *Client) SubscribeFrom(ctx context.Context, channel string, after int64, fn func(Delivery)) (*Subscription, error) {
	return c.subscribe(ctx, channel, &after, fn)
}

func (c *Client) subscribe(ctx context.Context, channel string, after *int64, fn func(Delivery)) (*Subscription, error) {
	err := checkClientChannel(channel)
	if err == nil && fn == nil {
		err = errors.New("no function to call")
	}
	if err == nil && after != nil && *after < ReplayAll {
		err = fmt.Errorf("%d is no position", *after)
	}
	var s *Subscription
	if err == nil {
		s, err = c.join(ctx, channel, after, fn)
	}
	if err != nil {
		return nil, fmt.Errorf("faye: subscribe to %s: %w", shorten(channel), err)
	}
	return s, nil
}

// join adds a listener, and waits for the channel's subscription if it is the
// first or if that is still under way.
func (c *Client) join(ctx context.Context, channel string, after *int64, fn func(Delivery)) (*Subscription, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	if err := c.start(); err != nil {
		c.mu.Unlock()
		return nil, err
	}
	ch := c.channels[channel]
	switch {
	case ch == nil:
		ch = newClientChannel(channel, after)
		c.channels[channel] = ch
		c.ask(ch)
	case after != nil:
		c.mu.Unlock()
		return nil, errors.New("it is subscribed to already, only the first subscription can choose where to begin")
	}
	s := &Subscription{client: c, of: ch, fn: fn, done: make(chan struct{})}
	ch.listeners = append(ch.listeners, s)
	call := ch.call
	agreed := ch.agreed
	c.mu.Unlock()
	if call == nil || agreed {
		return s, nil
	}
	return c.joined(ctx, s, call)
}

// joined waits until the server has agreed. Several may wait for one call.
func (c *Client) joined(ctx context.Context, s *Subscription, call *clientCall) (*Subscription, error) {
	select {
	case <-call.done:
		if call.err != nil {
			return nil, call.err
		}
		return s, nil
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if call.settled && call.err == nil {
		return s, nil
	}
	err := c.whyNot(ctx)
	c.part(s)
	return nil, err
}

// Cancel ends the subscription: fn is not called again, except that a call under
// way goes on. The server is told when a channel's last subscription ends; Cancel
// waits for its answer, but no longer than ctx lasts, and if it has to be repeated
// it will be. Cancelling again does nothing.
func (s *Subscription) Cancel(ctx context.Context) error {
	c := s.client
	c.mu.Lock()
	call := c.part(s)
	c.mu.Unlock()
	if call == nil {
		return nil
	}
	var err error
	select {
	case <-call.done:
		err = call.err
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("faye: cancel %s: %w", shorten(s.Channel()), err)
	}
	return nil
}

// part takes a listener off, and tells the server if it was the last. c.mu is
// held. nil: there is nothing to wait for.
func (c *Client) part(s *Subscription) *clientCall {
	if s.over.Load() {
		return nil
	}
	s.finish(nil)
	ch := s.of
	ch.listeners = slices.DeleteFunc(ch.listeners, func(other *Subscription) bool { return other == s })
	if len(ch.listeners) > 0 {
		return nil
	}
	delete(c.channels, ch.pattern)
	known := ch.joined
	if ch.call != nil {
		known = known || !ch.call.sentAt.IsZero() // the server may know of it
		c.forget(ch.call)
	}
	if !known || c.closing {
		return nil
	}
	call := c.newCall(unsubscribeCall, "/meta/unsubscribe", func() Message {
		return Message{Channel: "/meta/unsubscribe", Subscription: []string{ch.pattern}}
	})
	c.enqueue(call)
	return call
}

// drop ends all subscriptions of a channel. c.mu is held.
func (c *Client) drop(ch *clientChannel, err error) {
	delete(c.channels, ch.pattern)
	for _, s := range ch.listeners {
		s.finish(err)
	}
	ch.listeners = nil
}

func (s *Subscription) finish(err error) {
	if s.over.CompareAndSwap(false, true) {
		s.err = err
		close(s.done)
	}
}

// ask has a channel subscribed to. c.mu is held.
func (c *Client) ask(ch *clientChannel) {
	ch.call = c.newCall(subscribeCall, "/meta/subscribe", func() Message { return c.subscribeMessage(ch) })
	ch.call.answered = func(in *clientInbound, err error) bool { return c.agreed(ch, in, err) }
	c.enqueue(ch.call)
}

// agreed notes what the server says to a subscription. c.mu is held. again: it is
// to be asked for once more.
func (c *Client) agreed(ch *clientChannel, in *clientInbound, err error) (again bool) {
	var refusal *Error
	switch {
	case err == nil:
		c.joinedAt(ch, in)
		return false
	case errors.As(err, &refusal) && refusal.Code == 400 && ch.askedFor >= 0:
		ch.loseTrack() // the position is too old for this server
		return true
	case errors.As(err, &refusal) && refusal.Code >= 500 && ch.agreed:
		c.opts.Logger.Warn("faye: subscription not renewed, will try again", "channel", ch.pattern, "error", err)
		ch.call, ch.retryAt = nil, time.Now().Add(c.opts.MaxBackoff)
		return false
	}
	if ch.agreed {
		c.opts.Logger.Warn("faye: subscription not renewed", "channel", ch.pattern, "error", err)
	}
	ch.call = nil
	c.drop(ch, err)
	return false
}
