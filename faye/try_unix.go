//go:build unix

package faye

import (
	"errors"
	"net"
	"os"
	"syscall"
)

// rawConn is the connection's own descriptor, to be written to without waiting.
// nil: somebody has wrapped the connection, as TLS does, and must see the bytes.
func rawConn(c net.Conn) syscall.RawConn {
	switch c.(type) {
	case *net.TCPConn, *net.UnixConn:
		raw, err := c.(syscall.Conn).SyscallConn()
		if err == nil {
			return raw
		}
	}
	return nil
}

// trier writes without waiting. It serves one goroutine, for many connections, and
// allocates nothing for any.
type trier struct {
	frame []byte
	n     int
	err   error
	once  func(fd uintptr) bool
}

func newTrier() *trier {
	t := &trier{}
	t.once = t.write
	return t
}

// try writes as much as fits at once. What does not is no error.
func (t *trier) try(c syscall.RawConn, frame []byte) (int, error) {
	t.frame, t.n, t.err = frame, 0, nil
	err := c.Write(t.once)
	t.frame = nil
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded): // one set for an earlier write has passed
		return 0, nil
	case err != nil:
		return 0, err
	}
	return t.n, t.err
}

// write always says that it is done, or it would be called again when there is
// room.
func (t *trier) write(fd uintptr) bool {
	for {
		n, err := syscall.Write(int(fd), t.frame)
		switch err {
		case nil:
			t.n = n
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
		default:
			t.err = os.NewSyscallError("write", err)
		}
		return true
	}
}
