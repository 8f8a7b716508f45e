package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/patience"
)

var _ chat.Scrubber = (*Store)(nil)

// Scrub makes what was removed unreadable: it writes each table of the store anew, with
// its indexes and its long texts, leaving out what only older states have. Meanwhile
// nobody else can use that table, and it takes twice its space. Scrub waits for
// transactions that see an older state, and for the tables, as long as Options.Patience.
// Only the owner of the tables may do it.
//
// Then the write-ahead log is moved on, if the role may call pg_switch_wal and CHECKPOINT;
// Options.Logger is told if it may not. See "What is removed" for what this does not reach.
//
// Nothing of it is the session's, so that it works through PgBouncer too.
func (s *Store) Scrub(ctx context.Context) error {
	err := s.gate.Do(func() error { return s.scrub(ctx) })
	if code(err) == insufficientRights {
		err = fmt.Errorf("only the owner of the tables may write them anew: %w", err)
	}
	if err != nil {
		return fmt.Errorf("postgres: scrub: %w", explain(endedBy(ctx, err)))
	}
	return nil
}

func (s *Store) scrub(ctx context.Context) error {
	mark, err := s.mark(ctx)
	if err != nil {
		return err
	}
	for _, table := range rewritten {
		if err := s.patiently(ctx, func() error { return s.rewrite(ctx, table, mark) }); err != nil {
			return err
		}
	}
	return s.moveLog(ctx)
}

// patiently also waits for those who see an older state.
func (s *Store) patiently(ctx context.Context, run func() error) error {
	return patience.Keep(ctx, s.opts.Patience, func(err error) bool { return errors.Is(err, errRead) || again(err) }, run)
}

// mark is a transaction number that is younger than every removal so far.
func (s *Store) mark(ctx context.Context) (mark uint32, err error) {
	var number int64
	err = s.patiently(ctx, func() error {
		return s.db.DB.QueryRowContext(ctx, "SELECT txid_current()").Scan(&number)
	})
	return uint32(number), err // the lower half is what tables and sessions tell
}

// moveLog begins a new segment of the write-ahead log and writes down all that the older
// ones are kept for. Few roles may do that, and the server does it by itself in time.
func (s *Store) moveLog(ctx context.Context) error {
	for _, query := range []string{"SELECT pg_switch_wal()", "CHECKPOINT"} {
		_, err := s.db.DB.ExecContext(ctx, query)
		if code(err) == insufficientRights {
			s.opts.Logger.WarnContext(ctx, "postgres: scrub: the write-ahead log keeps removed text until later checkpoints", "error", err)
		} else if err != nil {
			return err
		}
	}
	return nil
}
