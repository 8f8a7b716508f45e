package drivertest

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/parleychat/parley/chat"
)

// entry is how a migration ends.
const entry = `; INSERT INTO chat_schema (version) SELECT max(version) + 1 FROM chat_schema;`

// Run holds migrations to what Migrate and CheckSchema promise.
func (m Migrations) Run(t *testing.T) {
	t.Run("NeverChange", m.unchanged)
	t.Run("Twice", m.twice)
	t.Run("NotAsked", m.notAsked)
	t.Run("FailureChangesNothing", func(t *testing.T) {
		m.refused(t, `CREATE TABLE chat_x (a int); SELEKT 1;`, "on_top.up.sql")
	})
	t.Run("ForgotItsNumber", func(t *testing.T) {
		m.refused(t, `CREATE TABLE chat_x (a int);`, "left the schema at version")
	})
	t.Run("Hole", func(t *testing.T) {
		err := m.Empty(t, nil).MigrateWith(t.Context(), fstest.MapFS{"0002_x.up.sql": {Data: []byte(`SELECT 1;`)}})
		if err == nil || !strings.Contains(err.Error(), "should be number 1") {
			t.Errorf("MigrateWith: %v", err)
		}
	})
	t.Run("Later", m.later)
	t.Run("MessagesBeforeSearch", m.beforeSearch)
	t.Run("Cancelled", m.cancelled)
	t.Run("ByAnotherTool", m.byAnotherTool)
}

func (m Migrations) twice(t *testing.T) {
	var log bytes.Buffer
	s := m.Empty(t, slog.New(slog.NewTextHandler(&log, nil)))
	if err := errors.Join(s.Migrate(t.Context()), s.Migrate(t.Context()), s.CheckSchema(t.Context())); err != nil {
		t.Fatal(err)
	}
	for name := range m.Frozen {
		if n := strings.Count(log.String(), name); n != 1 {
			t.Errorf("%s ran %d times: %s", name, n, log.String())
		}
	}
}

func (m Migrations) notAsked(t *testing.T) {
	s := m.Empty(t, nil)
	if n := m.Tables(t, s); n != 0 {
		t.Errorf("Open made %d tables", n)
	}
	if err := s.CheckSchema(t.Context()); err == nil || !strings.Contains(err.Error(), "Store.Migrate") {
		t.Errorf("CheckSchema does not say what to do: %v", err)
	}
	if _, err := s.User(t.Context(), "ann"); err == nil || errors.Is(err, chat.ErrNotFound) {
		t.Errorf("a missing table is taken for a missing user: %v", err)
	}
}

// refused wants a migration on top of the others to fail and to leave nothing.
func (m Migrations) refused(t *testing.T, sql, says string) {
	s := m.Empty(t, nil)
	files, err := OnTop(s, sql)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.MigrateWith(t.Context(), files); err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("the error does not say %q: %v", says, err)
	}
	if n := m.Tables(t, s); n != 0 {
		t.Errorf("%d tables are left", n)
	}
}

// later has a newer program come first.
func (m Migrations) later(t *testing.T) {
	s := m.Empty(t, nil)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	MakeLobby(t, s)
	files, err := OnTop(s, `ALTER TABLE chat_users ADD COLUMN x TEXT`+entry)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.MigrateWith(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Room(t.Context(), Lobby); err != nil {
		t.Error(err)
	}
	for _, check := range []func(context.Context) error{s.Migrate, s.CheckSchema} {
		if err := check(t.Context()); err == nil || !strings.Contains(err.Error(), "newer") {
			t.Errorf("a schema from the future: %v", err)
		}
	}
}

// beforeSearch has messages be there before the schema knew of search, and wants them to be
// found after a while.
func (m Migrations) beforeSearch(t *testing.T) {
	s := m.Empty(t, nil)
	before := m.shipped(t, s)
	maps.DeleteFunc(before, func(name string, _ *fstest.MapFile) bool { return name >= "0004_search" })
	if err := s.MigrateWith(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	MakeLobby(t, s)
	Post(t, s, 5)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := chat.SearchQuery{All: []chat.Phrase{{"text"}}, Limit: 10}
	for _, want := range []int{0, 2, 4, 5} {
		list, err := s.SearchMessages(t.Context(), all)
		if err != nil || len(list) != want {
			t.Errorf("found %d, want %d: %v", len(list), want, err)
		}
		rooms, err := s.Unindexed(t.Context(), "", 10)
		if err != nil || (len(rooms) > 0) != (want < 5) {
			t.Errorf("not indexed with %d: %v, %v", want, rooms, err)
		}
		if _, err := s.IndexMessages(t.Context(), Lobby, 2); err != nil {
			t.Error(err)
		}
	}
}

func (m Migrations) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := m.Empty(t, nil)
	if err := s.Migrate(ctx); !errors.Is(err, context.Canceled) || m.Tables(t, s) != 0 {
		t.Errorf("Migrate: %v", err)
	}
	if err := s.CheckSchema(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("CheckSchema: %v", err)
	}
}

func (m Migrations) byAnotherTool(t *testing.T) {
	s := m.Empty(t, nil)
	files := m.shipped(t, s)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		m.Exec(t, s, string(files[name].Data))
	}
	if err := errors.Join(s.CheckSchema(t.Context()), s.Migrate(t.Context())); err != nil {
		t.Error(err)
	}
}

// AtOnce starts many stores on one new database, in this process and in children whose
// part is "migrate". open opens one and brings it up to date.
func (m Migrations) AtOnce(t *testing.T, database string, open func() (Migrated, error)) {
	var wg sync.WaitGroup
	for range 4 {
		c := Start(t, "migrate", database)
		wg.Go(func() {
			if err := c.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	for range 20 {
		wg.Go(func() {
			s, err := open()
			if err == nil {
				err = s.CheckSchema(t.Context())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// Killed kills a child whose part is "migrate-slow" in the middle of that, which begun
// waits for. It leaves nothing, and nothing in the way of the next one.
func (m Migrations) Killed(t *testing.T, database string, s Migrated, begun func(), kill func(c *Child)) {
	c := Start(t, "migrate-slow", database)
	c.Line(t)
	begun()
	kill(c)
	if n := m.Tables(t, s); n != 0 {
		t.Errorf("%d tables are left of half a migration", n)
	}
	if err := errors.Join(s.Migrate(t.Context()), s.CheckSchema(t.Context())); err != nil {
		t.Error(err)
	}
}
