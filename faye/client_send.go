package faye

import (
	"context"
	"errors"
	"time"
)

// encode writes a call's message as it is to be sent now.
func (c *Client) encode(b []byte, call *clientCall, hold int64) ([]byte, error) {
	m := call.message()
	if m.Channel != "/meta/handshake" {
		m.ClientID = c.sessionID()
	}
	for _, e := range c.opts.Extensions {
		if e.Outgoing != nil {
			e.Outgoing(&m)
		}
	}
	if m.failed() {
		return b, parseRefusal(m.Error)
	}
	m.Channel = call.channel // what the reply is told by
	return appendRequest(b, &m, call.id, hold), nil
}

// ask sends a call of the protocol's own and waits for the reply. A refusal comes
// with the reply that it is.
func (l *clientLive) ask(ctx context.Context, call *clientCall, hold int64, wait time.Duration) (*clientInbound, error) {
	c := l.c
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.forget(call)
	}()
	body, err := c.encode([]byte("["), call, hold)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	stalled := c.queue.stalled()
	err = l.link.send(limited, append(body, ']'))
	switch {
	case errors.Is(err, errClientStalled):
		return nil, err
	case isDone(call.done):
		return l.outcome(call)
	case err != nil && ctx.Err() == nil && limited.Err() != nil, err == nil && !l.link.streams():
		return nil, errClientNotAnswered
	case err != nil:
		return nil, err
	}
	return l.awaitReply(ctx, call, wait, stalled)
}

func (l *clientLive) outcome(call *clientCall) (*clientInbound, error) {
	if call.reply != nil {
		l.answered.Store(true)
	}
	return call.reply, call.err
}

// awaitReply waits for what a stream brings. While slow callbacks keep it from
// being read, time does not count.
func (l *clientLive) awaitReply(ctx context.Context, call *clientCall, wait, stalled time.Duration) (*clientInbound, error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case <-call.done:
			return l.outcome(call)
		case <-l.link.dead():
			if isDone(call.done) {
				return l.outcome(call)
			}
			return nil, l.link.err()
		case <-l.ctx.Done():
			return nil, context.Cause(l.ctx)
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-timer.C:
			more := l.c.queue.stalled() - stalled
			if more <= 0 {
				return nil, errClientNotAnswered
			}
			stalled += more
			timer.Reset(more)
		}
	}
}

// sendAll sends what callers have to say, in the order in which they said it: on
// a stream without waiting, else one request at a time.
func (l *clientLive) sendAll() {
	c := l.c
	look := time.NewTicker(max(c.opts.Timeout/4, 1))
	defer look.Stop()
	failures := 0
	for l.going.Err() == nil {
		batch := c.nextBatch()
		if len(batch) == 0 {
			select {
			case <-c.work:
			case <-look.C:
				if l.link.streams() {
					l.lookAround()
				}
			case <-l.going.Done():
			}
			continue
		}
		failures = l.afterSend(l.sendBatch(batch), failures)
	}
}

// lookAround asks for a sign of life when an answer is late. Without one the link
// is dead. With one the server has lost or dropped the message, which is sent
// again and costs nobody else the link.
func (l *clientLive) lookAround() {
	c := l.c
	since := c.waitingSince()
	switch {
	case since.IsZero():
	case l.link.heardAt().After(since):
		c.repeat()
	case l.probed.Before(since):
		l.probed = time.Now()
		l.link.probe()
	case c.overdue():
		l.lose(errClientNotAnswered)
	}
}

// afterSend ends a stream that could not be written to. A request that failed says
// nothing of the poll that is held meanwhile, which may bring deliveries still.
func (l *clientLive) afterSend(err error, failures int) int {
	c := l.c
	switch {
	case err == nil:
		return 0
	case l.link.streams() || errors.Is(err, errClientStalled):
		l.lose(err)
		return 0
	case l.ctx.Err() != nil:
		return 0
	}
	c.opts.Logger.Debug("faye: request failed", "endpoint", c.endpoint.name, "error", err)
	c.recall(err, false)
	if !isTooLarge(err) {
		failures++
		d := clientBackoff(c.opts.MinBackoff, c.opts.MaxBackoff, failures)
		var status *clientStatus
		if errors.As(err, &status) {
			d = max(d, status.pause)
		}
		clientPause(l.going, d)
	}
	return failures
}

func (l *clientLive) sendBatch(batch []*clientCall) error {
	c := l.c
	body := []byte("[")
	for _, call := range batch {
		start := len(body)
		if start > 1 {
			body = append(body, ',')
		}
		more, err := c.encode(body, call, -1)
		if err != nil {
			c.mu.Lock()
			c.settle(call, nil, err)
			c.mu.Unlock()
			more = body[:start]
		}
		body = more
	}
	if len(body) == 1 {
		return nil
	}
	ctx, cancel := context.WithTimeout(l.ctx, c.opts.Timeout)
	defer cancel()
	err := l.link.send(ctx, append(body, ']'))
	if err == nil && !l.link.streams() && c.unanswered(batch) {
		err = errClientNotAnswered
	}
	return err
}

func (c *Client) unanswered(batch []*clientCall) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, call := range batch {
		if !call.settled && !call.sentAt.IsZero() {
			return true
		}
	}
	return false
}

func isDone(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
