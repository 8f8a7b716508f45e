package faye

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

// ClientOptions are what a client may be told. The zero value of each field
// means its default.
type ClientOptions struct {
	// Extensions look at what the client sends and receives. Default: none.
	Extensions []ClientExtension
	// Header goes with every request and with the upgrade to a WebSocket.
	// Default: none.
	Header http.Header
	// HTTPClient makes the requests of long-polling; its Timeout is not used. Its
	// transport, if it is an *http.Transport, and its cookie jar serve the
	// WebSocket too. Default: one of the client's own, with a jar, since CometD
	// servers tell sessions by a cookie.
	HTTPClient *http.Client
	// Dialer opens WebSockets. Its EnableCompression is not used. Default: one
	// made from HTTPClient.
	Dialer *websocket.Dialer
	// DisableWebSocket leaves long-polling alone. Default: a WebSocket is tried
	// first.
	DisableWebSocket bool
	// DisableCompression keeps permessage-deflate from being offered. Default: it
	// is offered, and used if the server agrees.
	DisableCompression bool
	// DisableReplay keeps the client from asking for what it missed. Default: it
	// asks servers that offer "ext.replay".
	DisableReplay bool

	// Timeout is how long the server may take to answer anything but a held
	// connect; then the connection is given up and what was sent is repeated on
	// another. A held connect may take 1.2 times the hold that the server
	// advised, and this besides. Default: 10 seconds.
	Timeout time.Duration
	// MinBackoff and MaxBackoff are the pauses before the first and before a late
	// attempt to come back; they double in between, and up to half of each is
	// left off at random. A longer pause that the server advises is kept.
	// Default: 1 second and 30 seconds.
	MinBackoff, MaxBackoff time.Duration
	// WebSocketRetry is the pause before a WebSocket is tried again after it has
	// failed where long-polling works. Default: 1 minute.
	WebSocketRetry time.Duration

	// MaxMessage is how many bytes of one response or frame are read, counted
	// after decompression; of a larger one nothing is used, and the connection is
	// given up. Default: 16 MiB.
	MaxMessage int64
	// MaxQueue is how many deliveries wait for callbacks; then nothing more is
	// read until a callback returns. Servers give up on those that do not read for
	// long. Default: 1024.
	MaxQueue int
	// MaxQueueBytes is the same in bytes. One delivery is always accepted.
	// Default: 16 MiB.
	MaxQueueBytes int64
	// MaxStall is how long reading may wait for a slow callback. Then the session
	// is given up and another begun, which replays what was missed or reports a
	// gap; so a callback may wait for Publish. Default: 10 seconds.
	MaxStall time.Duration

	// OnState is told what becomes of the connection. Like OnGap it is called
	// between the deliveries, on the goroutine of the callbacks. Default: nobody.
	OnState func(State)
	// OnGap is told that deliveries of a subscription may be missing: its session
	// was lost, and the server could not replay what was published meanwhile. The
	// position is where the server goes on, 0 if it did not say. Default: nobody.
	OnGap func(channel string, position int64)
	// Position tells the replay position of a delivery, if it has one. Default:
	// the number in "ext.replay", or else that in "data.event.replayId".
	Position func(Delivery) (position int64, ok bool)
	// Logger gets what the operator should know: lost connections and refusals.
	// Default: silent.
	Logger *slog.Logger
}

// ClientExtension looks at messages as they leave and come. Either function may
// be nil. Extensions run in the order of ClientOptions.Extensions, in both
// directions, by several goroutines at once.
type ClientExtension struct {
	// Outgoing may change a message before it is sent, each time that it is: put
	// a secret into its Ext, for example. With an Error set it is not sent, and
	// the call that it belongs to fails with that error.
	Outgoing func(m *Message)
	// Incoming may change a reply (see Message.IsReply) or a delivery. With an
	// Error set a reply is a refusal, and a delivery is dropped.
	Incoming func(m *Message)
}

// complete returns a copy with the defaults filled in, or says what is wrong.
func (o *ClientOptions) complete() (ClientOptions, error) {
	c := ClientOptions{}
	if o != nil {
		c = *o
	}
	if err := c.check(); err != nil {
		return c, err
	}
	c.Extensions = slices.Clone(c.Extensions)
	c.Header = c.Header.Clone()
	if c.Header == nil {
		c.Header = http.Header{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.fillClientLimits()
	return c, nil
}

func (o *ClientOptions) fillClientLimits() {
	fill(&o.Timeout, 10*time.Second)
	fill(&o.MinBackoff, time.Second)
	fill(&o.MaxBackoff, max(30*time.Second, o.MinBackoff))
	fill(&o.WebSocketRetry, time.Minute)
	fill(&o.MaxMessage, 16<<20)
	fill(&o.MaxQueue, 1024)
	fill(&o.MaxQueueBytes, 16<<20)
	fill(&o.MaxStall, 10*time.Second)
}
