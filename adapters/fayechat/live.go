package fayechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// Live tells those who are connected to one server what a module keeps nowhere: who types,
// who is there and who has read what; and tells the module who is connected. Make one with
// NewLive before the server, and have it Serve before the server is used.
type Live struct {
	bus    atomic.Pointer[faye.Server]
	module atomic.Pointer[chat.Module]
}

var _ chat.Live = (*Live)(nil)

// NewLive returns a Live that reaches nobody yet.
func NewLive() *Live { return new(Live) }

// Options returns a copy of the options of a server, nil for the defaults, in which the
// server drops what is told live before anything else, and l is told of its sessions. What
// the options had there stays in force.
func (l *Live) Options(o *faye.Options) *faye.Options {
	var c faye.Options
	if o != nil {
		c = *o
	}
	theirs := c.Droppable
	c.Droppable = func(channel string) bool {
		return isLive(channel) || theirs != nil && theirs(channel)
	}
	c.Listener = l.listener(c.Listener)
	return &c
}

// isLive tells whether what goes to the channel is worth little when late. It is asked for
// every message.
func isLive(channel string) bool {
	return strings.HasPrefix(channel, roomPrefix) && strings.HasSuffix(channel, liveSuffix)
}

// listener also tells next, if there is one.
func (l *Live) listener(next *faye.Listener) *faye.Listener {
	var c faye.Listener
	if next != nil {
		c = *next
	}
	handshake, disconnect := c.OnHandshake, c.OnDisconnect
	c.OnHandshake = func(s *faye.Session) {
		l.come(s)
		if handshake != nil {
			handshake(s)
		}
	}
	c.OnDisconnect = func(s *faye.Session) {
		visitorOf(s).seat.leave()
		if disconnect != nil {
			disconnect(s)
		}
	}
	return &c
}

// come tells the module of a session.
func (l *Live) come(s *faye.Session) {
	who := visitorOf(s)
	if m := l.module.Load(); m != nil && who.user != "" {
		who.seat.take(m.Attend(who.user))
	}
}

// Signal implements chat.Live: what is for one user goes to /users/{id}, all else to
// /rooms/{id}/live.
func (l *Live) Signal(ctx context.Context, s chat.Signal) error {
	bus := l.bus.Load()
	if bus == nil {
		return nil
	}
	channel := liveChannel(s.Room)
	if s.For != "" {
		channel = logChannel(chat.UserLog(s.For))
	}
	data, err := json.Marshal(s)
	if err == nil {
		err = bus.Publish(ctx, channel, data)
	}
	if errors.Is(err, faye.ErrClosed) {
		err = chat.ErrClosed
	}
	if err != nil {
		return fmt.Errorf("fayechat: signal to %s: %w", channel, err)
	}
	return nil
}
