package faye

import (
	"context"
	"errors"
	"time"
)

// run keeps a connection until the client is closed or told to stop. After stop
// another run may begin, so that is the last that it does.
func (c *Client) run() {
	err := c.stayConnected()
	if s := c.route.ready; s != nil {
		c.route.ready = nil
		s.close()
	}
	if errors.Is(err, errClientAdvisedToStop) {
		c.stop(err)
	}
}

func (c *Client) stayConnected() error {
	if c.route.failures > 0 && !c.rest(nil) { // it was told to stop before
		return nil
	}
	for {
		err := c.connectOnce()
		switch {
		case c.isOver():
			return nil
		case errors.Is(err, errClientSocketReady):
			continue
		case errors.Is(err, errClientAdvisedToStop):
			return err
		}
		c.tellState(StateDisconnected)
		if !c.rest(err) {
			return nil
		}
	}
}

// connectOnce opens a connection and uses it until it ends, and says why it did.
func (c *Client) connectOnce() error {
	c.tellState(StateConnecting)
	l := c.newLive(c.openLink())
	err := l.serve()
	if cause := context.Cause(l.ctx); cause != nil {
		err = cause
	}
	l.end(err)
	if c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	c.noteEnd(l, err)
	return err
}

// noteEnd draws conclusions from a connection that has ended.
func (c *Client) noteEnd(l *clientLive, err error) {
	up := !l.upAt.IsZero()
	wanted := errors.Is(err, errClientSocketReady) || c.isLeaving()
	c.route.ended(l, wanted, c.opts.MaxBackoff)
	if wanted {
		return
	}
	level := c.opts.Logger.Debug
	if up || c.route.failures == 1 {
		level = c.opts.Logger.Warn
	}
	level("faye: not connected", "endpoint", c.endpoint.name, "transport", l.link.connectionType(), "error", err)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cause = err
	lost := errors.Is(err, errClientSessionLost) || errors.Is(err, errClientStalled)
	if lost || !up && l.handshook && !errors.Is(err, errClientNoSocket) {
		c.loseSession()
	}
}

// loseSession forgets a session that has ended. c.mu is held.
func (c *Client) loseSession() {
	interval, hold := c.session.interval, c.session.hold
	c.session = clientSession{interval: interval, hold: hold}
	for _, ch := range c.channels {
		ch.joined = false
	}
}

// rest waits before another attempt; false: there is to be none.
func (c *Client) rest(err error) bool {
	d := clientBackoff(c.opts.MinBackoff, c.opts.MaxBackoff, max(1, c.route.failures))
	var status *clientStatus
	if errors.As(err, &status) {
		d = max(d, status.pause)
	}
	c.mu.Lock()
	d = max(d, c.session.interval)
	c.mu.Unlock()
	return clientPause(c.ctx, d)
}

// stop fails the calls under way: the server has said not to come back, and the
// client would not find out otherwise whether that has changed. Subscriptions
// that were agreed to stay, and are made again if a call starts the client again.
func (c *Client) stop(err error) {
	c.opts.Logger.Warn("faye: stopped", "endpoint", c.endpoint.name, "error", err)
	c.tellState(StateStopped)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = false
	c.loseSession()
	for _, call := range c.calls {
		c.forgetAs(call, err)
	}
	for _, ch := range c.channels {
		if ch.call = nil; !ch.agreed {
			c.drop(ch, err)
		}
	}
}

func (c *Client) tellState(s State) {
	if told := c.opts.OnState; told != nil {
		c.queue.tell("state", func() { told(s) })
	}
}

func (c *Client) isOver() bool { return c.ctx.Err() != nil || c.isLeaving() }

func (c *Client) isLeaving() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.leaving
}

// leave tells the server that the session ends. It is a courtesy: a server that
// does not hear it finds out by itself.
func (c *Client) leave(ctx context.Context) {
	c.mu.Lock()
	l := c.live
	if c.leaving || l == nil || c.session.id == "" {
		c.leaving = true
		c.mu.Unlock()
		return
	}
	c.leaving = true
	call := c.newCall(metaCall, "/meta/disconnect", func() Message { return Message{Channel: "/meta/disconnect"} })
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, min(c.opts.Timeout, 5*time.Second))
	defer cancel()
	if _, err := l.ask(ctx, call, -1, c.opts.Timeout); err != nil {
		c.opts.Logger.Debug("faye: disconnect not answered", "error", err)
	}
}
