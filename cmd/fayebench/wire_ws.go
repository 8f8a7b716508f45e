package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what RFC 6455 section 4.2.2 asks for
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	randv2 "math/rand/v2"
)

// socketWire is a WebSocket, read without a copy as long as frames come whole.
type socketWire struct {
	owner  opener
	out    out
	accept string // the answer to the upgrade that is waited for; "": it has come
	rest   []byte // of a frame that has not come whole
	parts  []byte // of a message in several frames
}

// opener is an owner that is told when the wire is open.
type opener interface {
	owner
	opened(w wire)
}

// dialSocket asks for a WebSocket: its owner learns whether it opens.
func dialSocket(ctx context.Context, t *target, p poller, o opener) error {
	conn, err := t.dial(ctx)
	if err != nil {
		return err
	}
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	key := base64.StdEncoding.EncodeToString(b[:])
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n", t.path, t.host, key)
	if _, err := conn.Write([]byte(request)); err != nil {
		_ = conn.Close()
		return err
	}
	return p.add(conn, &socketWire{owner: o, accept: acceptFor(key)})
}

func (w *socketWire) attached(o out) { w.out = o }

func acceptFor(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) //nolint:gosec // see above
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (w *socketWire) send(array []byte) error { return w.out.write(clientFrame(opText, array)) }

func (w *socketWire) hangUp() {
	_ = w.out.write(clientFrame(opClose, []byte{3, 232}))
	w.out.close()
}

func (w *socketWire) broken(err error) { w.fail(err) }

func (w *socketWire) fail(err error) {
	w.out.close()
	w.owner.lost(err)
}

func (w *socketWire) readable(p []byte) {
	if len(w.rest) > 0 {
		w.rest = append(w.rest, p...)
		p = w.rest
	}
	used, err := w.parse(p)
	switch {
	case err != nil:
		w.fail(err)
		return
	case used == len(p):
		w.rest = nil
		return
	}
	w.rest = append([]byte(nil), p[used:]...)
}

// parse handles what is there whole, and tells how much that was.
func (w *socketWire) parse(p []byte) (used int, err error) {
	if w.accept != "" {
		n, err := w.upgrade(p)
		if n == 0 || err != nil {
			return 0, err
		}
		used = n
	}
	for {
		f, n, err := parseFrame(p[used:])
		if n == 0 || err != nil {
			return used, err
		}
		used += n
		if err := w.frame(f); err != nil {
			return used, err
		}
	}
}

// upgrade reads the answer to the upgrade; 0: it has not come whole.
func (w *socketWire) upgrade(p []byte) (int, error) {
	head, _, whole := bytes.Cut(p, []byte("\r\n\r\n"))
	switch {
	case !whole && len(p) > 16<<10:
		return 0, errors.New("the answer to the upgrade does not end")
	case !whole:
		return 0, nil
	case !bytes.HasPrefix(head, []byte("HTTP/1.1 101 ")):
		return 0, fmt.Errorf("no WebSocket: the server answered %q", firstLine(head))
	case !bytes.Contains(head, []byte(w.accept)):
		return 0, errors.New("no WebSocket: the server has not understood the key")
	}
	w.accept = ""
	w.owner.opened(w)
	return len(head) + 4, nil
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\r\n"))
	return line[:min(len(line), 200)]
}

func (w *socketWire) frame(f frame) error {
	switch f.op {
	case opPing:
		return w.out.write(clientFrame(opPong, f.payload))
	case opPong:
		return nil
	case opClose:
		return fmt.Errorf("the server closed the WebSocket %s", closeCode(f.payload))
	}
	if f.final && w.parts == nil {
		w.owner.received(f.payload)
		return nil
	}
	if len(w.parts)+len(f.payload) > maxPayload {
		return errTooLong
	}
	w.parts = append(w.parts, f.payload...)
	if f.final {
		whole := w.parts
		w.parts = nil
		w.owner.received(whole)
	}
	return nil
}

func closeCode(p []byte) string {
	if len(p) < 2 {
		return "without a code"
	}
	return fmt.Sprintf("with %d %s", binary.BigEndian.Uint16(p), p[2:])
}

// The kinds of frames that matter here (RFC 6455 section 11.8).
const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10
)

// frame is what a server sends.
type frame struct {
	op      byte
	final   bool
	payload []byte
}

// parseFrame reads one frame; n is 0 if it has not come whole.
func parseFrame(p []byte) (f frame, n int, err error) {
	if len(p) < 2 {
		return f, 0, nil
	}
	f.op, f.final = p[0]&15, p[0]&128 != 0
	if p[0]&0x70 != 0 || p[1]&128 != 0 {
		return f, 0, errors.New("the server sent a frame that is masked, or compressed though nobody asked")
	}
	size, head := uint64(p[1]), 2
	switch {
	case size == 126 && len(p) >= 4:
		size, head = uint64(binary.BigEndian.Uint16(p[2:])), 4
	case size == 127 && len(p) >= 10:
		size, head = binary.BigEndian.Uint64(p[2:]), 10
	case size >= 126:
		return f, 0, nil
	}
	if size > maxPayload {
		return f, 0, errTooLong
	}
	n = head + int(size)
	if len(p) < n {
		return f, 0, nil
	}
	f.payload = p[head:n]
	return f, n, nil
}

// clientFrame makes a frame, masked as a client's must be.
func clientFrame(op byte, payload []byte) []byte {
	b := make([]byte, 0, len(payload)+14)
	b = append(b, 128|op)
	switch n := len(payload); {
	case n < 126:
		b = append(b, 128|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 128|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 128|127), uint64(n))
	}
	at := len(b)
	b = binary.BigEndian.AppendUint32(b, randv2.Uint32())
	for i, c := range payload {
		b = append(b, c^b[at+i&3])
	}
	return b
}
