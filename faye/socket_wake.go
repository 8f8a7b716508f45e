package faye

import "time"

// wake sees that a writer looks at the queues after this call.
func (k *socket) wake() {
	k.mu.Lock()
	k.start()
	k.mu.Unlock()
}

// reply queues replies, which will share a frame; nil is an empty array.
func (k *socket) reply(objects ...[]byte) {
	const overhead = 64 // so that many small ones count as well
	k.mu.Lock()
	k.replies = append(k.replies, objects...)
	for _, object := range objects {
		k.unread += len(object) + overhead
	}
	k.start()
	k.mu.Unlock()
}

// left leaves the socket open for a while, since its client may well use both.
func (k *socket) left(writing bool) {
	k.unuse()
	if writing {
		k.hurry()
	}
}

// hurry gives a write that is under way a short time. Later ones set their own.
func (k *socket) hurry() {
	const soon = time.Second
	_ = k.conn.NetConn().SetWriteDeadline(time.Now().Add(soon))
}

// ping has the writer send a ping.
func (k *socket) ping() {
	k.mu.Lock()
	k.pinging = true
	k.start()
	k.mu.Unlock()
}

// pong has the writer answer a ping; of several, the last (RFC 6455 section 5.5.3).
func (k *socket) pong(data string) {
	k.mu.Lock()
	k.ponging = &data
	k.start()
	k.mu.Unlock()
}

// finish closes the socket when everything queued has been written.
func (k *socket) finish(code int) {
	k.mu.Lock()
	if k.closing == 0 {
		k.closing = code
	}
	k.start()
	k.mu.Unlock()
}

// start has the queues written unless somebody is about to. Called with the lock
// held.
func (k *socket) start() {
	switch {
	case k.closed:
	case k.writing:
		k.again = true
	default:
		k.writing = true
		k.writers.Add(1)
		if k.raw != nil {
			k.srv.sockets.flushers.add(k)
			return
		}
		go k.write()
	}
}
