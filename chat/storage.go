package chat

import "context"

// Storage keeps everything that the module knows. Each part is a small interface
// whose comments are promises; storage/storagetest holds a driver to all of them.
//
// For every method: it is safe for concurrent use. It ends soon after its context
// does, with an error that is context.Canceled or context.DeadlineExceeded. The
// errors named in the comments are matched with errors.Is; any other failure, such
// as a database that is down or closed, is none of them: an outage is never "not
// found". Text is kept byte for byte, times to the microsecond in UTC. Results share
// no memory with the store. A method that failed left no trace.
//
// Storage knows no permissions: who may do what is the module's business.
type Storage interface {
	UserStore
	RoomStore
	MemberStore
	InviteStore
	BotStore
	WebhookStore
	MessageStore
	ReactionStore
	PinStore
	RevisionStore
	BookmarkStore
	FileStore
	SearchStore
	MentionStore
	FollowStore
	EventStore
	SanctionStore
	BlockStore
	ReportStore
	ActStore
	PaceStore
	NotifyStore
	OrderStore
	RevocationStore
	CursorStore
}

// A SchemaChecker is a Storage with a schema that can be of another version than the
// code. New asks it before anything else and fails with its error, which says how to
// bring the schema up to date; New itself never changes a schema.
type SchemaChecker interface {
	CheckSchema(ctx context.Context) error
}

// A Scrubber is a Storage that can make what was removed unreadable in its files too.
// EraseUser calls it last; its comment says what it leaves to the operator.
type Scrubber interface {
	Scrub(ctx context.Context) error
}
