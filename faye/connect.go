package faye

import (
	"bytes"
	"time"
)

// poll is a connect that an HTTP response will answer, together with what is
// queued for its session.
type poll struct {
	message *Message
	session *Session
	hold    *hold  // nil: answer at once
	address string // whose share of held polls the hold is part of
	outcome chan outcome
	why     outcome

	// What is sent for it:
	events []*event // those of its batch, or that are to be acknowledged
	batch  *batch
	reply  []byte // nil: an extension keeps it back
}

// connect keeps a session alive and, on a poll, fetches its messages.
func (x *exchange) connect(m *Message) *Message {
	s := x.session(m)
	if err := x.checkConnect(m, s); err != nil {
		r := m.answer().refuse(err)
		r.ClientID = ""
		pause := x.srv.strikes.pause(m.ClientID)
		r.Advice = x.srv.reAdvice(pause)
		x.stall(pause)
		return r
	}
	if refusal := x.recheck(s); refusal != nil {
		r := m.answer().refuse(refusal)
		r.ClientID, r.Advice = "", x.srv.reAdvice(x.srv.opts.Interval)
		return r
	}
	s.confirm(m.Ext)
	m.sync = newTimesync(m.Ext)
	if x.socket != nil {
		x.connectSocket(m, s)
		return nil
	}
	return x.connectPoll(m, s)
}

func (x *exchange) checkConnect(m *Message, s *Session) error {
	switch {
	case m.ConnectionType == "":
		return ParameterMissing("connectionType")
	case !x.srv.offers(m.ConnectionType) || !x.srv.carries(x.socket != nil):
		return ConnectionTypeMismatch(shorten(m.ConnectionType))
	case m.ClientID == "":
		return ParameterMissing("clientId")
	case s == nil:
		return UnknownClient(m.ClientID)
	}
	return nil
}

// carries tells whether connects may come this way at all: the connection type
// is only the client's word.
func (s *Server) carries(socket bool) bool {
	return socket || s.offers(longPolling) || s.offers(crossOrigin) || s.offers(callbackPolling) || s.offers(eventSource)
}

// connectSocket holds any connect but a session's first: pushing does not need
// it, it is the client's sign of life.
func (x *exchange) connectSocket(m *Message, s *Session) {
	d := x.holdFor(m)
	// No more of the message is kept than the answer needs: there are as many of
	// these as there are clients.
	k, id, clock := x.socket, bytes.Clone(m.ID), m.sync
	answer := func(why outcome) {
		k.exchange().answerSocket(&Message{Channel: "/meta/connect", ID: id, ClientID: s.id, sync: clock}, s, why)
	}
	x.socket.bind(s)
	h, ok := s.attach(x.socket, d, answer)
	switch {
	case !ok:
		x.socket.unuse()
		answer(byEnd)
	case h == nil:
		answer(byTimeout)
	}
}

// answerSocket replies to a connect, for a client that acknowledges together
// with its messages.
func (x *exchange) answerSocket(m *Message, s *Session, why outcome) {
	if !s.acknowledges() || !why.carries() {
		x.reply(x.connected(m, s, why))
		return
	}
	var events []*event
	events, m.batch = s.takeBatch()
	objects := make([][]byte, 0, len(events)+1)
	for _, e := range events {
		objects = append(objects, e.object())
	}
	if object := x.encode(x.connected(m, s, why)); object != nil {
		objects = append(objects, object)
	}
	x.socket.reply(objects...)
}

// connectPoll notes the connect; serving the poll waits for it when all the
// messages have been handled. With others in the batch, whose replies would be
// delayed, it is not held.
func (x *exchange) connectPoll(m *Message, s *Session) *Message {
	p := &poll{message: m, session: s, outcome: make(chan outcome, 1)}
	if m.ConnectionType == eventSource && !s.acknowledges() {
		return x.connectStream(p)
	}
	d := x.holdFor(m)
	if !x.alone {
		d = 0
	}
	if d > 0 {
		p.address = x.srv.address(x.req)
		if !x.srv.claimHold(p.address) {
			d, p.why = 0, byCrowd
		}
	}
	h, ok := s.attach(nil, d, func(why outcome) { p.outcome <- why })
	if h == nil && d > 0 {
		x.srv.held.release(p.address)
	}
	if !ok {
		return x.connected(m, s, byEnd)
	}
	p.hold = h
	x.polls = append(x.polls, p)
	return nil
}

// connectStream answers at once. Until the stream is open, and when it has
// broken, the answer brings what is queued.
func (x *exchange) connectStream(p *poll) *Message {
	if !p.session.touch() {
		return x.connected(p.message, p.session, byEnd)
	}
	x.polls = append(x.polls, p)
	return nil
}

// holdFor is how long the client may wait, as it wishes within the limit.
func (x *exchange) holdFor(m *Message) time.Duration {
	if m.Advice != nil && m.Advice.Timeout >= 0 {
		return min(m.Advice.Timeout, x.srv.opts.MaxHold)
	}
	return x.srv.opts.Timeout
}

// connected is the reply to a connect that was in order when it came.
func (x *exchange) connected(m *Message, s *Session, why outcome) *Message {
	r := m.answer()
	switch why {
	case byEnd:
		r.ClientID, r.Advice = "", x.srv.reAdvice(x.srv.opts.Interval)
		return r.refuse(UnknownClient(s.id))
	case byCrowd:
		r.Advice = x.srv.slowAdvice()
	default:
		r.Advice = x.srv.advice()
	}
	if m.ConnectionType == eventSource && x.socket == nil && !s.acknowledges() {
		r.Advice = x.srv.streamAdvice()
	}
	r.Successful, r.Ext = true, connectExt(m)
	return r
}

// claimHold counts a poll that is held, unless there are enough.
func (s *Server) claimHold(address string) bool {
	return s.claimed("held polls", address, s.held.claim(address)) == granted
}

// wait waits for the end of a held poll. false: the client has gone.
func (p *poll) wait(x *exchange) bool {
	if p.hold == nil {
		return x.ctx.Err() == nil
	}
	defer x.srv.held.release(p.address)
	select {
	case p.why = <-p.outcome:
		return x.ctx.Err() == nil
	case <-x.ctx.Done():
		p.session.abandon(p.hold)
		return false
	}
}
