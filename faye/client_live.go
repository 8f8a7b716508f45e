package faye

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// clientLive is a link while it is used.
type clientLive struct {
	c    *Client
	link clientLink

	ctx    context.Context
	lose   context.CancelCauseFunc
	going  context.Context // ends earlier, with quit: nothing new is to be begun
	quit   context.CancelFunc
	better chan *clientSocket
	helped sync.WaitGroup

	answered  atomic.Bool // anything at all
	handshook bool        // on this link
	upAt      time.Time   // zero: no connect has been answered
	probed    time.Time   // when the server was last asked for a sign of life
	quick     int         // connects in a row that were answered too soon
}

func (c *Client) newLive(link clientLink) *clientLive {
	l := &clientLive{c: c, link: link, better: make(chan *clientSocket)}
	l.ctx, l.lose = context.WithCancelCause(c.ctx)
	l.going, l.quit = context.WithCancel(l.ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live = l
	return l
}

// serve makes a session, or goes on with the one that there is, and keeps it.
func (l *clientLive) serve() error {
	if err := l.open(); err != nil {
		return err
	}
	l.up()
	for {
		if err := l.next(); err != nil {
			return err
		}
	}
}

// open resumes the session that there is or, without one, or if it has ended,
// makes another. The first connect shows that it lives, since it asks to be
// answered at once.
func (l *clientLive) open() error {
	c := l.c
	if c.sessionID() != "" {
		err := l.resume()
		if !errors.Is(err, errClientSessionLost) {
			return err
		}
		c.mu.Lock()
		c.loseSession()
		c.mu.Unlock()
		if !clientPause(l.ctx, l.pause()) {
			return context.Cause(l.ctx)
		}
	}
	l.handshook = true
	if err := l.handshake(); err != nil {
		return err
	}
	if l.link.streams() && !c.mayUseSocket() {
		return errClientNoSocket
	}
	return l.connect(0, c.answerTime())
}

// up begins to send what waits.
func (l *clientLive) up() {
	c := l.c
	l.upAt = time.Now()
	c.mu.Lock()
	c.cause = nil
	if l.handshook {
		for _, call := range c.calls {
			if call.kind == unsubscribeCall {
				c.forget(call) // the new session knows nothing of it
			}
		}
		for _, ch := range c.channels {
			ch.retryAt = time.Time{}
		}
	}
	c.mu.Unlock()
	c.rejoin()
	c.tellState(StateConnected)
	c.recall(nil, l.handshook)
	l.helped.Go(l.sendAll)
	if !l.link.streams() && c.mayUseSocket() {
		c.route.socketAt = l.upAt.Add(c.opts.WebSocketRetry)
		at := c.route.socketAt
		l.helped.Go(func() { l.lookForSocket(at) })
	}
}

// next keeps the session alive for another while.
func (l *clientLive) next() error {
	c := l.c
	if !clientPause(l.ctx, l.pause()) {
		return context.Cause(l.ctx)
	}
	select {
	case c.route.ready = <-l.better:
		return errClientSocketReady // between two polls nothing gets lost
	default:
	}
	begun, delivered := time.Now(), c.delivered.Load()
	if err := l.connect(-1, c.answerTime()); err != nil {
		return err
	}
	l.quick++
	if c.delivered.Load() != delivered || time.Since(begun) >= c.holdTime()/10 {
		l.quick = 0
	}
	c.rejoin()
	return nil
}

// pause is what the server advises. One that answers connects at once, time and
// again, without reason is given a pause that it has not asked for.
func (l *clientLive) pause() time.Duration {
	const patience = 5
	l.c.mu.Lock()
	defer l.c.mu.Unlock()
	if l.quick > patience {
		return max(l.c.session.interval, l.c.opts.MinBackoff)
	}
	return l.c.session.interval
}

// end lets go of the link, when what is under way on it has ended, and takes back
// what was not answered.
func (l *clientLive) end(why error) {
	l.quit()
	if !errors.Is(why, errClientSocketReady) {
		l.lose(why)
	}
	l.helped.Wait()
	l.lose(why)
	l.link.close()
	if err := l.link.err(); isTooLarge(err) {
		why = err // and a write that failed was only the consequence
	}
	l.c.mu.Lock()
	l.c.live = nil
	l.c.mu.Unlock()
	l.c.recall(why, false)
}

// resume goes on with a session on another link. A server that holds the connect
// all the same would have said at once if it did not know the session: on a stream
// that is answer enough.
func (l *clientLive) resume() error {
	const patience = 2 * time.Second
	if !l.link.streams() {
		return l.connect(0, l.c.answerTime())
	}
	err := l.connect(0, min(patience, l.c.opts.Timeout))
	if errors.Is(err, errClientNotAnswered) {
		return nil
	}
	return err
}

func (l *clientLive) handshake() error {
	c := l.c
	offer := []string{webSocket, longPolling}
	if c.opts.DisableWebSocket {
		offer = offer[1:]
	}
	c.mu.Lock()
	c.session = clientSession{hold: c.session.hold}
	call := c.newCall(metaCall, "/meta/handshake", func() Message {
		m := Message{Channel: "/meta/handshake", Version: "1.0", SupportedConnectionTypes: offer}
		if !c.opts.DisableReplay {
			m.Ext = []byte(`{"replay":true}`)
		}
		return m
	})
	c.mu.Unlock()
	in, err := l.ask(l.ctx, call, -1, c.opts.Timeout)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err != nil && in != nil && c.session.reconnect == "none":
		return clientOrRefusal(errClientAdvisedToStop, err)
	case err != nil:
		return err
	case in.ClientID == "":
		return errClientNotBayeux
	}
	c.session.id = in.ClientID
	c.session.replays = !c.opts.DisableReplay && clientOffersReplay(in.Ext)
	types := in.SupportedConnectionTypes
	c.session.noSocket = types != nil && !slices.Contains(types, webSocket)
	return nil
}

// connect sends a connect and waits for its answer. hold is the advice for how
// long the server should wait, in milliseconds; negative: as long as it likes.
func (l *clientLive) connect(hold int64, wait time.Duration) error {
	c := l.c
	c.mu.Lock()
	call := c.newCall(metaCall, "/meta/connect", func() Message {
		return Message{Channel: "/meta/connect", ConnectionType: l.link.connectionType()}
	})
	c.mu.Unlock()
	in, err := l.ask(l.ctx, call, hold, wait)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session.judgeConnect(in, err)
}

func (c *Client) sessionID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session.id
}

func (c *Client) answerTime() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session.answer(c.opts.Timeout)
}

// holdTime is how long the server says that it holds a connect; if it does not
// say, or says that it does not, a pause would be the same.
func (c *Client) holdTime() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session.hold == 0 {
		return 10 * c.opts.MinBackoff
	}
	return c.session.hold
}
