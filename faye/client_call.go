package faye

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// clientCall is a message whose reply somebody waits for.
type clientCall struct {
	id      string
	seq     uint64
	kind    clientCallKind
	channel string // of the message, which the reply must have too
	size    int
	message func() Message // made anew each time that it is sent

	done  chan struct{} // closed when it is settled; then the two below are there
	reply *clientInbound
	err   error

	// Guarded by Client.mu.
	answered func(in *clientInbound, err error) (again bool) // nil: nothing to note
	settled  bool
	sentAt   time.Time
	stalled  time.Duration // how long reading had been stalled when it was sent
	losses   int           // connections that ended while it was unanswered
	suspect  bool          // it may be what ended them: it is sent alone, after all others
}

type clientCallKind uint8

const (
	metaCall clientCallKind = iota // belongs to one connection
	subscribeCall
	unsubscribeCall
	publishCall
)

// Some calls are given up on when nothing but they can be the cause.
const (
	maxCallLosses   = 3 // connections; after them a call is a suspect
	maxSessionLoss  = 5 // sessions that are "unknown" to this call alone
	maxClientBatch  = 32
	clientBatchSize = 32 << 10
)

// newCall registers a call. Its id stays the same however often it is sent, so
// that a server that remembers ids can tell a repetition.
func (c *Client) newCall(kind clientCallKind, channel string, message func() Message) *clientCall {
	c.seq++
	call := &clientCall{
		id: strconv.FormatUint(c.seq, 36), seq: c.seq, kind: kind, channel: channel,
		message: message, done: make(chan struct{}),
	}
	c.calls[call.id] = call
	return call
}

// enqueue hands a call to whoever sends.
func (c *Client) enqueue(call *clientCall) {
	c.outbox = append(c.outbox, call)
	clientSignal(c.work)
}

// settle ends a call. Nobody else will.
func (c *Client) settle(call *clientCall, in *clientInbound, err error) {
	if call.settled {
		return
	}
	if call.answered != nil && call.answered(in, err) {
		c.flight = slices.DeleteFunc(c.flight, func(other *clientCall) bool { return other == call })
		c.enqueue(call)
		return
	}
	call.settled, call.reply, call.err = true, in, err
	delete(c.calls, call.id)
	close(call.done)
	if call.suspect || len(c.outbox) > 0 {
		clientSignal(c.work) // a suspect waits for the others, and they for it
	}
}

// forget settles a call that nobody waits for any more.
func (c *Client) forget(call *clientCall) { c.forgetAs(call, nil) }

// forgetAs settles a call for a reason that is not the server's answer to it.
func (c *Client) forgetAs(call *clientCall, err error) {
	call.answered = nil
	c.settle(call, nil, err)
}

// nextBatch takes what can be sent together; none: nothing can be sent now.
func (c *Client) nextBatch() []*clientCall {
	c.mu.Lock()
	defer c.mu.Unlock()
	settled := func(call *clientCall) bool { return call.settled }
	c.outbox = slices.DeleteFunc(c.outbox, settled)
	c.flight = slices.DeleteFunc(c.flight, settled)
	if len(c.flight) > 0 && c.flight[0].suspect {
		return nil
	}
	n, size := 0, 0
	for _, call := range c.outbox {
		size += call.size
		if n > 0 && (n == maxClientBatch || size > clientBatchSize || call.suspect) {
			break
		}
		if call.suspect && len(c.flight) > 0 {
			break
		}
		n++
		if call.suspect {
			break
		}
	}
	batch := slices.Clone(c.outbox[:n])
	c.outbox = slices.Delete(c.outbox, 0, n)
	now, stalled := time.Now(), c.queue.stalled()
	for _, call := range batch {
		call.sentAt, call.stalled = now, stalled
	}
	c.flight = append(c.flight, batch...)
	return batch
}

// waitingSince is when the first of the calls was sent whose answers should have
// come long ago; zero: there is none.
func (c *Client) waitingSince() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if late := c.late(c.opts.Timeout / 2); late != nil {
		return late.sentAt
	}
	return time.Time{}
}

// overdue tells whether an answer has not come in time.
func (c *Client) overdue() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.late(c.opts.Timeout) != nil
}

// late is the first call that was sent longer ago than d. Time in which nothing
// could be read does not count. c.mu is held.
func (c *Client) late(d time.Duration) *clientCall {
	stalled := c.queue.stalled()
	for _, call := range c.flight {
		if !call.settled {
			if time.Since(call.sentAt)-(stalled-call.stalled) >= d {
				return call
			}
			return nil // the others were sent later
		}
	}
	return nil
}

// repeat has calls sent again that were not answered in time.
func (c *Client) repeat() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for call := c.late(c.opts.Timeout); call != nil; call = c.late(c.opts.Timeout) {
		c.flight = slices.DeleteFunc(c.flight, func(other *clientCall) bool { return other == call })
		c.enqueue(call)
	}
}

// recall takes back what was sent on a connection that has ended, and orders
// everything for the next: in a new session first what is subscribed to, then what
// was first, and last what may be the cause.
func (c *Client) recall(cause error, newSession bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.blame(cause)
	c.flight, c.outbox = nil, nil
	for _, call := range c.calls {
		if call.kind != metaCall {
			c.outbox = append(c.outbox, call)
		}
	}
	rank := func(call *clientCall) int {
		switch {
		case call.suspect:
			return 2
		case newSession && call.kind == subscribeCall:
			return 0
		}
		return 1
	}
	slices.SortFunc(c.outbox, func(a, b *clientCall) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.seq, b.seq))
	})
}

// blame notes whose fault it may be that a connection has ended. A message that
// is too large would end every one: if it was alone it is refused.
func (c *Client) blame(cause error) {
	c.flight = slices.DeleteFunc(c.flight, func(call *clientCall) bool { return call.settled })
	tooLarge := isTooLarge(cause)
	for _, call := range c.flight {
		call.losses++
		if tooLarge && len(c.flight) == 1 {
			c.settle(call, nil, &Error{Code: 413, Args: []string{call.channel}, Text: "Message too large"})
		} else if tooLarge || call.losses >= maxCallLosses {
			call.suspect = true
		}
	}
}
