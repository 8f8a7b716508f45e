package chat

import (
	"context"
	"time"
)

// A Follow is a thread that somebody follows: whose answers are counted for them.
type Follow struct {
	User UserID
	// Thread is the message that began it.
	Thread MessageID
	Room   RoomID
	// ReadSeq is the Seq up to which they have read it.
	ReadSeq int64

	// LastSeq is the Seq of its newest message, and Unread how many messages of others above
	// ReadSeq it has, without tombstones, up to UnreadCap. Follows fills them.
	LastSeq int64
	Unread  int
}

// FollowStore keeps who follows which threads. Whoever writes in a thread follows it from
// then on: AddMessage sees to it in the same step, with the message's Seq as ReadSeq. It
// also has those follow it whom the message calls by name, and the author of the message
// that began it, with the Seq before; but none who followed it before, be it that they do
// not want to any more. It goes with the message that began the thread when ExpireMessages
// removes that, and by EraseUser with who follows.
type FollowStore interface {
	// SetFollow has f.User follow the thread, or with on false not any more, raises the Rev of
	// their UserLog by one, logs ThreadFollowed or ThreadUnfollowed there at at, with the
	// message as Object and them as Actor, all in one step, and returns true. What is so
	// already takes no Rev and returns false. Whoever begins has read up to f.ReadSeq.
	// ErrNotFound: there is no such message to follow. f.Room is not read.
	SetFollow(ctx context.Context, f Follow, on bool, at time.Time) (bool, error)

	// ReadThread raises the ReadSeq of a thread that the user follows, unless it is there or
	// further already, and tells whether it did. Of any other thread it does nothing.
	ReadThread(ctx context.Context, user UserID, thread MessageID, seq int64) (bool, error)

	// Follows returns at most limit threads that the user follows, those with a Thread below
	// before, "": of any, in descending order of Thread, which is the newest first.
	Follows(ctx context.Context, user UserID, before MessageID, limit int) ([]Follow, error)

	// Followers returns at most limit of those who follow the thread, those with an ID above
	// after, in ascending ID order.
	Followers(ctx context.Context, thread MessageID, after UserID, limit int) ([]UserID, error)

	// FollowsIn returns at most limit follows of threads in the room, in the order of Thread
	// and then User, from the first above (thread, user), without LastSeq and Unread.
	FollowsIn(ctx context.Context, room RoomID, thread MessageID, user UserID, limit int) ([]Follow, error)

	// ImportFollows stores those of threads that messages of the room began, and tells nobody.
	// It returns how many were new: of those whom the store knows to follow, or not to want to,
	// nothing changes. ErrNotFound: no such room.
	ImportFollows(ctx context.Context, room RoomID, list []Follow) (int, error)
}
