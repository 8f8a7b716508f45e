package faye

import (
	"errors"
	"net/http"
	"strconv"
	"time"
)

// serveMessages answers a request whose messages have been read, or not. What is
// no Bayeux is a bad request; a batch that is too large is refused in Bayeux's
// own way, since clients repeat what fails in HTTP's.
func (s *Server) serveMessages(w http.ResponseWriter, r *http.Request, msgs []*Message, err error, callback string) {
	switch {
	case err == nil:
		s.servePoll(w, r, msgs, callback)
	case errors.Is(err, errTooMany):
		allowOrigin(w, r)
		refusal := (&Message{role: reply}).refuse(err).append([]byte("["))
		_ = send(w, append(refusal, ']'), callback)
	default:
		badRequest(w)
	}
}

// servePoll handles the messages of a request and answers them, when the
// connects among them are due, together with what their sessions have queued.
func (s *Server) servePoll(w http.ResponseWriter, r *http.Request, msgs []*Message, callback string) {
	if !s.gate.enter() {
		unavailable(w)
		return
	}
	defer s.gate.leave()
	x := &exchange{srv: s, ctx: r.Context(), req: r}
	x.run(msgs)
	for _, p := range x.polls {
		if !p.wait(x) {
			return
		}
	}
	rc := http.NewResponseController(w)
	// The host's own deadline is made for quick answers and passes during a hold.
	_ = rc.SetWriteDeadline(time.Now().Add(s.opts.WriteTimeout))
	allowOrigin(w, r)
	x.answer(w, callback)
	_ = rc.SetWriteDeadline(time.Time{}) // the connection may serve others
}

// answer writes events first, then the replies, then those of the connects. What
// could not be written is queued again.
func (x *exchange) answer(w http.ResponseWriter, callback string) {
	buf := x.srv.buffers.get()
	defer x.srv.buffers.put(buf)
	out := append(*buf, '[')
	taken := make([]*batch, len(x.polls))
	for i, p := range x.polls {
		out, taken[i] = p.take(out)
	}
	for _, object := range x.replies {
		out = appendJoined(out, object)
	}
	for _, p := range x.polls {
		if object := x.encode(x.connected(p.message, p.session, p.why)); object != nil {
			out = appendJoined(out, object)
		}
	}
	*buf = append(out, ']')
	err := send(w, *buf, callback)
	if err != nil {
		x.srv.log.Debug("faye: poll broke", "error", err)
	}
	for i, p := range x.polls {
		if taken[i] != nil {
			p.session.settlePoll(taken[i], err == nil)
		}
	}
}

// take writes the queue into the answer, unless another connect is there to do
// so. What comes back must be settled.
func (p *poll) take(out []byte) ([]byte, *batch) {
	if !p.why.carries() {
		return out, nil
	}
	if !p.session.acknowledges() {
		b := p.session.takeForPoll()
		if b != nil {
			out = b.appendTo(out)
		}
		return out, b
	}
	var events []*event
	events, p.message.batch = p.session.takeBatch()
	for _, e := range events {
		out = appendJoined(out, e.object())
	}
	return out, nil
}

// send writes the response and sees it off, so that an error is noticed while
// the events can still be saved.
func send(w http.ResponseWriter, array []byte, callback string) error {
	h := w.Header()
	h.Set("Cache-Control", "no-cache, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Type", "application/json; charset=utf-8")
	if callback != "" {
		array = script(callback, array)
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Content-Disposition", "attachment; filename=f.txt")
	}
	h.Set("Content-Length", strconv.Itoa(len(array)))
	if _, err := w.Write(array); err != nil {
		return err
	}
	err := http.NewResponseController(w).Flush()
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}
