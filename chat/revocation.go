package chat

import (
	"context"
	"time"
)

// RevocationStore remembers which log-in tokens ended before their time.
type RevocationStore interface {
	// Revoke remembers the token's ID at least until the given time, after which
	// the token is worthless by itself. Revoking again keeps the later time.
	Revoke(ctx context.Context, tokenID string, until time.Time) error

	// Revoked tells whether the token was revoked and the time given then is still
	// after now.
	Revoked(ctx context.Context, tokenID string, now time.Time) (bool, error)
}
