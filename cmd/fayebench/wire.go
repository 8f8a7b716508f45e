package main

import "errors"

// wire carries Bayeux over one kind of transport.
type wire interface {
	handler
	// send sends an array of messages: at once, or when those before it have
	// been answered, if the transport wants it so.
	send(array []byte) error
	// hangUp closes the wire for good; the owner is not told.
	hangUp()
}

// owner is who gets what a wire brings. The payload is an array of messages, and
// the owner's only during the call.
type owner interface {
	received(payload []byte)
	lost(err error)
}

const (
	maxUnsent  = 64 << 20 // bytes that the server has not read
	maxPayload = 64 << 20 // bytes in one frame or response
)

var (
	errUnsent  = errors.New("the server does not read what it is sent")
	errTooLong = errors.New("the server sent more than 64 MiB at once")
)
