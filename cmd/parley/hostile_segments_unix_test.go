//go:build unix

package main

import (
	"errors"
	"syscall"
)

// smallSegments has the server's system buffer little for a connection: it sizes the
// buffer by the segments that the client takes, and holds megabytes on this machine.
func smallSegments(_, _ string, c syscall.RawConn) error {
	const segment, buffer = 536, 4096
	var size, room error
	err := c.Control(func(fd uintptr) {
		size = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, segment)
		room = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, buffer)
	})
	return errors.Join(err, size, room)
}
