package faye

import (
	"bufio"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// upgrader is set up so that an idle socket costs little: a small buffer to read
// into, and none to write from except while something is written.
func newUpgrader(writeBuffers websocket.BufferPool) *websocket.Upgrader {
	return &websocket.Upgrader{
		ReadBufferSize:  readAhead, // see Hijack
		WriteBufferSize: 2048,
		WriteBufferPool: writeBuffers,
		CheckOrigin:     func(*http.Request) bool { return true }, // has been checked
		Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
			plainText(w, status, http.StatusText(status))
		},
	}
}

// readAhead is the size of the buffer to read into.
const readAhead = 1024

// serveSocket opens a WebSocket and leaves it to its own goroutine, so that
// net/http can let go of the request.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	address := s.address(r)
	if s.claimed("sockets", address, s.sockets.shares.claim(address)) != granted {
		s.tooManySockets(w)
		return
	}
	if !s.gate.enter() {
		s.sockets.shares.release(address)
		unavailable(w)
		return
	}
	upgrader, deflate := *s.upgrader, s.opts.Compression && wantsDeflate(r)
	upgrader.EnableCompression = deflate
	h := &hijacker{ResponseWriter: w}
	upgrader.ReadBufferSize = 0 // that of the hijacker
	conn, err := upgrader.Upgrade(h, r, nil)
	if err != nil {
		s.sockets.shares.release(address)
		s.gate.leave()
		s.log.DebugContext(r.Context(), "faye: upgrade failed", "error", err)
		return
	}
	k := newSocket(s, conn, r)
	k.address, k.deflate, k.in = address, deflate, h.in
	s.sockets.add(k)
	if s.gate.isShut() { // Shutdown may have looked before
		k.finish(websocket.CloseGoingAway)
	}
	go k.live()
}

// tooManySockets refuses an upgrade. Clients go on by another transport, or come back.
func (s *Server) tooManySockets(w http.ResponseWriter) {
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(s.opts.Backoff/time.Second))))
	plainText(w, http.StatusServiceUnavailable, "Too many sockets")
}

// hijacker finds the connection behind middleware that wraps the ResponseWriter
// and offers no more than Unwrap.
type hijacker struct {
	http.ResponseWriter
	in *bufio.Reader // what gorilla will read from; nil: a buffer of its own
}

// Hijack puts a small buffer into gorilla's hands, instead of net/http's, and one
// that can be taken away from a socket that dozes.
func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil || rw.Reader.Buffered() > 0 { // gorilla refuses that
		return conn, rw, err
	}
	in := bufio.NewReaderSize(conn, readAhead)
	if canDoze && rawConn(conn) != nil {
		h.in = in
	}
	return conn, bufio.NewReadWriter(in, rw.Writer), nil
}
