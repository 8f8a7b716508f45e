package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/patience"
)

// errUndo ends a transaction that turned out to have nothing to do.
var errUndo = errors.New("nothing to do")

// errUnanswered is why a change is not tried again: it may have happened.
var errUnanswered = errors.New("the connection broke during the commit, and nobody knows whether it happened")

// A home is where the calls of a Store run: pools of its own, or a transaction of the
// host. In both, write leaves no trace of a change that returns an error.
type home interface {
	read(ctx context.Context, fn func(db conn) error) error
	write(ctx context.Context, fn change) error
}

// inTx runs fn in a transaction, again from its start if the database asks for it.
// An error from fn undoes everything; errUndo does so without being a failure.
func (s *Store) inTx(ctx context.Context, fn change) error {
	err := s.gate.Do(func() error { return s.home.write(ctx, s.hooked(fn)) })
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

// reading runs fn where reads run, again if the database asks for it.
func (s *Store) reading(ctx context.Context, fn func(db conn) error) error {
	return s.gate.Do(func() error { return s.home.read(ctx, fn) })
}

// pooled is the home of a Store that has connections of its own. Each write is a
// transaction, or a part of one that waiters share.
type pooled struct {
	writer, reader *bun.DB
	again          func(ctx context.Context, run func() error) error
	lost           func(err error) bool
	prepared       *statements // nil: everything runs as text
	queue          *queue      // nil where many may write at once
}

func newPooled(write, read *bun.DB, c Config) pooled {
	p := pooled{writer: write, reader: read, again: c.again, lost: c.Dialect.Lost}
	if c.Prepare {
		p.prepared = &statements{db: write}
	}
	if c.Dialect.OneWriter {
		// A host's hook may pass over that the database gave up the transaction, and without a
		// savepoint nobody would notice before others wrote outside of it.
		p.queue = &queue{db: write, prepared: p.prepared, own: p.own, again: c.passing, trust: trust{never: c.InTx != nil}}
	}
	return p
}

func (p pooled) read(ctx context.Context, fn func(db conn) error) error {
	return p.again(ctx, func() error { return fn(conn{db: p.reader}) })
}

func (p pooled) write(ctx context.Context, fn change) error {
	once := p.own
	if p.queue != nil {
		once = p.queue.write
	}
	return p.again(ctx, func() error { return once(ctx, fn) })
}

// own runs fn in a transaction of its own.
func (p pooled) own(ctx context.Context, fn change) error {
	p.prepared.ready(ctx)
	committing := false
	err := p.writer.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		err := fn(ctx, conn{db: p.writer, on: tx.Tx, tx: tx.Tx, prepared: p.prepared})
		committing = err == nil
		return err
	})
	if err != nil && committing && p.lost(err) {
		return fmt.Errorf("%w: %w", errUnanswered, err)
	}
	return err
}

// again calls run until it succeeds, fails for good, or patience or ctx end.
func (c Config) again(ctx context.Context, run func() error) error {
	return patience.Keep(ctx, c.Patience, c.passing, run)
}

// passing tells whether what failed with err may succeed when it is run again.
func (c Config) passing(err error) bool {
	if hook, ok := errors.AsType[*hookError](err); ok {
		return hook.gaveUp
	}
	return !errors.Is(err, errUnanswered) && (errors.Is(err, errRaced) || c.Dialect.Again(err))
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
