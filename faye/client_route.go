package faye

import "time"

// clientRoute chooses the transport by what has worked.
type clientRoute struct {
	failures int           // attempts in a row that led to nothing lasting
	doubt    bool          // the last WebSocket led to nothing: perhaps something on the way breaks it
	socketAt time.Time     // not before this
	ready    *clientSocket // opened while long-polling was used
}

// openLink opens a WebSocket if it may work. Long-polling needs no opening.
func (c *Client) openLink() clientLink {
	r := &c.route
	if s := r.ready; s != nil {
		r.ready = nil
		return s
	}
	if !c.mayUseSocket() || r.doubt || time.Now().Before(r.socketAt) {
		return &clientPoll{c}
	}
	s, err := c.dialSocket(c.ctx)
	if err == nil {
		return s
	}
	c.opts.Logger.Debug("faye: no WebSocket", "endpoint", c.endpoint.name, "error", err)
	r.doubt = true
	return &clientPoll{c}
}

func (c *Client) mayUseSocket() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.opts.DisableWebSocket && !c.session.noSocket
}

// ended notes how far a connection came. The doubt about WebSockets is lifted if
// long-polling did no better: then it was the server that was away.
func (r *clientRoute) ended(l *clientLive, wanted bool, lasting time.Duration) {
	up := !l.upAt.IsZero()
	if l.link.streams() {
		r.doubt = !l.answered.Load()
	} else if !up {
		r.doubt, r.socketAt = false, time.Time{}
	}
	switch {
	case wanted:
	case up && time.Since(l.upAt) >= lasting:
		r.failures = 1
	default:
		r.failures++
	}
}

// lookForSocket tries from time to time to open a WebSocket, until it has one.
func (l *clientLive) lookForSocket(at time.Time) {
	c := l.c
	for clientPause(l.going, time.Until(at)) {
		s, err := c.dialSocket(l.going)
		if err == nil && l.offer(s) {
			return
		}
		c.opts.Logger.Debug("faye: still no WebSocket", "endpoint", c.endpoint.name, "error", err)
		at = time.Now().Add(c.opts.WebSocketRetry)
	}
}

// offer waits until a socket is taken over; false: it was not.
func (l *clientLive) offer(s *clientSocket) bool {
	select {
	case l.better <- s:
		return true
	case <-s.ended:
	case <-l.going.Done():
	}
	s.close()
	return false
}
