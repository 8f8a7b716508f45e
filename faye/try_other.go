//go:build !unix

package faye

import (
	"net"
	"syscall"
)

// rawConn gives nothing where a descriptor cannot be written to as it is on Unix:
// every socket then has a writer.
func rawConn(net.Conn) syscall.RawConn { return nil }

// trier is never asked.
type trier struct{}

func newTrier() *trier { return &trier{} }

func (*trier) try(syscall.RawConn, []byte) (int, error) { return 0, nil }
