package faye

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
)

// Publish sends data to the subscribers of a channel. It passes the Policy by
// and waits for no client. Calls made one after another for a channel are
// delivered in that order to every session. After Shutdown it returns ErrClosed.
// data is not kept.
func (s *Server) Publish(ctx context.Context, channel string, data json.RawMessage) error {
	err := s.publishLocal(ctx, &Message{Channel: channel, Data: data})
	if err != nil {
		return fmt.Errorf("faye: publish: %w", err)
	}
	return nil
}

// PublishAt is Publish for messages that the program's Replayer keeps. It must have the
// message under that position before. The positions of a channel rise from call
// to call; a session that has had a position already does not get it again if it
// has asked for a replay.
func (s *Server) PublishAt(ctx context.Context, channel string, position int64, data json.RawMessage) error {
	err := errors.New("positions are for servers with a Replayer of the program's own, and greater than 0")
	if s.replayer.Load() != nil && position > 0 {
		err = s.publishLocal(ctx, &Message{Channel: channel, Data: data, position: position})
	}
	if err != nil {
		return fmt.Errorf("faye: publish: %w", err)
	}
	return nil
}

func (s *Server) publishLocal(ctx context.Context, m *Message) error {
	if err := s.checkPublication(ctx, m.Channel, m.Data); err != nil {
		return err
	}
	if IsService(m.Channel) { // would reach nobody, in silence
		return ForbiddenChannel(shorten(m.Channel))
	}
	if !s.gate.enter() {
		return ErrClosed
	}
	defer s.gate.leave()
	s.distribute(ctx, nil, m)
	s.opts.Listener.publish(nil, m)
	return nil
}

// checkPublication judges what the program itself sends.
func (s *Server) checkPublication(ctx context.Context, channel string, data json.RawMessage) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.checkChannel(channel); err != nil {
		return err
	}
	if IsMeta(channel) {
		return ForbiddenChannel(shorten(channel))
	}
	if !validJSON(data) {
		return BadRequest("data is not valid JSON in UTF-8")
	}
	return nil
}

// publish handles a client's message on an ordinary or a service channel.
func (x *exchange) publish(m *Message) *Message {
	s, r := x.session(m), m.answer()
	err := x.srv.checkChannel(m.Channel)
	switch {
	case m.Data == nil:
		return r.refuse(ParameterMissing("data"))
	case err != nil:
		return r.refuse(err)
	case s == nil && m.ClientID != "":
		return x.unknown(r)
	}
	if err := x.srv.currentPolicy().Publish(x.ctx, s, m.Channel, m.Data); err != nil {
		return r.refuse(x.srv.refusal(x.ctx, "publish", err))
	}
	if IsService(m.Channel) {
		x.serve(s, m, r)
		return nil
	}
	x.srv.distribute(x.ctx, x.req, m)
	x.srv.opts.Listener.publish(s, m)
	r.Successful = true
	return r
}

func (s *Server) checkChannel(channel string) error {
	if len(channel) > s.opts.MaxChannelLength || !ValidChannel(channel) {
		return InvalidChannel(shorten(channel))
	}
	return nil
}

// distribute queues a message for all its subscribers. The channel's lock makes
// its messages arrive in one order everywhere; it is striped, so that channels
// seldom wait for each other.
func (s *Server) distribute(ctx context.Context, r *http.Request, m *Message) {
	d := &Message{role: delivery, Channel: m.Channel, Data: m.Data, position: m.position}
	if !s.outgoing(ctx, r, d) {
		return
	}
	e := newEvent(d)
	e.droppable = s.opts.Droppable(m.Channel)
	keep := s.history != nil && !e.droppable && s.history.opts.Keep(m.Channel)
	var full []*Session
	var delivered, lost int64
	lock := &s.order[maphash.String(s.seed, m.Channel)%uint64(len(s.order))]
	lock.Lock()
	if keep {
		s.history.add(e)
	}
	s.index.each(m.Channel, func(to *Session) {
		switch to.deliver(e) {
		case queued:
			delivered++
		case discarded:
			lost++
		case overflow:
			full = append(full, to)
		}
	})
	lock.Unlock()
	s.counts.published.Add(1)
	s.counts.delivered.Add(delivered)
	s.counts.discarded.Add(lost)
	for _, to := range full {
		s.log.DebugContext(ctx, "faye: session ended: its queue is full", "channel", m.Channel)
		s.end(to, byEnd, nil)
	}
}
