package faye

import (
	"encoding/json"
	"time"
)

// Message is one Bayeux message: what a client sent, a reply to it, or a
// delivery. Extensions may change it; what it does not name is not kept.
type Message struct {
	Channel  string
	ID       json.RawMessage // a string or number, given back as it came; nil: none
	ClientID string          // the session; "" in a publish: an anonymous sender

	Version, MinimumVersion  string
	SupportedConnectionTypes []string
	ConnectionType           string
	Subscription             []string

	Data json.RawMessage // nil: absent, which is not null
	Ext  json.RawMessage // never passed on from senders to subscribers

	Advice     *Advice
	Successful bool   // in replies
	Error      string // set by an extension: the message is refused with it

	role         role
	subscription json.RawMessage // as it was sent, to be echoed in the same form
	sync         *timesync       // of a connect: the client asks what time it is
	position     int64           // of a delivery: see Replayer; 0: it is not kept
	batch        int64           // of a connect: the number that its answer has; 0: none
}

// role says what a Message is on the wire.
type role uint8

const (
	request role = iota
	reply
	delivery
)

// Advice tells a client how to go on. The two times are always sent.
type Advice struct {
	Reconnect string        // "retry", "handshake" or "none"; "": what clients do by themselves
	Interval  time.Duration // pause before the next connect
	Timeout   time.Duration // how long a connect is held. From a client: negative if it did not say
}

// IsReply tells an outgoing extension that m answers a request; the others are
// deliveries to subscribers.
func (m *Message) IsReply() bool { return m.role == reply }

// answer starts the reply to m as Faye does: id, clientId and channel come back.
func (m *Message) answer() *Message {
	return &Message{role: reply, Channel: m.Channel, ID: m.ID, ClientID: m.ClientID}
}

// refuse turns a reply into a failure.
func (m *Message) refuse(err error) *Message {
	m.Successful, m.Error = false, err.Error()
	return m
}

// failed tells whether a check or an extension has refused the message.
func (m *Message) failed() bool { return m.Error != "" }
