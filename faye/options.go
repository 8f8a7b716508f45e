package faye

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// Options are what a server may be told. The zero value of each field means its
// default; a limit cannot be switched off, but can be set as high as one likes.
type Options struct {
	// Policy decides who may do what. Default: handshakes are allowed, every
	// subscribe and publish is refused.
	Policy Policy
	// Extensions look at messages as they come and go. Default: none.
	Extensions []Extension
	// Listener is told what happens. Default: nobody is.
	Listener *Listener
	// Droppable chooses the channels whose messages are worth little when late:
	// who is typing, where the mouse is. For them a full queue is no reason to end
	// a session: the oldest of them make room, and the last resort is to leave the
	// new one out. They are not kept in the History. Default: none.
	Droppable func(channel string) bool
	// History keeps the last messages of channels in memory, for clients that ask
	// for what they missed ("ext.replay"). Default: nothing is kept.
	History *History
	// Replayer is used instead where the program keeps the messages itself; it
	// then publishes with Server.PublishAt. See also Server.SetReplayer. Default:
	// none.
	Replayer Replayer
	// Logger gets what the operator should know; nothing that is merely a
	// client's fault is logged above the debug level. That an address has reached
	// its limit, or a page of another site was refused, is told once, since it may be a
	// proxy's doing: see ProxyHeader and Origins. Default: silent.
	Logger *slog.Logger

	// Origins lists the other sites whose pages may use the server with the
	// user's cookies, as "https://chat.example.com"; "*" is any site. Requests
	// without an Origin header do not come from browsers' scripts and pass.
	// Default: pages of the same host only, by the request's Host header; behind
	// a proxy that changes it the public origin must be listed.
	Origins []string
	// DisabledTransports are neither offered nor accepted. Without "websocket"
	// upgrades are refused, without "eventsource" streams and without
	// "callback-polling" any other GET is; without "in-process" Server.Client
	// is. The POST body of the others still carries handshakes and publishes,
	// which Faye's clients never send otherwise, but no connect. Default: none.
	DisabledTransports []string

	// Timeout is how long a /meta/connect is held. Default: 45 seconds.
	Timeout time.Duration
	// MaxHold bounds the hold that a client may ask for. Default: Timeout.
	MaxHold time.Duration
	// Interval is the pause that clients are advised to make between connects.
	// Default: 0.
	Interval time.Duration
	// Expiry ends a session this long after its last connect arrived, but never
	// while one is held. Default: twice Timeout.
	Expiry time.Duration
	// Grace is how long a session waits for its client to come back, on whatever
	// transport, when its socket or stream has closed; then it ends and
	// Listener.OnDisconnect is called. Default: 20 seconds, or Expiry if that is
	// shorter.
	Grace time.Duration
	// Recheck is how often a Policy that is a Rechecker is asked about a session;
	// it is when the session connects next. Default: 1 minute.
	Recheck time.Duration
	// Ping is the time between pings on a WebSocket; a peer that answers none of
	// two is cut off. Negative: none are sent. Default: 25 seconds.
	Ping time.Duration
	// UnusedTimeout is how long a WebSocket may stay open by which no session goes:
	// from when it was opened until a client connects there, and from when its
	// client has connected somewhere else. So who only publishes by sockets needs a
	// session, too. Default: Expiry.
	UnusedTimeout time.Duration
	// ReadTimeout is how long a request's body may take. Default: 15 seconds.
	ReadTimeout time.Duration
	// WriteTimeout is how long one write to a client may take. Default: 10 seconds.
	WriteTimeout time.Duration
	// Backoff is the pause advised after a refused handshake. Default: 5 seconds,
	// which is when Faye's clients try again in any case.
	Backoff time.Duration

	// MaxBody is the size of a request's body in bytes. Default: 256 KiB.
	MaxBody int64
	// MaxFrame is the size of a WebSocket message in bytes. Default: 256 KiB.
	MaxFrame int64
	// Compression accepts permessage-deflate on WebSockets. It costs processor
	// time and the sizes of secrets: leave it off unless messages are large and
	// the network is narrow. MaxFrame then holds before and after decompression.
	// Default: off.
	Compression bool
	// CompressAbove is the size in bytes from which on messages are compressed.
	// Default: 512.
	CompressAbove int
	// MaxMessages is how many messages one request or frame may carry; of more
	// none is handled. Default: 256.
	MaxMessages int
	// MaxDepth is how deep arrays and objects may be nested in what a client
	// sends, the message itself included; a request or frame that goes deeper is
	// no Bayeux. Default: 64.
	MaxDepth int
	// MaxQueue is how many deliveries wait for one session; one more ends the
	// session, and its client is told to shake hands again, unless it or one that
	// waits is Droppable. Default: 1024.
	MaxQueue int
	// MaxQueueBytes is the same in bytes. One delivery is always accepted.
	// Default: 1 MiB.
	MaxQueueBytes int
	// MaxSubscriptions is per session. Default: 256.
	MaxSubscriptions int
	// MaxAllSubscriptions is per server; each takes about 30 bytes, and 170 if
	// nobody else has subscribed to the same. Default: 2,000,000.
	MaxAllSubscriptions int
	// MaxChannelLength is the length of a channel's name in bytes. Default: 256.
	MaxChannelLength int
	// MaxSessions is per server; a handshake beyond it is refused with the advice
	// to come back. Default: 100,000.
	MaxSessions int
	// MaxSessionsPerAddress is per address of the peers, of IPv6 per /64 network; a
	// handshake beyond it is refused with the advice to come back. Behind a proxy
	// set ProxyHeader, or all clients count as one. Default: a fifth of
	// MaxSessions.
	MaxSessionsPerAddress int
	// ProxyHeader is the header in which the proxy before the server tells the
	// client's address, such as "X-Forwarded-For"; of several addresses the last
	// counts, which is the one that the proxy has seen. Set it only if every
	// request comes by such a proxy: others could write there what they like.
	// Default: none, the address is the peer's.
	ProxyHeader string
	// MaxSockets is how many WebSockets may be open; those beyond it are refused
	// with status 503 before they are upgraded. Default: MaxSessions.
	MaxSockets int
	// MaxSocketsPerAddress is the same per address, which is told as for
	// MaxSessionsPerAddress. Default: a fifth of MaxSockets.
	MaxSocketsPerAddress int
	// MaxHeld is how many polls the server holds; those beyond it are answered
	// at once with the advice to pause for Backoff. Default: 20,000.
	MaxHeld int
	// MaxHeldPerAddress is the same per address, which is told as for
	// MaxSessionsPerAddress. Default: a fifth of MaxHeld.
	MaxHeldPerAddress int
}

