package chat

import (
	"errors"
	"time"
)

// run tells a lane's events until none is left.
func (c *courier) run(l lane, slot chan struct{}) {
	for {
		if c.tellAll(l, slot) != nil {
			c.leave(l, true)
			return
		}
		if c.leave(l, false) {
			return
		}
	}
}

// leave ends a lane, unless something came since it last looked.
func (c *courier) leave(l lane, anyway bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lanes[l] && !anyway {
		c.lanes[l] = false
		return false
	}
	delete(c.lanes, l)
	if of := c.slots[l.webhook]; of.lanes == 1 {
		delete(c.slots, l.webhook)
	} else {
		of.lanes--
	}
	return true
}

// tellAll tells the events one after the other. An error means that the courier ends.
func (c *courier) tellAll(l lane, slot chan struct{}) error {
	for failures := 0; ; {
		w, d, ev, err := c.next(l)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		out := outcome{reason: "the log no longer holds the event", hopeless: true}
		if err == nil {
			out, err = c.inTurn(slot, func() outcome { return c.tell(w, d, ev) })
		}
		if err != nil && !errors.Is(err, ErrGone) {
			return err
		}
		if failures++; out.ok() || out.hopeless || out.gone {
			failures = 0
		}
		if err := c.settle(w, d, out, failures); err != nil {
			return err
		}
		if failures == 0 || failures >= c.opts.Attempts {
			failures = 0
			continue
		}
		if !c.sleep(max(c.pause(failures), out.after)) {
			return ErrClosed
		}
	}
}

// next is what a lane is to tell whom: ErrNotFound for nothing, or nobody, and ErrGone for
// an event that the log no longer holds.
func (c *courier) next(l lane) (w Webhook, d Delivery, ev Event, err error) {
	err = c.retry("read what a webhook is to be told", func() (err error) {
		if w, err = c.store.Webhook(c.ctx, l.webhook); err == nil && !w.DisabledAt.IsZero() {
			err = ErrNotFound
		}
		if err == nil {
			d, err = c.store.NextDelivery(c.ctx, l.webhook, l.room)
		}
		if err == nil {
			ev, err = c.event(c.ctx, d)
		}
		return err
	})
	return w, d, ev, err
}

// inTurn makes an attempt when it is the lane's turn.
func (c *courier) inTurn(slot chan struct{}, attempt func() outcome) (outcome, error) {
	select {
	case slot <- struct{}{}:
		defer func() { <-slot }()
		return attempt(), nil
	case <-c.stop:
		return outcome{}, ErrClosed
	}
}

// pause doubles with each failure, with a jitter of half.
func (c *courier) pause(failures int) time.Duration {
	d := c.opts.Pause
	for range min(failures-1, 40) {
		d = min(2*d, c.opts.MaxPause)
	}
	return jitter(min(d, c.opts.MaxPause))
}

// settle keeps what came of an attempt: nothing yet, if it is to be tried again.
func (c *courier) settle(w Webhook, d Delivery, out outcome, failures int) error {
	if c.ctx.Err() != nil {
		return c.ctx.Err() // it failed because it was told to end
	}
	what, step := "", func() error { return nil }
	switch {
	case out.ok():
		what, step = "keep that a webhook was told", func() error { return c.store.RemoveDelivery(c.ctx, w.ID, d.Room, d.Rev) }
	case out.gone:
		what, step = "disable a webhook", func() error {
			_, err := c.store.UpdateWebhook(c.ctx, w.ID, func(w *Webhook) error {
				w.DisabledAt, w.Reason = c.now(), "the receiver answered 410"
				return nil
			})
			return err
		}
	case out.hopeless || failures >= c.opts.Attempts:
		d.Attempts, d.Reason, d.FailedAt = max(failures, 1), out.reason, c.now()
		what, step = "put an event aside", func() error { return c.store.SetDelivery(c.ctx, d) }
	}
	err := gone(c.retry(what, step))
	if err == nil && !d.FailedAt.IsZero() {
		c.core.opts.Logger.Warn("chat: gave up telling a webhook", "webhook", w.ID, "room", d.Room, "rev", d.Rev, "reason", out.reason)
	}
	return err
}
