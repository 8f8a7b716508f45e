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
	// ReactionAdded and ReactionRemoved say that the Actor put an emoji under a message, or
	// took it away.
	ReactionAdded   EventKind = "reaction.added"
	ReactionRemoved EventKind = "reaction.removed"
	// PinAdded and PinRemoved say that a message was pinned, or is not any more. A deletion
	// unpins without the latter.
	PinAdded     EventKind = "pin.added"
	PinRemoved   EventKind = "pin.removed"
	MemberJoined EventKind = "member.joined"
	// MemberUpdated says that somebody has another role, MemberLeft that they are no
	// member any more, be it by themselves or not.
	MemberUpdated EventKind = "member.updated"
	MemberLeft    EventKind = "member.left"
	// MemberMuted and MemberUnmuted say that somebody may not write in the room, or may
	// again; MemberBanned and MemberUnbanned that the room does not exist for them, or does
	// again. What ends by itself is no event. The Object need be no member.
	MemberMuted    EventKind = "member.muted"
	MemberUnmuted  EventKind = "member.unmuted"
	MemberBanned   EventKind = "member.banned"
	MemberUnbanned EventKind = "member.unbanned"
	RoomUpdated    EventKind = "room.updated"
	// RoomArchived says that the room is closed for writing; RoomUpdated, that it is open
	// again.
	RoomArchived EventKind = "room.archived"
	// MessagesExpired says that every message up to a Seq was removed: its Object.
	MessagesExpired EventKind = "messages.expired"
	// UserErased says that somebody was erased: everything they said in the room is a
	// tombstone now, and they belong to it no longer.
	UserErased EventKind = "user.erased"
	// RoomAdded is in a UserLog: the user became a member of a room, its Object.
	RoomAdded EventKind = "room.added"
	// RoomRemoved is in a UserLog: the user is no member of a room any more.
	RoomRemoved EventKind = "room.removed"
	// BookmarkAdded and BookmarkRemoved are in a UserLog: the user bookmarked a message, or
	// does not any more.
	BookmarkAdded   EventKind = "bookmark.added"
	BookmarkRemoved EventKind = "bookmark.removed"
	// BlockAdded and BlockRemoved are in a UserLog: the user does not want to hear from
	// somebody, its Object, or does again.
	BlockAdded   EventKind = "block.added"
	BlockRemoved EventKind = "block.removed"
	// MentionAdded is in a UserLog: a message calls the user, by name or with everybody in
	// its room.
	MentionAdded EventKind = "mention.added"
	// ThreadFollowed and ThreadUnfollowed are in a UserLog: the user said that they follow the
	// thread that a message began, or do not any more.
	ThreadFollowed   EventKind = "thread.followed"
	ThreadUnfollowed EventKind = "thread.unfollowed"
)

// aboutMessage tells whether the Object of such an event is a message.
func (k EventKind) aboutMessage() bool {
	switch k {
	case ReactionAdded, ReactionRemoved, PinAdded, PinRemoved, BookmarkAdded, BookmarkRemoved, MentionAdded, ThreadFollowed, ThreadUnfollowed:
		return true
	}
	return strings.HasPrefix(string(k), "message.")
}

// aboutMember tells whether it is somebody's place in the room.
func (k EventKind) aboutMember() bool {
	return k == MemberJoined || k == MemberUpdated || k == MemberLeft
}

// aboutSanction is the kind of sanction that it is about; empty: it is not about any.
func (k EventKind) aboutSanction() SanctionKind {
	switch k {
	case MemberMuted, MemberUnmuted:
		return Mute
	case MemberBanned, MemberUnbanned:
		return Ban
	}
	return ""
}

// aboutUser tells whether it is a user, of whom only the ID is told.
func (k EventKind) aboutUser() bool { return k == UserErased || k == BlockAdded || k == BlockRemoved }

// aboutRoom tells whether it is a room.
func (k EventKind) aboutRoom() bool {
	return k == RoomUpdated || k == RoomArchived || k == RoomAdded || k == RoomRemoved
}

// An Event is one entry of a room's log: who did what, never the text of it.
// What it is about is read when it is delivered, so that the replay of an edited
// message gives the latest text and that of a deleted one a tombstone.
type Event struct {
	Room RoomID
	// Rev is the room's Rev that the change took: 1, 2, 3 … without holes.
	Rev  int64
	Kind EventKind
	// Object is the ID of the message, user or room that the event is about, or the
	// highest Seq of those that expired.
	Object string
	Actor  UserID
	// ClientID is the message's ClientID for MessageCreated, else empty.
	ClientID string
	At       time.Time

	// Message, Member, About and By are the current state of Object and of Actor: nil
	// for what does not apply or no longer exists, and Message and About also for what the
	// user in whose log the event stands may no longer read. The module fills them before
	// it delivers; storage neither reads nor fills them.
	Message *Message
	Member  *Member
	About   *Room
	By      *User
	// Sanction is the one in force on Object, for MemberMuted and the like.
	Sanction *Sanction
}

// EventStore reads the log that the other stores write.
type EventStore interface {
	// Events returns at most limit events of the room with a Rev above after, in
	// ascending Rev order and without holes. ErrNotFound: no such room. ErrGone:
	// after is below the room's Pruned.
	Events(ctx context.Context, room RoomID, after int64, limit int) ([]Event, error)

	// PruneEvents removes at most limit of the room's oldest events, in Rev order, up to
	// the first that is not from before the given time or that some consumer was not
	// told of yet, and raises the room's Pruned to the last one removed, in one step. It
	// returns how many were removed. ErrNotFound: no such room.
	PruneEvents(ctx context.Context, room RoomID, before time.Time, limit int) (int, error)
}
