package chat

import "context"

// A Mention is one user whom a message calls, or all who are in its room.
type Mention struct {
	Message MessageID
	// User is whom it calls; empty: everybody in the room.
	User UserID
}

// MaxMentions is how many users a message may call by their names. More are only text.
const MaxMentions = 50

// Calls is whom a message calls. AddMessage and UpdateMessage are told with the message.
type Calls struct {
	// Users are those whom it calls by name, Quiet those of them who are not told, since they
	// want to be told of nothing in the room.
	Users, Quiet []UserID
	// Room is set if it calls everybody in the room. Tell are those of them who are told of
	// it in their UserLogs, as Users are but for Quiet.
	Room bool
	Tell []UserID
}

// MentionStore keeps whom messages call. It goes with the message that is deleted or that
// ExpireMessages removes, and by EraseUser with who is called: a message that called them
// gets the new Rev of its room, as one to which they reacted does.
type MentionStore interface {
	// Mentions returns whom the messages call, each of them once, in no given order.
	Mentions(ctx context.Context, ids []MessageID) ([]Mention, error)

	// MentionsOf returns at most limit messages of others that call the user, by name or, in
	// rooms of which they are a member, with everybody: those with an ID below before, "": of
	// any, in descending ID order, which is the newest first.
	MentionsOf(ctx context.Context, user UserID, before MessageID, limit int) ([]MessageID, error)

	// ImportMentions stores those that are of messages of the room which are no tombstones,
	// and tells nobody. It returns how many were stored: those that are there already are
	// skipped. ErrNotFound: no such room.
	ImportMentions(ctx context.Context, room RoomID, list []Mention) (int, error)
}
