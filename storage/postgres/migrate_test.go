package postgres_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

var migrations = drivertest.Migrations{
	Frozen: map[string]string{
		"0001_init.up.sql":     "51a4002b5d9829c9cdb017424c5b5f2fdf04aca8d3382d7241846e616c33e0f5",
		"0002_order.up.sql":    "3f0e13e4892e2841d38dfd78ee277feb843bce59e8dab9cae8c77d4b1d799942",
		"0003_files.up.sql":    "7d42ee8e926e187a592e25ea1fcf2a5437d6495f9394352f59e5cef575d3a623",
		"0004_search.up.sql":   "cc4a57895fb63c9b870694cc7880e35d8566a0c883c806e1f690a6f5b287ceaf",
		"0005_bots.up.sql":     "3c7fb6e56d9ef31ad3573194e7aa13caf96215c1666e1aae1a77fff6671cdfb6",
		"0006_webhooks.up.sql": "309885fb5c4976d7aa76eb32af2bfa9eaa5aa47ca03d514335c03173337ca6f0",
		"0007_mentions.up.sql": "e44a37bbcdaa78feb06f1b5344dbd07a19f78fa41ea2c5d77e2d25e2f4ff6ad4",
	},
	Empty: func(t *testing.T, log *slog.Logger) drivertest.Migrated {
		return unmigrated(t, pgtest.Open(t), &postgres.Options{Logger: log})
	},
	Tables: func(t *testing.T, s drivertest.Migrated) (n int) {
		err := pool(t, s).QueryRowContext(t.Context(),
			"SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	},
	Exec: func(t *testing.T, s drivertest.Migrated, sql string) { exec(t, pool(t, s), sql) },
}

// pool is that of a store.
func pool(t *testing.T, s any) *sql.DB {
	t.Helper()
	store, ok := s.(*postgres.Store)
	if !ok {
		t.Fatalf("a store of type %T", s)
	}
	return store.Pool()
}

func TestMigrate(t *testing.T) { migrations.Run(t) }

// TestMigrateAtOnce starts many stores on a new server, in this process and in others:
// nothing has ever been made there.
func TestMigrateAtOnce(t *testing.T) {
	for name, schema := range map[string]string{"OK": "", "OKInASchemaToBeMade": "talk"} {
		t.Run(name, func(t *testing.T) {
			dsn := pgtest.Start(t, "fsync = off").Open(t)
			o := &postgres.Options{Migrate: true, Schema: schema}
			migrations.AtOnce(t, dsn+" "+schema, func() (drivertest.Migrated, error) {
				s, err := postgres.Open(t.Context(), dsn, o)
				if err == nil {
					t.Cleanup(func() { _ = s.Close() })
				}
				return s, err
			})
			ran := ask(t, hostPool(t, dsn), fmt.Sprintf("SELECT count(*) FROM %s.chat_schema", or(schema, "public")))
			if ran != fmt.Sprint(len(migrations.Frozen)) {
				t.Errorf("%s migrations ran", ran)
			}
		})
	}
}

func or(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

// migrateChild is given an address and a schema, or none.
func migrateChild(ctx context.Context, database string) error {
	dsn, schema, _ := strings.Cut(database, " ")
	s, err := postgres.Open(ctx, dsn, &postgres.Options{Migrate: true, Schema: schema})
	if err != nil {
		return err
	}
	return s.Close()
}

// TestPrefix has chats of other names in one database, one of them in a schema.
func TestPrefix(t *testing.T) {
	dsn := pgtest.Open(t)
	var stores []*postgres.Store
	for i, o := range []postgres.Options{{}, {Prefix: "b_"}, {Schema: "chat_talk"}, {Schema: "select", Prefix: "b_"}} {
		stores = append(stores, withLobby(t, dsn, &o))
		drivertest.Post(t, stores[i], i+1)
	}
	for i, s := range stores {
		clients, err := drivertest.Holes(t.Context(), s)
		if err != nil || len(clients) != i+1 {
			t.Errorf("%d messages instead of %d: %v", len(clients), i+1, err)
		}
	}
	text, err := fs.ReadFile(stores[3].Migrations(), "0001_init.up.sql")
	if err != nil || bytes.Contains(text, []byte("chat_")) ||
		!bytes.Contains(text, []byte(`CREATE TABLE "select".b_messages`)) ||
		!bytes.Contains(text, []byte(`CREATE INDEX b_messages_visible ON "select".b_messages`)) {
		t.Errorf("the names are not applied: %v\n%s", err, text)
	}
}
