package chat

import (
	"context"
	"time"
)

// A Consumer is told about every committed event like the Publisher, and, since the
// storage keeps how far it has come, also about those of an earlier process that ended
// before it could tell: at least once, in Rev order per room. It is for what keeps no
// connection to this process, such as a Bayeux server elsewhere.
type Consumer struct {
	// Name is the key of the cursor: 1 to 64 printable ASCII characters, the same after
	// every start. A new name begins with what happens from then on.
	Name string
	// Publisher is told; see its promises.
	Publisher Publisher
}

// CursorStore remembers how far consumers have come in each room.
type CursorStore interface {
	// StartConsumer gives a consumer that is not known yet a cursor in every room, at
	// the room's Rev, in one step. For a known one it changes nothing.
	StartConsumer(ctx context.Context, consumer string) error

	// StartConsumerFromLog is StartConsumer with each cursor at the room's Pruned, so
	// that the consumer is behind by all that the log still holds.
	StartConsumerFromLog(ctx context.Context, consumer string) error

	// Cursor returns the Rev up to which the consumer was told about the room: 0 for a
	// room that is newer than the consumer, or for a consumer that is not known.
	Cursor(ctx context.Context, consumer string, room RoomID) (int64, error)

	// MoveCursor sets the cursor to rev, unless it is there or further already.
	// ErrNotFound: no such room or consumer.
	MoveCursor(ctx context.Context, consumer string, room RoomID, rev int64) error

	// Behind returns at most limit rooms with an ID above after whose Rev is above the
	// consumer's cursor, in ascending ID order; limit must be positive.
	Behind(ctx context.Context, consumer string, after RoomID, limit int) ([]RoomID, error)

	// DropConsumer forgets the consumer with its cursors and letters, so that the log
	// need not be kept for it. One that is not known is no error.
	DropConsumer(ctx context.Context, consumer string) error

	// AddLetter stores l, unless there is one of the same Consumer, Room and Rev, and
	// moves the consumer's cursor to l.Rev as MoveCursor does, in one step. ErrNotFound:
	// no such room or consumer.
	AddLetter(ctx context.Context, l Letter) error

	// Letters returns at most limit letters of the consumer, in ascending order of Room
	// and then Rev, from the first above (room, rev).
	Letters(ctx context.Context, consumer string, room RoomID, rev int64, limit int) ([]Letter, error)

	// RemoveLetter removes the letter, or returns ErrNotFound.
	RemoveLetter(ctx context.Context, consumer string, room RoomID, rev int64) error
}

// A Letter is an event that a consumer could not be told of: a dead letter. The
// consumer goes on without it, and somebody looks into it.
type Letter struct {
	Consumer string `json:"consumer"`
	Room     RoomID `json:"room"`
	Rev      int64  `json:"rev"`
	// Attempts is how often it was tried, Reason the last error, at most 1000 bytes.
	Attempts int       `json:"attempts"`
	Reason   string    `json:"reason"`
	At       time.Time `json:"at"`
}
