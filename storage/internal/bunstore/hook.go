package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/parleychat/parley/chat"
)

// A Hook writes what the host wants to be committed with an event, or not at all. It
// must neither end tx nor call the Store.
type Hook func(ctx context.Context, tx *sql.Tx, ev chat.Event) error

// hooked is fn, followed by the hook for every event that fn logged: so that the hook
// sees all of the change.
func (s *Store) hooked(fn change) change {
	if s.hook == nil {
		return fn
	}
	return func(ctx context.Context, tx conn) error {
		var events []chat.Event
		tx.logged = &events
		if err := fn(ctx, tx); err != nil {
			return err
		}
		for _, ev := range events {
			if err := s.hook(ctx, tx.tx, ev); err != nil {
				return &hookError{ev, err, s.gaveUp(ctx, tx, err)}
			}
		}
		return nil
	}
}

// A hookError is what a hook returned. It says nothing about the database and is not
// tried again, unless the transaction is lost anyhow.
type hookError struct {
	ev     chat.Event
	err    error
	gaveUp bool
}

// Error implements error.
func (e *hookError) Error() string {
	return fmt.Sprintf("the host's part in %s %d of room %q: %v", e.ev.Kind, e.ev.Rev, e.ev.Room, e.err)
}

// Unwrap lets the host find its error.
func (e *hookError) Unwrap() error { return e.err }

// gaveUp tells whether the database ended the transaction because of others, or with its
// connection. An error that looks like a lost connection may be one to somewhere else.
func (s *Store) gaveUp(ctx context.Context, tx conn, err error) bool {
	if s.dialect.Raced(err) {
		return true
	}
	if !s.dialect.Lost(err) {
		return false
	}
	_, broken := tx.on.ExecContext(ctx, "SELECT 1")
	return broken != nil && s.dialect.Lost(broken)
}

// errRaced says that what a row refers to went away, or something came that refers to it,
// after it had been looked up.
var errRaced = errors.New("somebody else changed what this refers to")

// raced marks errors of queries to which that can happen.
func (s *Store) raced(err error) error {
	if err != nil && s.dialect.Dangling(err) {
		return fmt.Errorf("%w: %w", errRaced, err)
	}
	return err
}
