package faye

import (
	"errors"
	"net/http"
	"slices"
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
		refusal := (&Message{role: reply}).refuse(err).append(nil)
		_ = s.send(w, slices.Values([][]byte{refusal}), callback)
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
