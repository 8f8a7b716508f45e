package faye

import (
	"context"
	"errors"
	"net/http"
)

// exchange is one batch of messages and its answer, whatever carried them. On a
// socket the replies go out as they come up; a poll collects them.
type exchange struct {
	srv    *Server
	ctx    context.Context
	req    *http.Request
	socket *socket // nil: a poll

	replies [][]byte // of a poll, but for the connects'
	polls   []*poll  // the connects of a poll
	stalled bool     // the client has been made to wait
	alone   bool     // one message only: its connect may be held
	goodbye bool     // the socket's session has disconnected
}

// run handles the messages one after another, so that they take effect in the
// order in which they were sent.
func (x *exchange) run(msgs []*Message) {
	x.alone = len(msgs) == 1
	x.srv.counts.received.Add(int64(len(msgs)))
	for _, m := range msgs {
		x.handle(m)
	}
}

// handle processes one message. A panic in the program's own policy, extension
// or listener costs that message, not the process.
func (x *exchange) handle(m *Message) {
	defer func() {
		if v := recover(); v != nil {
			x.srv.logPanic("message", v)
			x.send(m.answer().refuse(InternalError()).append(nil))
		}
	}()
	if !x.srv.incoming(x.ctx, x.req, m) {
		return
	}
	if r := x.dispatch(m); r != nil {
		x.reply(r)
	}
}

// dispatch gives the reply; nil: it comes later, or there is none.
func (x *exchange) dispatch(m *Message) *Message {
	switch {
	case m.failed():
		return x.refused(m)
	case m.Channel == "/meta/handshake":
		return x.handshake(m)
	case m.Channel == "/meta/connect":
		return x.connect(m)
	case m.Channel == "/meta/subscribe":
		return x.subscribe(m)
	case m.Channel == "/meta/unsubscribe":
		return x.unsubscribe(m)
	case m.Channel == "/meta/disconnect":
		return x.disconnect(m)
	case IsMeta(m.Channel):
		return m.answer().refuse(ForbiddenChannel(shorten(m.Channel)))
	}
	return x.publish(m)
}

// refused answers a message that came, or was given by an extension, with an
// error.
func (x *exchange) refused(m *Message) *Message {
	r := m.answer().refuse(errors.New(m.Error))
	switch m.Channel {
	case "/meta/handshake":
		r.Advice = x.srv.slowRetry()
	case "/meta/connect":
		r.Advice = x.srv.slowAdvice()
	case "/meta/subscribe", "/meta/unsubscribe":
		r.subscription = m.subscription
	}
	return r
}

// reply sends a reply on its way.
func (x *exchange) reply(r *Message) {
	if object := x.encode(r); object != nil {
		x.send(object)
	}
}

func (x *exchange) send(object []byte) {
	if x.socket != nil {
		x.socket.reply(object)
		return
	}
	x.replies = append(x.replies, object)
}

// encode gives the bytes of a reply; nil if an extension keeps it back.
func (x *exchange) encode(r *Message) (object []byte) {
	id := r.ID
	defer func() {
		if v := recover(); v != nil {
			x.srv.logPanic("outgoing extension", v)
			failed := &Message{role: reply, Channel: r.Channel, ID: id}
			object = failed.refuse(InternalError()).append(nil)
		}
	}()
	if !x.srv.outgoing(x.ctx, x.req, r) {
		return nil
	}
	return r.append(make([]byte, 0, 256))
}

// session finds the sender's session; nil: it has none, or it has ended.
func (x *exchange) session(m *Message) *Session { return x.srv.sessions.get(m.ClientID) }
