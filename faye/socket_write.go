package faye

import (
	"time"

	"github.com/gorilla/websocket"
)

// work is what a writer takes from its socket at a time.
type work struct {
	session *Session
	replies [][]byte
	pinging bool
	ponging *string
}

// write empties the queues, each time all of them into one frame, and ends.
func (k *socket) write() {
	defer k.writers.Done()
	for {
		wrote, err := k.writeAll(k.takeWork())
		if err != nil {
			k.broke(err)
			return
		}
		if wrote {
			continue
		}
		k.forgetDeadline()
		if done, code := k.rest(); done {
			k.sayGoodbye(code)
			return
		}
	}
}

func (k *socket) takeWork() work {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.takeLocked()
}

func (k *socket) takeLocked() work {
	w := work{k.session, k.replies, k.pinging, k.ponging}
	k.replies, k.unread, k.pinging, k.ponging, k.again = nil, 0, false, nil, false
	k.giveRoom()
	return w
}

func (k *socket) giveRoom() {
	if k.room != nil {
		close(k.room)
		k.room = nil
	}
}

// rest ends the writer if nothing was queued meanwhile. A code other than 0 says
// that the socket is to be closed with it, now that all is written.
func (k *socket) rest() (done bool, code int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.again {
		return false, 0
	}
	k.writing = false
	if k.closed {
		return true, 0
	}
	k.closed = k.closing != 0
	return true, k.closing
}

// sayGoodbye starts the closing handshake. The reader waits for the peer's half,
// since closing at once could destroy what is still on its way to it.
func (k *socket) sayGoodbye(code int) {
	if code == 0 {
		return
	}
	const patience = 2 * time.Second
	deadline := time.Now().Add(patience)
	_ = k.conn.SetReadDeadline(deadline)
	goodbye := websocket.FormatCloseMessage(code, "")
	_ = k.conn.WriteControl(websocket.CloseMessage, goodbye, deadline)
}

// answerClose answers the peer's half of the closing handshake. Gorilla would do so at
// once, but it knows nothing of the frames that we write ourselves, and none may
// follow the close: what is queued goes first.
func (k *socket) answerClose(code int) {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.hurry()
	k.writers.Wait()
	const patience = time.Second
	_ = k.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(patience))
}

// broke ends the writing to a broken socket; closing it ends the reader.
func (k *socket) broke(err error) {
	k.srv.log.Debug("faye: socket broke", "error", err)
	k.mu.Lock()
	k.closed, k.writing = true, false
	k.giveRoom()
	k.mu.Unlock()
	_ = k.conn.Close()
}

// writeAll sends what there is: events first, since a reply must not overtake
// what happened before it.
func (k *socket) writeAll(w work) (wrote bool, err error) {
	if err := k.writeControl(w); err != nil {
		return false, err
	}
	var b *batch
	if w.session != nil {
		b = w.session.take(k)
	}
	if b == nil && len(w.replies) == 0 {
		return false, nil
	}
	frame, buf := k.frame(b, w.replies)
	err = k.send(frame)
	k.srv.buffers.put(buf)
	if b != nil {
		w.session.settle(k, b, err == nil)
	}
	return true, err
}

func (k *socket) writeControl(w work) error {
	deadline := time.Now().Add(k.srv.opts.WriteTimeout)
	if w.pinging {
		if err := k.conn.WriteControl(websocket.PingMessage, nil, deadline); err != nil {
			return err
		}
	}
	if w.ponging != nil {
		return k.conn.WriteControl(websocket.PongMessage, []byte(*w.ponging), deadline)
	}
	return nil
}

// send hands one frame to the connection in one call. It does so itself, since
// gorilla would copy the shared bytes first; only control frames are left to
// gorilla, and each of those is one call as well.
func (k *socket) send(frame []byte) error {
	conn := k.conn.NetConn()
	_ = conn.SetWriteDeadline(time.Now().Add(k.srv.opts.WriteTimeout))
	_, err := conn.Write(frame)
	return err
}

// forgetDeadline lifts the deadline of what has been written: a flusher sets none,
// and would take one that has passed for a socket that is full.
func (k *socket) forgetDeadline() {
	if k.raw != nil {
		_ = k.conn.NetConn().SetWriteDeadline(time.Time{})
	}
}

// frame gives what is to be sent: a lone event's own frame, or one with all in an
// array, in a buffer to be put back.
func (k *socket) frame(b *batch, replies [][]byte) (frame []byte, buf *[]byte) {
	if b != nil && len(b.events) == 1 && len(replies) == 0 {
		return k.frameOf(b.events[0]), nil
	}
	buf = k.srv.buffers.get()
	var room [headerRoom]byte
	out := append(append(*buf, room[:]...), '[')
	if b != nil {
		out = b.appendTo(out)
	}
	for _, object := range replies {
		if object != nil {
			out = appendJoined(out, object)
		}
	}
	out = append(out, ']')
	*buf = out
	if k.compresses(len(out)) {
		return k.srv.deflaters.frame(out[headerRoom:]), buf
	}
	return finishFrame(out), buf
}

// frameOf is the frame of a single event, the same for all that get it.
func (k *socket) frameOf(e *event) []byte {
	if k.compresses(len(e.array)) {
		return k.srv.deflaters.deflated(e)
	}
	return e.frame
}

func (k *socket) compresses(size int) bool { return k.deflate && size > k.srv.opts.CompressAbove }
