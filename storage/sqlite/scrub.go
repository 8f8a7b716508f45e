package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/patience"
)

var _ chat.Scrubber = (*Store)(nil)

var (
	errRead     = errors.New("somebody has been reading the database all the time, so that the log of changes must stay")
	errLeftOver = errors.New("the connections of the pool leave removed text in the file: " +
		"open it with the pragma secure_delete(1), and run VACUUM once")
)

// Scrub makes what was removed unreadable: it moves the log of changes, the file named
// -wal, into the database, where removed text was overwritten, and leaves it empty. It
// waits for readers of older states, as long as Options.BusyTimeout. What it does not
// reach are backups, snapshots of the file system, and blocks that a disk has put aside.
//
// On a pool that the host opened it is an error if secure_delete is not 1 there; see Wrap.
func (s *Store) Scrub(ctx context.Context) error {
	err := s.gate.Do(func() error { return s.scrub(ctx) })
	if err != nil {
		return fmt.Errorf("sqlite: scrub: %w", endedBy(ctx, err))
	}
	return nil
}

func (s *Store) scrub(ctx context.Context) error {
	var mode int
	if err := s.pools.write.QueryRowContext(ctx, "PRAGMA secure_delete").Scan(&mode); err != nil {
		return err
	}
	if mode != 1 {
		return errLeftOver
	}
	again := func(err error) bool { return errors.Is(err, errRead) || s.codes.busy(err) }
	return patience.Keep(ctx, s.opts.BusyTimeout, again, func() error { return s.checkpoint(ctx) })
}

// checkpoint moves all of the log into the database and cuts it to nothing.
func (s *Store) checkpoint(ctx context.Context) error {
	var busy, inLog, moved int
	err := s.pools.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &moved)
	if err == nil && busy != 0 {
		err = errRead
	}
	return err
}
