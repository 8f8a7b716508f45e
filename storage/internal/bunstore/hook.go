package bunstore

import (
	"context"
	"database/sql"
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
				return fmt.Errorf("the host's part in %s %d of room %q: %w", ev.Kind, ev.Rev, ev.Room, err)
			}
		}
		return nil
	}
}
