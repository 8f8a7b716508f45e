package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"
)

// grace is how much longer than needed a revocation is kept, for nodes whose clocks
// differ.
const grace = time.Hour

// endOfTime is the latest time that a database can write. A token for ever ends then.
var endOfTime = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)

// expiry knows which revocations have served their time. A store has no clock: it
// goes by the latest time at which it was asked.
type expiry struct{ latest atomic.Int64 }

func (e *expiry) saw(now time.Time) {
	for micros := now.UnixMicro(); ; {
		old := e.latest.Load()
		if micros <= old || e.latest.CompareAndSwap(old, micros) {
			return
		}
	}
}

// line is the time up to which revocations may be forgotten.
func (e *expiry) line() time.Time { return time.UnixMicro(e.latest.Load()).UTC().Add(-grace) }

// Revoke implements chat.RevocationStore.
func (s *Store) Revoke(ctx context.Context, tokenID string, until time.Time) error {
	until = until.Add(time.Microsecond - 1) // cut upwards: "at least until"
	if until.After(endOfTime) {
		until = endOfTime
	}
	err := errors.Join(storable(tokenID), writable(until))
	if err != nil {
		return s.fail(ctx, err, "revoke token")
	}
	err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
		_, err := tx.NewRaw(`INSERT INTO ?revocations AS r (token_id, until) VALUES (?, ?)
			ON CONFLICT (token_id) DO UPDATE SET until = EXCLUDED.until WHERE r.until < EXCLUDED.until`,
			tokenID, stamp(until)).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`DELETE FROM ?revocations WHERE until < ?`, s.expiry.line()).Exec(ctx)
		return err
	})
	return s.fail(ctx, err, "revoke token")
}

// Revoked implements chat.RevocationStore.
func (s *Store) Revoked(ctx context.Context, tokenID string, now time.Time) (bool, error) {
	if storable(tokenID) != nil {
		return false, s.fail(ctx, ctx.Err(), "token revoked")
	}
	var until time.Time
	err := s.reading(ctx, func(db conn) error {
		return db.NewRaw(`SELECT until FROM ?revocations WHERE token_id = ?`, tokenID).Scan(ctx, &until)
	})
	s.expiry.saw(now)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return until.After(now), s.fail(ctx, err, "token revoked")
}
