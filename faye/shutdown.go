package faye

import (
	"context"

	"github.com/gorilla/websocket"
)

// Shutdown ends the server: requests are refused with 503 from now on and
// Publish returns ErrClosed; held connects are answered; sockets are closed as
// "going away" once what is queued for them is written. Clients then look for a
// server again, find theirs or another, and shake hands anew. Shutdown waits for
// the server's goroutines. When ctx ends first, sockets are cut and its error is
// returned, after the goroutines have had Options.WriteTimeout to notice. The
// sessions are over when it returns. Later calls only wait.
func (s *Server) Shutdown(ctx context.Context) error {
	if !s.gate.close() {
		return s.gate.wait(ctx)
	}
	for session := range s.sessions.all() {
		session.release(byShutdown)
		session.finishStream()
	}
	for _, k := range s.sockets.all() {
		k.finish(websocket.CloseGoingAway)
	}
	err := s.gate.wait(ctx)
	if err != nil {
		s.cut()
	}
	for session := range s.sessions.all() {
		s.end(session, byShutdown, nil)
	}
	for _, l := range s.locals.close() {
		s.end(l.session, byShutdown, nil)
	}
	return err
}

// finishStream ends the session's ways out that only sessions know.
func (s *Session) finishStream() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range []outlet{s.outlet, s.parked} {
		if k, ok := o.(*stream); ok {
			k.finish(0)
		}
	}
}

// cut closes all sockets without ceremony.
func (s *Server) cut() {
	for _, k := range s.sockets.all() {
		k.ctx.end()
		_ = k.conn.Close()
	}
	patience, done := context.WithTimeout(context.Background(), s.opts.WriteTimeout)
	defer done()
	_ = s.gate.wait(patience)
}
