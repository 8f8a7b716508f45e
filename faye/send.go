package faye

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrSessionOver says that a session has ended, perhaps just now: its client may
// have a new one already.
var ErrSessionOver = errors.New("faye: session over")

// Deliver sends data to this session alone, as a message on a channel, whether
// it subscribes to it or not; the channel may be a service channel. It waits for
// no network. The Policy is passed by, extensions are not, and no history keeps
// the message. data is not kept. A session whose queue is full ends, unless the
// channel is droppable.
func (s *Session) Deliver(ctx context.Context, channel string, data json.RawMessage) error {
	if err := s.deliverTo(ctx, channel, data); err != nil {
		return fmt.Errorf("faye: deliver: %w", err)
	}
	return nil
}

func (s *Session) deliverTo(ctx context.Context, channel string, data json.RawMessage) error {
	if err := s.srv.checkPublication(ctx, channel, data); err != nil {
		return err
	}
	if !s.srv.gate.enter() {
		return ErrClosed
	}
	defer s.srv.gate.leave()
	d := &Message{role: delivery, Channel: channel, Data: data}
	if !s.srv.outgoing(ctx, nil, d) {
		return nil
	}
	e := newEvent(d)
	e.droppable = s.srv.opts.Droppable(channel)
	switch s.deliver(e) {
	case queued:
		s.srv.counts.delivered.Add(1)
	case discarded:
		s.srv.counts.discarded.Add(1)
	case overflow:
		s.srv.end(s, byEnd, nil)
		return ErrSessionOver
	case gone:
		return ErrSessionOver
	}
	return nil
}
