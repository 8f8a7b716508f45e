package chat

import (
	"context"
	"time"
)

// A Block says that a user does not want to hear from another one. It is nobody else's
// business, least of all the Other's.
type Block struct {
	User, Other UserID
	// Rev is the Rev of the user's UserLog that it took. It orders blocks.
	Rev int64
	At  time.Time
}

// MaxBlocks is how many others a user may block.
const MaxBlocks = 300

// BlockStore keeps blocks. EraseUser removes those of the user.
type BlockStore interface {
	// SetBlock adds b, or with on false removes it, raises the Rev of the user's UserLog by
	// one, which becomes that of b, logs BlockAdded or BlockRemoved there with the other as
	// Object, the user as Actor and b.At, all in one step, and returns true. What is so
	// already takes no Rev and returns false. b's Rev is not read. ErrFull: the user has
	// MaxBlocks others.
	SetBlock(ctx context.Context, b Block, on bool) (bool, error)

	// Blocks returns at most limit blocks of the user with a Rev below before, 0: of any,
	// the newest first.
	Blocks(ctx context.Context, user UserID, before int64, limit int) ([]Block, error)

	// BlocksAmong returns every block of one of users of one of others, in no given order.
	BlocksAmong(ctx context.Context, users, others []UserID) ([]Block, error)
}
