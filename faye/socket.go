package faye

import (
	"bufio"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one WebSocket. A goroutine of its own reads it as long as it lives;
// a writer runs only while there is something to write (socket_write.go).
type socket struct {
	srv     *Server
	conn    *websocket.Conn
	req     *http.Request   // the upgrade, with ctx
	ctx     socketContext   // ends with the socket
	address string          // whose share of sockets it is part of
	raw     syscall.RawConn // to write without waiting; nil: there is no way to
	in      *bufio.Reader   // what has been read ahead, see doze; nil: gorilla's own
	deflate bool            // frames may be compressed

	mu      sync.Mutex
	session *Session      // that of the last connect
	replies [][]byte      // objects, in order
	unread  int           // about their size
	room    chan struct{} // closed when they are taken; nil: nobody waits
	pinging bool          // a ping is due
	ponging *string       // the peer's last ping, still to be answered
	reading bool          // in the middle of a message, which has a deadline of its own
	closing int           // the code to close with when all is written; 0: stay open
	writing bool          // there is a writer
	again   bool          // and it must look once more
	closed  bool          // no writer may start
	unused  time.Duration // by the server's clock, since when no session goes by it; 0: one does
	writers sync.WaitGroup
}

var _ outlet = (*socket)(nil)

func newSocket(srv *Server, conn *websocket.Conn, r *http.Request) *socket {
	// The request's own context ends when ServeHTTP returns, which is at once;
	// what the host's middleware has put into it must live on.
	k := &socket{srv: srv, conn: conn, ctx: socketContext{ctx: r.Context()}, raw: rawConn(conn.NetConn()), unused: max(1, srv.clock())}
	k.req = r.WithContext(&k.ctx)
	k.req.Body = http.NoBody // lets go of net/http's buffers
	k.req.Header = lasting(r.Header)
	conn.SetReadLimit(srv.opts.MaxFrame)
	conn.SetPongHandler(func(string) error { k.alive(); return nil })
	conn.SetPingHandler(func(data string) error { k.alive(); k.pong(data); return nil })
	conn.SetCloseHandler(func(code int, _ string) error { k.answerClose(code); return nil })
	k.alive()
	return k
}

// read takes in frames until the socket ends, or it is worth dozing until the next
// one comes.
func (k *socket) read() (ended bool) {
	ended = true
	defer func() {
		if ended {
			k.teardown()
		}
	}()
	defer k.srv.survive("socket")
	for {
		frame, err := k.readFrame()
		if err != nil {
			k.srv.log.Debug("faye: socket ended", "error", err)
			return true
		}
		if frame != nil && k.alive() { // otherwise only the peer's close matters now
			k.receive(frame)
			k.waitForRoom()
		}
		if k.mayDoze() {
			return false
		}
	}
}

// alive moves the time at which the peer is taken for dead; false: the socket is
// about to close. A socket that no session uses is not pinged, and so must say
// something by then.
func (k *socket) alive() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closing != 0 {
		return false
	}
	if k.srv.opts.Ping > 0 || k.unused != 0 {
		k.wait()
	}
	return true
}

// wait sets the deadline for the next message, unless one has its own. Called with
// the lock held.
func (k *socket) wait() {
	if k.reading || k.closing != 0 {
		return
	}
	var until time.Time
	if ping := k.srv.opts.Ping; ping > 0 {
		until = time.Now().Add(ping*5/2 + time.Second)
	}
	if k.unused != 0 {
		if end := k.srv.started.Add(k.unused + k.srv.opts.UnusedTimeout); until.IsZero() || end.Before(until) {
			until = end
		}
	}
	_ = k.conn.SetReadDeadline(until)
}

// receive handles one frame. What is no Bayeux is answered and not held against
// the peer: the frames before and after it are their own business.
func (k *socket) receive(frame []byte) {
	msgs, err := parseMessages(frame, k.srv.limits())
	switch {
	case err != nil:
		refusal := (&Message{role: reply}).refuse(err)
		k.reply(refusal.append(nil))
	case len(msgs) == 0:
		k.reply(nil) // old clients keep the socket open with []
	default:
		x := k.exchange()
		x.run(msgs)
		if x.goodbye {
			k.finish(websocket.CloseNormalClosure)
		}
	}
}

func (k *socket) exchange() *exchange {
	return &exchange{srv: k.srv, ctx: &k.ctx, req: k.req, socket: k}
}

// waitForRoom keeps a peer that sends without reading from filling the memory
// with the answers: it is not read from until it has read.
func (k *socket) waitForRoom() {
	k.mu.Lock()
	for !k.closed && k.unread > k.srv.opts.MaxQueueBytes {
		room := make(chan struct{})
		k.room = room
		k.mu.Unlock()
		<-room
		k.mu.Lock()
	}
	k.mu.Unlock()
}

// bind makes session the one whose queue the writer empties.
func (k *socket) bind(session *Session) {
	k.mu.Lock()
	old := k.session
	k.session = session
	if k.unused != 0 {
		k.unused = 0
		k.wait()
	}
	k.mu.Unlock()
	if old != nil && old != session {
		old.detach(k)
	}
}

// unuse notes that no session goes by the socket any more. Its time begins.
func (k *socket) unuse() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.unused = max(1, k.srv.clock())
	k.wait()
}

// serves tells whether the session was the last to connect here.
func (k *socket) serves(session *Session) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.session == session
}

// teardown ends everything that belongs to the socket. The session stays, and
// with it what could not be written.
func (k *socket) teardown() {
	k.mu.Lock()
	k.closed = true
	session := k.session
	k.mu.Unlock()
	k.ctx.end()
	_ = k.conn.Close() // a writer that waits for the network fails now
	k.writers.Wait()
	if session != nil {
		session.detach(k)
	}
	k.srv.sockets.remove(k)
}
