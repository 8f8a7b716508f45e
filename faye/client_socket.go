package faye

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// clientSocket is a link over one WebSocket. It reads from the moment that it is
// open, so that pings are answered even before it is used.
type clientSocket struct {
	c     *Client
	conn  *websocket.Conn
	ended chan struct{}
	why   error // when ended is closed

	write sync.Mutex
	heard atomic.Pointer[time.Time]
}

// minCompressed is the size from which compression is worth its work.
const minCompressed = 512

func (c *Client) newSocketLink(conn *websocket.Conn) *clientSocket {
	s := &clientSocket{c: c, conn: conn, ended: make(chan struct{})}
	s.hear()
	conn.SetReadLimit(c.opts.MaxMessage) // of what comes over the wire
	conn.SetPongHandler(func(string) error {
		s.hear()
		return nil
	})
	go func() {
		defer close(s.ended)
		s.why = s.read()
		_ = conn.Close()
	}()
	return s
}

func (*clientSocket) connectionType() string  { return webSocket }
func (*clientSocket) streams() bool           { return true }
func (s *clientSocket) dead() <-chan struct{} { return s.ended }
func (s *clientSocket) err() error            { return s.why }

// read passes on what comes, until nothing more can.
func (s *clientSocket) read() error {
	for {
		_, r, err := s.conn.NextReader()
		if err != nil {
			return err
		}
		s.hear()
		frame, err := readAtMost(r, s.c.opts.MaxMessage) // after decompression
		if err != nil {
			return err
		}
		if err := s.c.receive(frame); err != nil {
			return err
		}
	}
}

// send writes one frame. A server that does not read ends the link: half a frame
// may be out, so that no other can follow.
func (s *clientSocket) send(_ context.Context, body []byte) error {
	s.write.Lock()
	defer s.write.Unlock()
	_ = s.conn.SetWriteDeadline(time.Now().Add(s.c.opts.Timeout))
	s.conn.EnableWriteCompression(len(body) >= minCompressed)
	return s.conn.WriteMessage(websocket.TextMessage, body)
}

func (s *clientSocket) hear() {
	now := time.Now()
	s.heard.Store(&now)
}

func (s *clientSocket) heardAt() time.Time { return *s.heard.Load() }

func (s *clientSocket) probe() {
	_ = s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(min(s.c.opts.Timeout, time.Second)))
}

func (s *clientSocket) close() {
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = s.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(min(s.c.opts.Timeout, time.Second)))
	_ = s.conn.Close()
	<-s.ended
}
