//go:build !linux || !(amd64 || arm64)

package faye

// canDoze tells that sockets are read by one goroutine all their lives here.
const canDoze = false

func hasCome(uintptr) bool { return true }
