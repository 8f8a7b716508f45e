package faye

import (
	"bytes"
	"context"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"time"
)

// stream is an EventSource response: a way out of a session whose connects and
// other messages come by POST. The goroutine of its request writes it.
type stream struct {
	srv     *Server
	session *Session
	w       http.ResponseWriter
	rc      *http.ResponseController

	work   chan struct{} // something is to be done
	pinged atomic.Bool   // a ping is due
	over   atomic.Bool   // end when all that is queued has been written
}

var _ outlet = (*stream)(nil)

// isStream follows Faye: what is asked of an EventSource is told by Accept.
func isStream(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// serveStream opens the stream of the session that the last element of the path
// names. There must be such a session: an EventSource that is refused gives up,
// and its client goes on by another transport or shakes hands again.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request) {
	allowOrigin(w, r)
	session := s.sessions.get(path.Base(r.URL.Path))
	if session == nil {
		plainText(w, http.StatusNotFound, "Unknown client")
		return
	}
	if !s.gate.enter() {
		unavailable(w)
		return
	}
	defer s.gate.leave()
	k := &stream{srv: s, session: session, w: w, rc: http.NewResponseController(w), work: make(chan struct{}, 1)}
	// Before the header: who has seen it gets everything by this stream.
	if !session.listen(k) {
		plainText(w, http.StatusNotFound, "Unknown client")
		return
	}
	defer session.detach(k)
	s.counts.streams.Add(1)
	defer s.counts.streams.Add(-1)
	if err := k.run(r.Context()); err != nil {
		s.log.Debug("faye: stream broke", "error", err)
	}
}

// run writes whatever comes until the client goes, the session ends or leaves
// for another way out, or the server shuts down.
func (k *stream) run(ctx context.Context) error {
	_ = k.rc.SetReadDeadline(time.Time{}) // the host's own is made for short requests
	if err := k.begin(); err != nil {
		return err
	}
	if k.srv.gate.isShut() { // Shutdown may have looked before
		k.finish(0)
	}
	for {
		select {
		case <-k.work:
		case <-ctx.Done():
			return nil
		}
		over := k.over.Load()
		if err := k.writeAll(); err != nil || over {
			return err
		}
	}
}

// begin sends the header, and when to come back if the stream breaks.
func (k *stream) begin() error {
	h := k.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events back
	return k.write([]byte("retry: 5000\r\n\r\n"))
}

func (k *stream) writeAll() error {
	if k.pinged.Swap(false) {
		if err := k.write([]byte(":\r\n\r\n")); err != nil {
			return err
		}
	}
	for {
		b := k.session.take(k)
		if b == nil {
			return nil
		}
		err := k.writeEvents(b)
		k.session.settle(k, b, err == nil)
		if err != nil {
			return err
		}
	}
}

// writeEvents sends everything as one event. The browser passes on whole events
// only, so that one which breaks off may be sent again.
func (k *stream) writeEvents(b *batch) error {
	k.hurry(k.srv.opts.WriteTimeout)
	p := k.srv.spool(k.w)
	p.text("data: [")
	p.join(b.onLines)
	p.text("]\r\n\r\n")
	if err := p.end(&k.srv.buffers); err != nil {
		return err
	}
	return k.rc.Flush()
}

// onLines are the messages, each without a line break.
func (b *batch) onLines(yield func([]byte) bool) {
	for _, e := range b.events {
		if !yield(oneLine(e.object())) {
			return
		}
	}
}

// oneLine takes line breaks out of JSON, where they are nothing but white space:
// here they would end the event.
func oneLine(object []byte) []byte {
	if !bytes.ContainsAny(object, "\r\n") {
		return object
	}
	object = bytes.ReplaceAll(object, []byte{'\n'}, []byte{' '})
	return bytes.ReplaceAll(object, []byte{'\r'}, []byte{' '})
}

// hurry sets the deadline of what is being written, and of all that follows.
func (k *stream) hurry(patience time.Duration) {
	_ = k.rc.SetWriteDeadline(time.Now().Add(patience))
}

func (k *stream) write(b []byte) error {
	k.hurry(k.srv.opts.WriteTimeout)
	if _, err := k.w.Write(b); err != nil {
		return err
	}
	return k.rc.Flush()
}

// wake has the request's goroutine look at the queue.
func (k *stream) wake() {
	select {
	case k.work <- struct{}{}:
	default:
	}
}

// left ends the stream: whoever still reads it opens another.
func (k *stream) left(writing bool) {
	const soon = time.Second
	if writing {
		k.hurry(soon)
	}
	k.finish(0)
}

func (k *stream) ping() {
	k.pinged.Store(true)
	k.wake()
}

func (k *stream) finish(int) {
	k.over.Store(true)
	k.wake()
}