// The transports, by the names that the protocol gives them.
const (
	longPolling     = "long-polling"
	crossOrigin     = "cross-origin-long-polling"
	callbackPolling = "callback-polling"
	webSocket       = "websocket"
	eventSource     = "eventsource"
	inProcess       = "in-process"
)

func allTransports() []string {
	return []string{longPolling, crossOrigin, callbackPolling, webSocket, eventSource, inProcess}
}

// complete returns a copy with the defaults filled in, or says what is wrong.
func (o *Options) complete() (Options, error) {
	c := Options{}
	if o != nil {
		c = *o
	}
	if err := c.check(); err != nil {
		return c, err
	}
	c.fillParts()
	c.fillTimes()
	c.fillLimits()
	if c.Expiry <= max(c.Timeout, c.MaxHold)+c.Interval {
		return c, errors.New("faye: options: Expiry must be longer than Timeout or MaxHold and Interval together, or sessions end between their connects")
	}
	return c, nil
}

func (o *Options) fillParts() {
	if o.Policy == nil {
		o.Policy = closed{}
	}
	listener := Listener{}
	if o.Listener != nil {
		listener = *o.Listener
	}
	o.Listener = &listener
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Droppable == nil {
		o.Droppable = func(string) bool { return false }
	}
	o.History = o.History.complete()
	o.Extensions = slices.Clone(o.Extensions)
	o.Origins = slices.Clone(o.Origins)
	for i, origin := range o.Origins {
		o.Origins[i] = strings.ToLower(strings.TrimSuffix(origin, "/"))
	}
}

func (o *Options) fillTimes() {
	fill(&o.Timeout, 45*time.Second)
	fill(&o.MaxHold, o.Timeout)
	fill(&o.Expiry, 2*o.Timeout)
	fill(&o.Grace, min(20*time.Second, o.Expiry))
	fill(&o.Recheck, time.Minute)
	fill(&o.Ping, 25*time.Second)
	fill(&o.ReadTimeout, 15*time.Second)
	fill(&o.WriteTimeout, 10*time.Second)
	fill(&o.UnusedTimeout, o.Expiry)
	fill(&o.Backoff, 5*time.Second)
}

func (o *Options) fillLimits() {
	fill(&o.MaxBody, 256<<10)
	fill(&o.MaxFrame, 256<<10)
	fill(&o.CompressAbove, 512)
	fill(&o.MaxMessages, 256)
	fill(&o.MaxDepth, 64)
	fill(&o.MaxQueue, 1024)
	fill(&o.MaxQueueBytes, 1<<20)
	fill(&o.MaxSubscriptions, 256)
	fill(&o.MaxAllSubscriptions, 2_000_000)
	fill(&o.MaxChannelLength, 256)
	fill(&o.MaxSessions, 100_000)
	fill(&o.MaxSessionsPerAddress, max(1, o.MaxSessions/5))
	fill(&o.MaxSockets, o.MaxSessions)
	fill(&o.MaxSocketsPerAddress, max(1, o.MaxSockets/5))
	fill(&o.MaxHeld, 20_000)
	fill(&o.MaxHeldPerAddress, max(1, o.MaxHeld/5))
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
