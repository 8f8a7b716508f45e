package memory

import (
	"context"
	"maps"
	"time"
)

// grace is how much longer than needed a revocation is kept.
const grace = time.Hour

// Revoke implements chat.RevocationStore. It forgets the revocations that have
// served their time; a store has no clock, and goes by the latest time at which it
// was asked.
func (s *Store) Revoke(ctx context.Context, tokenID string, until time.Time) error {
	return s.do(ctx, "revoke token", "", func() error {
		if until.After(s.revoked[tokenID]) {
			s.revoked[tokenID] = until
		}
		line := s.latest.Add(-grace)
		maps.DeleteFunc(s.revoked, func(_ string, until time.Time) bool { return until.Before(line) })
		return nil
	})
}

// Revoked implements chat.RevocationStore.
func (s *Store) Revoked(ctx context.Context, tokenID string, now time.Time) (revoked bool, err error) {
	err = s.do(ctx, "token revoked", "", func() error {
		if now.After(s.latest) {
			s.latest = now
		}
		revoked = s.revoked[tokenID].After(now)
		return nil
	})
	return revoked, err
}
