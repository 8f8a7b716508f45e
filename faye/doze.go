package faye

import "bufio"

// live reads a socket, and lets it doze whenever all that has come is handled:
// nearly all sockets wait nearly always. To wait takes no buffer and the smallest
// of stacks, but a stack that has grown for a frame stays as it is. So whoever has
// read goes, and another waits.
func (k *socket) live() {
	k.lend()
	if k.read() {
		k.srv.gate.leave()
		return
	}
	k.takeBack()
	go k.doze()
}

// doze waits until there is something to read, be it an error.
func (k *socket) doze() {
	_ = k.raw.Read(hasCome) // the error will be read
	go k.live()
}

// mayDoze tells whether nothing has been read ahead.
func (k *socket) mayDoze() bool {
	return k.in != nil && k.in.Buffered() == 0
}

// lend gives gorilla's reader a buffer again. The reader stays the same, since
// gorilla holds on to it.
func (k *socket) lend() {
	if k.in == nil || k.in.Size() > 0 {
		return
	}
	ahead, ok := k.srv.sockets.ahead.Get().(*bufio.Reader)
	if !ok {
		ahead = bufio.NewReaderSize(nil, readAhead)
	}
	*k.in = *ahead
	k.in.Reset(k.conn.NetConn())
}

// takeBack puts the empty buffer of a socket that will doze to use elsewhere.
func (k *socket) takeBack() {
	ahead := new(bufio.Reader)
	*ahead = *k.in
	ahead.Reset(nil)
	*k.in = bufio.Reader{}
	k.srv.sockets.ahead.Put(ahead)
}

// skipPong takes in a pong without gorilla, which would not come back before there
// is a message: a socket that is merely pinged shall doze on. False: something else
// has come.
func (k *socket) skipPong() bool {
	const pong, masked, mask = 0x8a, 0x80, 4 // RFC 6455 section 5.2
	if k.in == nil {
		return false
	}
	head, err := k.in.Peek(2)
	if err != nil || head[0] != pong || head[1] < masked || head[1] > masked+125 {
		return false // gorilla will see what is wrong
	}
	if _, err = k.in.Discard(2 + mask + int(head[1]-masked)); err != nil {
		return false
	}
	k.alive()
	return true
}
