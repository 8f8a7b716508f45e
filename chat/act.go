package chat

import (
	"context"
	"time"
)

// An ActID names an act.
type ActID string

// An ActKind says what somebody did to keep order.
type ActKind string

// The kinds of acts.
const (
	ActDeleted       ActKind = "message.deleted"  // Object: the message of the User
	ActPinned        ActKind = "message.pinned"   // Object: the message
	ActUnpinned      ActKind = "message.unpinned" // Object: the message
	ActPurged        ActKind = "revision.purged"  // Object: the message of the User
	ActRole          ActKind = "member.role"      // Object: the Role that the User got
	ActRemoved       ActKind = "member.removed"
	ActMuted         ActKind = "member.muted"
	ActUnmuted       ActKind = "member.unmuted"
	ActBanned        ActKind = "member.banned"
	ActUnbanned      ActKind = "member.unbanned"
	ActUpdated       ActKind = "room.updated"   // Object: what changed, as "name,slowModeMs"
	ActArchived      ActKind = "room.archived"  // closed for writing
	ActReopened      ActKind = "room.reopened"  // open for writing again
	ActInviteRemoved ActKind = "invite.removed" // Object: the invite
	ActReportClosed  ActKind = "report.closed"  // Object: the report, about a message of the User
)

// An Act is an entry of the audit log: something that somebody did to others, or to what
// belongs to all of a room, to keep order.
type Act struct {
	ID ActID `json:"id"`
	// Room is where; empty: everywhere.
	Room RoomID `json:"room,omitempty"`
	// Actor is who did it; empty: the host.
	Actor UserID  `json:"actor,omitempty"`
	What  ActKind `json:"what"`
	// User is to whom, Object is what it was about; empty: to nobody, nothing else.
	User   UserID `json:"user,omitempty"`
	Object string `json:"object,omitempty"`
	// Reason is what the Actor said about it.
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
	// Until is when what began by it ends; zero: never, or there is nothing that would.
	Until time.Time `json:"until,omitzero"`
}

// An ActQuery selects acts.
type ActQuery struct {
	// Room leaves out what was done elsewhere. Default: none, and what was done everywhere
	// is there too.
	Room RoomID
	// User leaves out what was done to others. Default: none.
	User UserID
	// Before leaves out this ID and all above. Default: from the newest.
	Before ActID
	// Limit is the most to return; it must be positive.
	Limit int
}

// ActStore keeps the audit log. Entries come into it with the changes that they tell of,
// in the same step: see Change.Act and the arguments of that type. None of them ever
// changes, except that EraseUser empties the Reason of those by and about the user.
type ActStore interface {
	// Acts returns the acts that match, in descending ID order.
	Acts(ctx context.Context, q ActQuery) ([]Act, error)

	// PruneActs removes at most limit acts, those with the lowest IDs, up to the first that
	// is not from before the given time, and returns how many.
	PruneActs(ctx context.Context, before time.Time, limit int) (int, error)
}
