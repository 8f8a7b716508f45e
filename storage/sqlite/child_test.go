package sqlite_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestMain runs the tests, or, in a process that a test started, a child's part.
func TestMain(m *testing.M) {
	drivertest.Play(map[string]drivertest.Part{
		"migrate": migrateChild, "migrate-slow": migrateSlowly, "post": postChild, "hold": holdLock,
	})
	goleak.VerifyTestMain(m)
}

func migrateChild(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, &sqlite.Options{Migrate: true})
	if err != nil {
		return err
	}
	return s.Close()
}

// slowly is a migration that takes long, and most of it before it is killed.
const slowly = `
	CREATE TABLE chat_slow AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT i FROM n;
	INSERT INTO chat_schema (version) SELECT max(version) + 1 FROM chat_schema;`

func migrateSlowly(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	return drivertest.MigrateSlowly(ctx, s, slowly)
}

func postChild(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	return drivertest.PostForever(ctx, s)
}

// holdLock writes without an end until its standard input is closed.
func holdLock(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	_, err = s.UpdateMessage(ctx, "message-1", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error {
		fmt.Println("held")
		_, err := io.ReadAll(os.Stdin)
		m.Text = "by the other process"
		return err
	})
	return err
}
