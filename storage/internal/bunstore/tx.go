package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// errUndo ends a transaction that turned out to have nothing to do.
var errUndo = errors.New("nothing to do")

// A conn is where queries run: a pool, or a transaction.
type conn interface {
	NewSelect() *bun.SelectQuery
	NewInsert() *bun.InsertQuery
	NewRaw(query string, args ...any) *bun.RawQuery
}

// inTx runs fn in a transaction, again from its start if the database asks for it.
// An error from fn undoes everything; errUndo does so without being a failure.
func (s *Store) inTx(ctx context.Context, fn func(ctx context.Context, tx conn) error) error {
	err := s.again(ctx, func() error {
		return s.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx) })
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

// reading runs fn on the reading pool, again if the database asks for it.
func (s *Store) reading(ctx context.Context, fn func(db conn) error) error {
	return s.again(ctx, func() error { return fn(s.read) })
}

// again calls run until it succeeds, fails for good, or patience or ctx end. The
// waiting is done here and not in the database because only here can ctx end it.
func (s *Store) again(ctx context.Context, run func() error) error {
	deadline := time.Now().Add(s.patience)
	for wait := time.Millisecond; ; wait = min(2*wait, 32*time.Millisecond) {
		err := run()
		if err == nil || !s.dialect.Again(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait/2 + rand.N(wait)):
		}
	}
}

// fail wraps an error once, with what was being done. What failed after the context
// ended failed because of it, however the database words that.
func (s *Store) fail(ctx context.Context, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("%w: %w", cause, err)
	}
	return fmt.Errorf("%s: %s: %w", s.dialect.Name, fmt.Sprintf(format, args...), err)
}

// found turns the absence of a row, and only that, into chat.ErrNotFound.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return chat.ErrNotFound
	}
	return err
}

// taken turns a key that exists twice, and only that, into chat.ErrExists.
func (s *Store) taken(err error) error {
	if err != nil && s.dialect.Unique(err) {
		return fmt.Errorf("%w: %w", chat.ErrExists, err)
	}
	return err
}
