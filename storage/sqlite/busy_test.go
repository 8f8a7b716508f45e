package sqlite_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestBusy has another process hold the database.
func TestBusy(t *testing.T) {
	path := file(t)
	drivertest.Post(t, withRoom(t, path, nil), 1)
	c := drivertest.Start(t, "hold", path)
	c.Line(t)
	t.Run("MigrateEndsWithContext", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		// Made for another prefix, there is something to do.
		s := unmigrated(t, path, &sqlite.Options{Prefix: "new_"})
		if err := s.Migrate(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Migrate: %v", err)
		}
	})
	drivertest.Busy{
		Open: func(t *testing.T, patience time.Duration) chat.Storage {
			return unmigrated(t, path, &sqlite.Options{BusyTimeout: patience})
		},
		Is: sqlite.Busy,
		Release: func(t *testing.T) {
			if err := c.Stdin.Close(); err != nil {
				t.Fatal(err)
			}
		},
	}.Run(t)
}
