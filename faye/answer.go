package faye

import (
	"errors"
	"iter"
	"net/http"
	"strconv"
)

// answer writes events first, then the replies, then those of the connects. What
// could not be written is queued again.
func (x *exchange) answer(w http.ResponseWriter, callback string) {
	for _, p := range x.polls {
		p.take()
	}
	for _, p := range x.polls {
		p.reply = x.encode(x.connected(p.message, p.session, p.why))
	}
	err := x.srv.send(w, x.objects, callback)
	if err != nil {
		x.srv.log.Debug("faye: poll broke", "error", err)
	}
	for _, p := range x.polls {
		if p.batch != nil {
			p.session.settlePoll(p.batch, err == nil)
		}
	}
}

// take gets the queue for the answer, unless another connect is there to do so. A
// batch must be settled.
func (p *poll) take() {
	switch {
	case !p.why.carries():
	case p.session.acknowledges():
		p.events, p.message.batch = p.session.takeBatch()
	default:
		if p.batch = p.session.takeForPoll(); p.batch != nil {
			p.events = p.batch.events
		}
	}
}

// objects are the messages of the answer, in order.
func (x *exchange) objects(yield func([]byte) bool) {
	for _, p := range x.polls {
		for _, e := range p.events {
			if !yield(e.object()) {
				return
			}
		}
	}
	for _, object := range x.replies {
		if !yield(object) {
			return
		}
	}
	for _, p := range x.polls {
		if p.reply != nil && !yield(p.reply) {
			return
		}
	}
}

// send writes the response and sees it off, so that an error is noticed while
// the events can still be saved.
func (s *Server) send(w http.ResponseWriter, objects iter.Seq[[]byte], callback string) error {
	h := w.Header()
	h.Set("Cache-Control", "no-cache, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Type", "application/json; charset=utf-8")
	before, after := "[", "]"
	if callback != "" {
		before, after, objects = "/**/"+callback+"([", "]);", asScript(objects)
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Content-Disposition", "attachment; filename=f.txt")
	}
	h.Set("Content-Length", strconv.Itoa(len(before)+joined(objects)+len(after)))
	p := s.spool(w)
	p.text(before)
	p.join(objects)
	p.text(after)
	if err := p.end(&s.buffers); err != nil {
		return err
	}
	err := http.NewResponseController(w).Flush()
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

// joined is how long the objects are with commas between them.
func joined(objects iter.Seq[[]byte]) (size int) {
	for object := range objects {
		size += len(object) + len(",")
	}
	return max(0, size-len(","))
}

// join writes objects with commas between them.
func (p *spool) join(objects iter.Seq[[]byte]) {
	first := true
	for object := range objects {
		if !first {
			p.text(",")
		}
		first = false
		p.add(object)
	}
}
