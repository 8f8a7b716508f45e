package chat

import (
	"context"
	"encoding/json"
	"time"
)

// SignalKind names what a Signal tells.
type SignalKind string

// The kinds of signals.
const (
	// TypingStarted says that somebody writes, TypingStopped that they do not any more.
	TypingStarted SignalKind = "typing.started"
	TypingStopped SignalKind = "typing.stopped"
	// PresenceUpdated says that a member is there, away or gone: in the first 1000 of
	// their rooms.
	PresenceUpdated SignalKind = "presence.updated"
	// ReceiptUpdated says how far a member has read, who lets others know.
	ReceiptUpdated SignalKind = "receipt.updated"
	// ReadUpdated tells somebody's devices how far they have read, on whichever of them.
	ReadUpdated SignalKind = "read.updated"
	// PreferencesUpdated tells somebody's devices what they chose.
	PreferencesUpdated SignalKind = "preferences.updated"
	// NotifyUpdated tells somebody's devices what they want to be told of in a room.
	NotifyUpdated SignalKind = "notify.updated"
	// ThreadUpdated tells somebody's devices of an answer in a thread that they follow: the
	// first 200 of its followers.
	ThreadUpdated SignalKind = "thread.updated"
	// ThreadRead tells somebody's devices how far they have read a thread that they follow, on
	// whichever of them.
	ThreadRead SignalKind = "thread.read"
)

// A Signal is news for those who are connected now. It stands in no log, has no Rev and
// is never told again: whoever comes later asks for how things are.
type Signal struct {
	Kind SignalKind
	// For is who alone is told, on all their devices. Empty: whoever follows Room.
	For UserID
	// Room is the room that it is about; empty for PreferencesUpdated.
	Room RoomID
	// User is whom it is about.
	User User
	// Status is that of PresenceUpdated.
	Status Status
	// Unread is what is left to read: of ReceiptUpdated its ReadSeq alone.
	Unread Unread
	// Notify is that of NotifyUpdated, which has Unread too.
	Notify Notify
	// Thread is the message that began the thread of ThreadUpdated, whose Unread has LastSeq
	// alone, or of ThreadRead.
	Thread MessageID
	At     time.Time
}

// Live carries signals. adapters/fayechat has one.
type Live interface {
	// Signal tells s to those who are connected. It keeps nothing and waits for no
	// client. It is called by several goroutines at once, but for one person in one room
	// by one at a time and in order. An error is logged, and that signal is lost.
	Signal(ctx context.Context, s Signal) error
}

// signalJSON is a signal as clients get it: like an event, without what only a log has.
type signalJSON struct {
	Event   SignalKind `json:"event"`
	Payload any        `json:"payload"`
	Room    RoomID     `json:"room,omitempty"`
	User    UserID     `json:"user,omitempty"` // instead of Room, for one person's devices
	At      time.Time  `json:"at"`
}

// MarshalJSON encodes the signal as clients get it:
//
//	{"event":"typing.started","payload":{"user":{…}},"room":"…","at":"2026-11-22T10:00:00Z"}
//	{"event":"presence.updated","payload":{"user":{…},"status":"away"},"room":"…","at":"…"}
//	{"event":"receipt.updated","payload":{"user":{…},"readSeq":7},"room":"…","at":"…"}
//	{"event":"read.updated","payload":{"room":"…","readSeq":7,"lastSeq":9,"unread":2,"mentions":0},
//	 "user":"…","at":"…"}
//	{"event":"thread.updated","payload":{"room":"…","thread":"…","lastSeq":9},
//	 "user":"…","at":"…"}
//	{"event":"thread.read","payload":{"room":"…","thread":"…","readSeq":7,"lastSeq":9,"unread":1},
//	 "user":"…","at":"…"}
//	{"event":"preferences.updated","payload":{"presence":true,"readReceipts":false},
//	 "user":"…","at":"…"}
//	{"event":"notify.updated","payload":{"room":"…","level":"mentions","mentions":2},"user":"…","at":"…"}
//
// Of read.updated and thread.read, unread is as of lastSeq: what comes above that counts besides.
func (s Signal) MarshalJSON() ([]byte, error) {
	out := signalJSON{Event: s.Kind, Payload: s.payload(), Room: s.Room, At: s.At}
	if s.For != "" {
		out.Room, out.User = "", s.For
	}
	return json.Marshal(out)
}

func (s Signal) payload() any {
	switch s.Kind {
	case PresenceUpdated:
		return attendeeJSON{s.User, s.Status}
	case ReceiptUpdated:
		return receiptJSON{s.User, s.Unread.ReadSeq}
	case ReadUpdated:
		return s.Unread
	case ThreadUpdated:
		return threadJSON{s.Unread.Room, s.Thread, s.Unread.LastSeq}
	case ThreadRead:
		return threadReadJSON{s.Unread.Room, s.Thread, s.Unread.ReadSeq, s.Unread.LastSeq, s.Unread.Count}
	case PreferencesUpdated:
		return newPreferencesJSON(s.User.Preferences)
	case NotifyUpdated:
		return roomNotifyJSON{s.Room, newNotifyJSON(s.Notify), s.Unread.Mentions}
	}
	return typistJSON{s.User}
}
