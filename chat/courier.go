package chat

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// webhookConsumer is the name by which the module consumes its own events for webhooks.
const webhookConsumer = "parley.webhooks"

// A courier tells webhooks what happens. As a consumer it writes down, durably and at once,
// which webhook is to be told of which event; what was written down goes out by lanes, so
// that a receiver which fails or hangs holds up nobody but itself.
type courier struct {
	*core
	opts   *WebhookOptions
	guard  netGuard
	client *http.Client

	ctx    context.Context // ends when what is under way is given up
	cancel context.CancelFunc
	stop   chan struct{} // closed when nothing more is to begin

	mu      sync.Mutex
	closed  bool
	lanes   map[lane]bool // those that run; true: something came since they last looked
	slots   map[WebhookID]*slots
	running sync.WaitGroup
}

// A lane is the events of one room on their way to one webhook, one after the other.
type lane struct {
	webhook WebhookID
	room    RoomID
}

// slots are those of one webhook, as long as one of its lanes runs.
type slots struct {
	free  chan struct{}
	lanes int
}

// atOnce is how many requests one webhook gets at a time, each of another room.
const atOnce = 4

// newCourier makes the courier that the options ask for, or nil.
func newCourier(c *core) *courier {
	o := c.opts.Webhooks
	if o == nil {
		return nil
	}
	guard := netGuard{o.Networks}
	ctx, cancel := context.WithCancel(context.Background())
	return &courier{core: c, opts: o, guard: guard, ctx: ctx, cancel: cancel, stop: make(chan struct{}),
		lanes: map[lane]bool{}, slots: map[WebhookID]*slots{},
		client: &http.Client{
			// A redirect would lead where nobody has looked, with the signature.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport: &http.Transport{
				// No proxy: it would call what the guard does not see.
				DialContext: guard.dialer(o.Timeout).DialContext, TLSHandshakeTimeout: o.Timeout, DisableCompression: true,
				MaxResponseHeaderBytes: 64 << 10, MaxIdleConnsPerHost: atOnce, IdleConnTimeout: 30 * time.Second,
			},
		}}
}

// startCourier has the courier go on where an earlier process stopped.
func (m *Module) startCourier() error {
	if m.courier == nil {
		return nil
	}
	if err := m.Consume(webhookConsumer, m.courier.queue, &ConsumeOptions{Attempts: -1}); err != nil {
		return err
	}
	m.courier.resume()
	return nil
}

// queue writes down who is to be told of an event.
func (c *courier) queue(ctx context.Context, ev Event) error {
	if _, personal := ev.Room.Owner(); personal {
		return nil
	}
	hooks, err := c.store.Webhooks(ctx, ev.Room, "", MaxWebhooks)
	if err != nil {
		return err
	}
	wide, err := c.store.Webhooks(ctx, "", "", MaxWebhooks)
	if err == nil && len(wide) > 0 {
		var r Room
		if r, err = c.store.Room(ctx, ev.Room); r.Kind != Direct {
			hooks = append(hooks, wide...)
		}
	}
	if gone(err) != nil {
		return err
	}
	for _, w := range hooks {
		if !w.DisabledAt.IsZero() || w.Events != "" && !w.Events.Has(string(ev.Kind)) {
			continue
		}
		if err := c.store.AddDelivery(ctx, w.ID, ev.Room, ev.Rev); gone(err) != nil {
			return err
		}
		c.wake(lane{w.ID, ev.Room})
	}
	return nil
}

// wake has a lane look for what is to be told.
func (c *courier) wake(l lane) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	if _, runs := c.lanes[l]; runs {
		c.lanes[l] = true
		return
	}
	c.lanes[l] = false
	if c.slots[l.webhook] == nil {
		c.slots[l.webhook] = &slots{free: make(chan struct{}, atOnce)}
	}
	of := c.slots[l.webhook]
	of.lanes++
	c.running.Go(func() { c.run(l, of.free) })
}

// resume wakes all lanes in which something is left.
func (c *courier) resume() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.running.Go(func() {
		for after, more := (lane{}), true; more; {
			var list []Delivery
			if c.retry("see what webhooks are to be told", func() (err error) {
				list, err = c.store.Undelivered(c.ctx, after.webhook, after.room, batch)
				return err
			}) != nil {
				return
			}
			for _, d := range list {
				after = lane{d.Webhook, d.Room}
				c.wake(after)
			}
			more = len(list) == batch
		}
	})
}

// retry runs step until it succeeds or the courier ends.
func (c *courier) retry(what string, step func() error) error {
	for attempt := 0; ; attempt++ {
		err := step()
		if err == nil || errors.Is(err, ErrNotFound) || errors.Is(err, ErrGone) {
			return err
		}
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		pause := backoff(attempt)
		c.core.opts.Logger.Warn("chat: cannot "+what+", trying again", "in", pause, "err", err)
		if !c.sleep(pause) {
			return ErrClosed
		}
	}
}

// sleep tells whether the courier goes on after that.
func (c *courier) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-c.stop:
		return false
	}
}

// close begins nothing more and waits a moment for what is under way. What was not told is
// told after the next start.
func (c *courier) close(ctx context.Context) {
	if c == nil {
		return
	}
	c.mu.Lock()
	if !c.closed {
		close(c.stop)
	}
	c.closed = true
	c.mu.Unlock()
	ctx, cancel := moment(ctx)
	defer cancel()
	_ = wait(ctx, &c.running) // what is not done by then is given up
	c.cancel()
	c.running.Wait()
	c.client.CloseIdleConnections()
}
