//go:build linux && (amd64 || arm64)

package faye

import "syscall"

// canDoze tells that hasCome works here.
const canDoze = true

// hasCome looks whether there is something to read without reading it. The system
// call is made directly, since the stack is to stay small; it cannot block.
func hasCome(fd uintptr) bool {
	_, _, errno := syscall.RawSyscall6(syscall.SYS_RECVFROM, fd, 0, 0, syscall.MSG_PEEK|syscall.MSG_DONTWAIT, 0, 0)
	return errno != syscall.EAGAIN
}
