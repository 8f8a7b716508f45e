package chat

import (
	"context"
	"strings"
	"time"
)

// EventKind names what happened.
type EventKind string

// The kinds of events in a room's log.
const (
	MessageCreated EventKind = "message.created"
	MessageUpdated EventKind = "message.updated"
	MessageDeleted EventKind = "message.deleted"
	MemberJoined   EventKind = "member.joined"
)

// aboutMessage tells whether the Object of such an event is a message.
func (k EventKind) aboutMessage() bool { return strings.HasPrefix(string(k), "message.") }

// An Event is one entry of a room's log: who did what, never the text of it.
// What it is about is read when it is delivered, so that the replay of an edited
// message gives the latest text and that of a deleted one a tombstone.
type Event struct {
	Room RoomID
	// Rev is the room's Rev that the change took: 1, 2, 3 … without holes.
	Rev  int64
	Kind EventKind
	// Object is the ID of the message or user that the event is about.
	Object string
	Actor  UserID
	// ClientID is the message's ClientID for MessageCreated, else empty.
	ClientID string
	At       time.Time

	// Message, Member and By are the current state of Object and of Actor. The module
	// fills what applies before it delivers; storage neither reads nor fills them.
	Message *Message
	Member  *Member
	By      *User
}

// EventStore reads the log that the other stores write.
type EventStore interface {
	// Events returns at most limit events of the room with a Rev above after, in
	// ascending Rev order and without holes. ErrNotFound: no such room. ErrGone:
	// after is below the room's Pruned.
	Events(ctx context.Context, room RoomID, after int64, limit int) ([]Event, error)
}
