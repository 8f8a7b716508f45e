package faye

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// clientLink carries messages to the server. What comes back goes to the
// Client's receive. Its methods may be called by several goroutines at once.
type clientLink interface {
	// connectionType is the transport's name in the protocol.
	connectionType() string
	// streams tells whether answers may come after send has returned.
	streams() bool
	// send brings an array of messages to the server. It ends with ctx.
	send(ctx context.Context, body []byte) error
	// dead is closed when the link has ended by itself; nil: it never does.
	dead() <-chan struct{}
	// err is why.
	err() error
	// probe asks the server for a sign of life, if the transport has a way to.
	probe()
	// heardAt is when the last sign of life came over a stream.
	heardAt() time.Time
	// close ends the link; nothing is received after it has returned.
	close()
}

// isTooLarge tells whether the server has refused what was sent for its size.
func isTooLarge(err error) bool {
	var status *clientStatus
	if errors.As(err, &status) {
		return status.code == http.StatusRequestEntityTooLarge
	}
	return websocket.IsCloseError(err, websocket.CloseMessageTooBig)
}
