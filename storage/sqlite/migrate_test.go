package sqlite_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// frozen are the migrations that were released. None of them may ever change, because
// databases exist that ran it; what is to change is a new file, added here.
var frozen = map[string]string{
	"0001_init.up.sql": "98d7a7691be30373d1a1f83b0cafd9df582517b08df2c7b69ec70e113daa4324",
}

func TestMigrationsNeverChange(t *testing.T) {
	names, err := filepath.Glob("migrations/*")
	if err != nil || len(names) != len(frozen) {
		t.Fatalf("%d files and %d sums: %v", len(names), len(frozen), err)
	}
	s := open(t, sqlite.Memory, nil)
	for name, sum := range frozen {
		text, err := fs.ReadFile(s.Migrations(), name)
		if err != nil {
			t.Fatal(err)
		}
		got := sha256.Sum256(text)
		if hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s has changed: its sum is %x", name, got)
		}
	}
}

func TestMigrate(t *testing.T) {
	t.Run("Twice", func(t *testing.T) {
		var log bytes.Buffer
		s := open(t, file(t), &sqlite.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(log.String(), "0001_init.up.sql"); n != 1 {
			t.Errorf("ran %d times: %s", n, log.String())
		}
		if err := s.CheckSchema(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("ManyAtOnce", func(t *testing.T) { migrateAtOnce(t, file(t)) })
	t.Run("NotAsked", func(t *testing.T) {
		s := unmigrated(t)
		if n := tables(t, s); n != 0 {
			t.Errorf("Open made %d tables", n)
		}
		if err := s.CheckSchema(t.Context()); err == nil || !strings.Contains(err.Error(), "Store.Migrate") {
			t.Errorf("CheckSchema does not say what to do: %v", err)
		}
		if _, err := s.User(t.Context(), "ann"); err == nil || errors.Is(err, chat.ErrNotFound) {
			t.Errorf("a missing table is taken for a missing user: %v", err)
		}
	})
	t.Run("FailureChangesNothing", func(t *testing.T) {
		s := unmigrated(t)
		files, err := onTop(s, `CREATE TABLE chat_x (a); SELEKT 1;`)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.MigrateWith(t.Context(), files); err == nil || !strings.Contains(err.Error(), "on_top.up.sql") {
			t.Errorf("the error does not name the file: %v", err)
		}
		if n := tables(t, s); n != 0 {
			t.Errorf("%d tables are left", n)
		}
	})
	t.Run("ForgotItsNumber", func(t *testing.T) {
		s := unmigrated(t)
		files, err := onTop(s, `CREATE TABLE chat_x (a);`)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.MigrateWith(t.Context(), files); err == nil || tables(t, s) != 0 {
			t.Errorf("a migration that is not entered in chat_schema ran: %v", err)
		}
	})
	t.Run("Hole", func(t *testing.T) {
		s := unmigrated(t)
		err := s.MigrateWith(t.Context(), fstest.MapFS{"0002_x.up.sql": {Data: []byte(`SELECT 1;`)}})
		if err == nil {
			t.Error("no error")
		}
	})
	t.Run("Later", func(t *testing.T) {
		s := withRoom(t, file(t), nil)
		files, err := onTop(s, `ALTER TABLE chat_users ADD COLUMN x TEXT;
			INSERT INTO chat_schema (version) SELECT max(version) + 1 FROM chat_schema;`)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.MigrateWith(t.Context(), files); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Room(t.Context(), "lobby"); err != nil {
			t.Error(err)
		}
		for _, check := range []func(context.Context) error{s.Migrate, s.CheckSchema} {
			if err := check(t.Context()); err == nil || !strings.Contains(err.Error(), "newer") {
				t.Errorf("a schema from the future: %v", err)
			}
		}
	})
	t.Run("Cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s := unmigrated(t)
		if err := errors.Join(s.Migrate(ctx)); !errors.Is(err, context.Canceled) || tables(t, s) != 0 {
			t.Errorf("Migrate: %v", err)
		}
		if err := s.CheckSchema(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("CheckSchema: %v", err)
		}
	})
	t.Run("ByAnotherTool", func(t *testing.T) {
		s := unmigrated(t)
		names, err := fs.Glob(s.Migrations(), "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(s.Migrations(), name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Writer().DB.ExecContext(t.Context(), string(text)); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(s.CheckSchema(t.Context()), s.Migrate(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

// migrateAtOnce starts many stores on one new file, in this process and in others.
func migrateAtOnce(t *testing.T, path string) {
	var wg sync.WaitGroup
	for range 4 {
		c := start(t, "migrate", path)
		wg.Go(func() {
			if err := c.cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	for range 20 {
		wg.Go(func() {
			s, err := sqlite.Open(t.Context(), path, &sqlite.Options{Migrate: true})
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(s.CheckSchema(t.Context()), s.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var versions int
	err := open(t, path, nil).Reader().QueryRowContext(t.Context(), `SELECT count(*) FROM chat_schema`).Scan(&versions)
	if err != nil || versions != len(frozen) {
		t.Errorf("%d migrations ran: %v", versions, err)
	}
}

// TestPrefix has two chats in one file.
func TestPrefix(t *testing.T) {
	path := file(t)
	a, b := withRoom(t, path, nil), withRoom(t, path, &sqlite.Options{Prefix: "b_"})
	post(t, a, 3)
	post(t, b, 1)
	for s, want := range map[*sqlite.Store]int{a: 3, b: 1} {
		clients, err := holes(t.Context(), s)
		if err != nil || len(clients) != want {
			t.Errorf("%d messages instead of %d: %v", len(clients), want, err)
		}
	}
	names, err := fs.Glob(b.Migrations(), "*.sql")
	if err != nil || len(names) != len(frozen) {
		t.Fatalf("files %v: %v", names, err)
	}
	text, err := fs.ReadFile(b.Migrations(), names[0])
	if err != nil || bytes.Contains(text, []byte("chat_")) || !bytes.Contains(text, []byte("CREATE TABLE b_messages")) {
		t.Errorf("the prefix is not applied: %v", err)
	}
}

// unmigrated opens an empty database.
func unmigrated(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), file(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// shipped are the migrations of the store.
func shipped(s *sqlite.Store) (fstest.MapFS, error) {
	names, err := fs.Glob(s.Migrations(), "*.sql")
	files := fstest.MapFS{}
	for _, name := range names {
		text, err2 := fs.ReadFile(s.Migrations(), name)
		files[name], err = &fstest.MapFile{Data: text}, errors.Join(err, err2)
	}
	return files, err
}

// onTop adds a migration to all the real ones.
func onTop(s *sqlite.Store, sql string) (fs.FS, error) {
	files, err := shipped(s)
	files[fmt.Sprintf("%04d_on_top.up.sql", len(frozen)+1)] = &fstest.MapFile{Data: []byte(sql)}
	return files, err
}
