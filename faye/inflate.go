package faye

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// errFrameTooLarge is told to the peer as the close code 1009.
var errFrameTooLarge = errors.New("message too large once it was decompressed")

// readFrame reads the next message. Once it has begun it must be complete within
// ReadTimeout: whoever sends a byte now and then is cut off. Of a compressed one
// gorilla's limit counts what came over the network; ours, what has become of it.
func (k *socket) readFrame() ([]byte, error) {
	if k.skipPong() {
		return nil, nil
	}
	_, r, err := k.conn.NextReader()
	if err != nil {
		return nil, err
	}
	k.hasten(true)
	defer k.hasten(false)
	frame, err := io.ReadAll(io.LimitReader(r, k.srv.opts.MaxFrame+1))
	if err == nil && int64(len(frame)) > k.srv.opts.MaxFrame {
		const patience = time.Second
		goodbye := websocket.FormatCloseMessage(websocket.CloseMessageTooBig, "")
		_ = k.conn.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(patience))
		return nil, errFrameTooLarge
	}
	return frame, err
}

// hasten sets the deadline of a message that has begun, which pongs in the midst
// of it do not move.
func (k *socket) hasten(reading bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.reading = reading
	switch {
	case k.closing != 0: // sayGoodbye has set its own
	case reading:
		_ = k.conn.SetReadDeadline(time.Now().Add(k.srv.opts.ReadTimeout))
	case k.srv.opts.Ping <= 0:
		k.wait()
	}
}

// wantsDeflate tells whether a client offers permessage-deflate. Quoted
// parameters, which nobody sends, could hide a comma; such an offer is declined.
func wantsDeflate(r *http.Request) bool {
	offers := strings.Join(r.Header.Values("Sec-WebSocket-Extensions"), ",")
	if strings.Contains(offers, `"`) {
		return false
	}
	for offer := range strings.SplitSeq(offers, ",") {
		name, _, _ := strings.Cut(offer, ";")
		if strings.TrimSpace(name) == "permessage-deflate" {
			return true
		}
	}
	return false
}
