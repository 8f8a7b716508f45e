package chat

import (
	"context"
	"time"
)

// A Reaction is one emoji that one person put under a message.
type Reaction struct {
	Message MessageID
	// Emoji is one emoji in its fully-qualified form (UTS #51), or a :shortcode:.
	Emoji string
	User  UserID
	Room  RoomID
	// Rev is the room's Rev that it took. It orders reactions.
	Rev int64
	At  time.Time
}

// A Tally is what a message shows of one emoji under it.
type Tally struct {
	Emoji string `json:"emoji"`
	// Count is how many people chose it.
	Count int `json:"count"`
	// Users are the first TallyUsers of them, in the order in which they did.
	Users []UserID `json:"users"`
}

const (
	// TallyUsers is how many people a Tally names.
	TallyUsers = 50
	// MaxTallies is how many different emoji a message may have.
	MaxTallies = 50
)

// ReactionStore keeps reactions. They go with the text of their message: UpdateMessage
// removes them when it stores a DeletedAt, EraseUser those to the user's messages and all
// that the user put under others', whose Rev it raises, ExpireMessages those to what it
// removes.
type ReactionStore interface {
	// SetReaction asks check, then adds r, or with on false removes it, raises the room's
	// Rev by one, which becomes the message's Rev and that of r, logs ReactionAdded or
	// ReactionRemoved with the message as Object, r.User as Actor and r.At, all in one
	// step, and returns the message as it is then and true. What is so already takes no
	// Rev: that returns the message and false. r's Room and Rev are not read.
	//
	// check gets the current message, and how many other emoji than r's it has. It may run
	// more than once and must not call the store; an error that it returns ends all
	// without a trace and is returned, wrapped. ErrNotFound: no such message.
	SetReaction(ctx context.Context, r Reaction, on bool, check func(m Message, others int) error) (Message, bool, error)

	// ImportReactions stores reactions with the Rev that each of them carries, in one step,
	// and returns how many were stored: those that are there already are skipped, and those
	// to what is no message of the room or a tombstone. It takes no Rev and logs nothing.
	// ErrNotFound: no such room.
	ImportReactions(ctx context.Context, room RoomID, list []Reaction) (int, error)

	// Tallies returns what those of the messages show that have reactions, by message, the
	// emoji in the order in which they came.
	Tallies(ctx context.Context, ids []MessageID) (map[MessageID][]Tally, error)

	// Reactions returns at most limit reactions in the room with a Rev above after, in
	// ascending Rev order. A room that does not exist has none.
	Reactions(ctx context.Context, room RoomID, after int64, limit int) ([]Reaction, error)

	// ReactionsBy returns at most limit reactions of the user, from all rooms, in the
	// order of Room and Rev from the first above (room, rev).
	ReactionsBy(ctx context.Context, user UserID, room RoomID, rev int64, limit int) ([]Reaction, error)
}
