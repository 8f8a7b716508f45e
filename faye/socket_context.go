package faye

import (
	"context"
	"sync"
	"time"
)

// socketContext has what the host's middleware has put into the context of an upgrade,
// but ends with the socket. There are as many as sockets, and nearly none of them is
// waited for: what that takes is made when it is first asked for.
type socketContext struct {
	mu     sync.Mutex
	ctx    context.Context    // the upgrade's, until there is one that can end
	cancel context.CancelFunc // ends it; nil: there is none
	ended  bool
}

var _ context.Context = (*socketContext)(nil)

// Done comes first when another context is derived: Value then leads to what can end.
func (c *socketContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel == nil {
		c.ctx, c.cancel = context.WithCancel(context.WithoutCancel(c.ctx))
		if c.ended {
			c.cancel()
		}
	}
	return c.ctx.Done()
}

func (c *socketContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return context.Canceled
	}
	return nil
}

// Deadline: there is none, whatever the upgrade's was.
func (c *socketContext) Deadline() (time.Time, bool) { return time.Time{}, false }

func (c *socketContext) Value(key any) any {
	c.mu.Lock()
	ctx, endless := c.ctx, c.cancel == nil
	c.mu.Unlock()
	if endless {
		ctx = context.WithoutCancel(ctx)
	}
	return ctx.Value(key)
}

func (c *socketContext) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	if c.cancel != nil {
		c.cancel()
	}
}
