package chat

import (
	"context"
	"strings"
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
	// Direct rooms exist only for those who are in them, and these never change. There is
	// one for each pair of people, and any number for larger groups.
	Direct RoomKind = "direct"
	// Personal is the kind of the log that every user has of their own; see UserLog.
	// Nobody writes messages in it, and no list of rooms shows it.
	Personal RoomKind = "personal"
)

// UserLog is the room whose log tells one user, on all their devices, what concerns
// only them: the rooms they were added to, for a start. Storage makes it with the
// first event.
func UserLog(user UserID) RoomID { return userLogPrefix + RoomID(user) }

// userLogPrefix is no part of any ID that this package makes.
const userLogPrefix = "~"

// Owner tells whose log the room is, if it is anybody's.
func (id RoomID) Owner() (UserID, bool) {
	user, ok := strings.CutPrefix(string(id), userLogPrefix)
	return UserID(user), ok && user != ""
}

// A Room is a conversation and the counter of everything that happens in it.
type Room struct {
	ID    RoomID   `json:"id"`
	Kind  RoomKind `json:"kind"`
	Slug  string   `json:"slug"`
	Name  string   `json:"name"`
	Topic string   `json:"topic"`
	// Ref binds the room to something of the host's, such as "order:42": there is one room
	// for it at most. In the Direct room of a pair it is PairRef. Empty: to nothing.
	Ref string `json:"ref,omitempty"`

	// Rev counts the changes to the room: every committed one raises it by exactly
	// one, in commit order. It is order, resume position and gap detector at once.
	Rev int64 `json:"rev"`
	// Pruned is the highest rev that the event log no longer holds; 0 when it holds
	// all of them.
	Pruned int64 `json:"-"`

	// RetentionDays is after how many days messages are removed; 0 keeps them.
	RetentionDays int `json:"retentionDays,omitempty"`
	// SlowModeMs is how many milliseconds the messages of one person must be apart; 0: as
	// they like.
	SlowModeMs int64 `json:"slowModeMs,omitempty"`

	CreatedBy UserID    `json:"createdBy,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
	// ArchivedAt is since when nobody may write in it; zero: they may.
	ArchivedAt time.Time `json:"archivedAt,omitzero"`
}

// Archived tells whether the room is closed for writing.
func (r Room) Archived() bool { return !r.ArchivedAt.IsZero() }

// PairRef is the Ref of the Direct room of two people, in whatever order. No Ref of a
// host begins like that.
func PairRef(a, b UserID) string { return "~" + string(min(a, b)) + "~" + string(max(a, b)) }

// A RoomQuery selects rooms: public ones if Public, and those of which Member is a
// member if it is not empty; or every room there is, with the users' own logs, if All.
type RoomQuery struct {
	Public bool
	Member UserID
	All    bool
	// Kind leaves out rooms of other kinds. Default: none.
	Kind RoomKind
	// Archived takes archived rooms in; with All they are in it anyway.
	Archived bool
	// After leaves out rooms up to and including this ID, in ID order. Default:
	// from the start.
	After RoomID
	// Limit is the most to return; it must be positive.
	Limit int
}

// RoomStore keeps rooms.
type RoomStore interface {
	// CreateRoom stores r as given, with Rev 0 and no log, and its first members
	// with it, in one step; each of them has RoomAdded logged in their UserLog, with the
	// room as Object, r.CreatedBy as Actor and the member's JoinedAt. An ID, Slug or
	// Ref that is taken is ErrExists, and then nothing is stored. Slug and Ref are
	// compared byte by byte; many rooms have none.
	CreateRoom(ctx context.Context, r Room, members []Member) (Room, error)

	// UpdateRoom lets change edit the current room, then stores its Name, Topic,
	// RetentionDays, SlowModeMs and ArchivedAt under the room's next Rev, logs c with the room as Object, and
	// returns the room as stored. Nothing else about it can change.
	//
	// change may run more than once and must not call the store. An error it returns
	// ends the update without a trace and is returned, wrapped; ErrUnchanged does so
	// too, but the result is the current room and no error. ErrNotFound: no such room.
	UpdateRoom(ctx context.Context, id RoomID, c Change, change func(*Room) error) (Room, error)

	// AdvanceRoom raises the room's Rev and Pruned to rev and empties its log, unless
	// Rev is there or further already: the room is a copy of one that had come so far.
	// ErrNotFound: no such room.
	AdvanceRoom(ctx context.Context, id RoomID, rev int64) error

	// Room returns the room, or ErrNotFound.
	Room(ctx context.Context, id RoomID) (Room, error)

	// RoomBySlug returns the room with the slug, or ErrNotFound.
	RoomBySlug(ctx context.Context, slug string) (Room, error)

	// RoomByRef returns the room with the Ref, or ErrNotFound.
	RoomByRef(ctx context.Context, ref string) (Room, error)

	// Rooms returns the rooms that match, once each, in ascending ID order.
	Rooms(ctx context.Context, q RoomQuery) ([]Room, error)

	// RoomList returns the rooms of Rooms in the same order, each with the place of q.Member
	// in it, what Unread has of it, and its newest message of the main flow, tombstone or not,
	// all as it is at one moment. All is not read.
	RoomList(ctx context.Context, q RoomQuery) ([]RoomEntry, error)
}
