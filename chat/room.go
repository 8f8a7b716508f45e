package chat

import (
	"context"
	"time"
)

// RoomKind says who may read a room.
type RoomKind string

const (
	// Public rooms are readable by everyone who may use the module, and writable
	// by everyone who is logged in.
	Public RoomKind = "public"
	// Private rooms exist only for their members.
	Private RoomKind = "private"
)

// A Room is a conversation and the counter of everything that happens in it.
type Room struct {
	ID    RoomID   `json:"id"`
	Kind  RoomKind `json:"kind"`
	Slug  string   `json:"slug"`
	Name  string   `json:"name"`
	Topic string   `json:"topic"`

	// Rev counts the changes to the room: every committed one raises it by exactly
	// one, in commit order. It is order, resume position and gap detector at once.
	Rev int64 `json:"rev"`
	// Pruned is the highest rev that the event log no longer holds; 0 when it holds
	// all of them.
	Pruned int64 `json:"-"`

	CreatedBy UserID    `json:"createdBy,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
}

// A RoomQuery selects rooms: public ones if Public, and those of which Member is a
// member if it is not empty.
type RoomQuery struct {
	Public bool
	Member UserID
	// After leaves out rooms up to and including this ID, in ID order. Default:
	// from the start.
	After RoomID
	// Limit is the most to return; it must be positive.
	Limit int
}

// RoomStore keeps rooms.
type RoomStore interface {
	// CreateRoom stores r as given, with Rev 0 and no log, and its first members
	// with it, in one step. An ID or Slug that is taken is ErrExists, and then
	// nothing is stored. The slug is compared byte by byte.
	CreateRoom(ctx context.Context, r Room, members []Member) (Room, error)

	// Room returns the room, or ErrNotFound.
	Room(ctx context.Context, id RoomID) (Room, error)

	// RoomBySlug returns the room with the slug, or ErrNotFound.
	RoomBySlug(ctx context.Context, slug string) (Room, error)

	// Rooms returns the rooms that match, once each, in ascending ID order.
	Rooms(ctx context.Context, q RoomQuery) ([]Room, error)
}
