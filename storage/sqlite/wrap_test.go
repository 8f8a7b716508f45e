package sqlite_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
	"github.com/parleychat/parley/storage/storagetest"
)

// hostPragmas are what a host's pool should have, and no matter for a power failure.
const hostPragmas = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)" +
	"&_pragma=foreign_keys(1)&_pragma=secure_delete(1)"

// hostPool is a pool of the host's, of several connections.
func hostPool(t *testing.T, path, more string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+hostPragmas+more)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// wrapped gives a store around a pool its schema, and closes it with the test.
func wrapped(t *testing.T, s *sqlite.Store, err error) *sqlite.Store {
	t.Helper()
	if err == nil {
		err = s.Migrate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestPromisesWrapped(t *testing.T) {
	for name, wrap := range map[string]func(t *testing.T) (*sqlite.Store, error){
		"Bun": func(t *testing.T) (*sqlite.Store, error) {
			return sqlite.WrapBun(bun.NewDB(hostPool(t, file(t), ""), sqlitedialect.New()), &sqlite.Options{Prefix: "forum_"})
		},
		"SQLAndOtherDriver": func(t *testing.T) (*sqlite.Store, error) {
			return sqlite.Wrap(foreignPool(t, file(t)+hostPragmas+"&_txlock=immediate"), &sqlite.Options{ErrorCode: foreignCode})
		},
	} {
		t.Run(name, func(t *testing.T) {
			storagetest.Run(t, func(t *testing.T) chat.Storage {
				s, err := wrap(t)
				return wrapped(t, s, err)
			})
		})
	}
}

func TestWrapRefuses(t *testing.T) {
	db := hostPool(t, file(t), "")
	for name, c := range map[string]struct {
		db   *bun.DB
		opts *sqlite.Options
		says string
	}{
		"ErrNoDatabase":   {says: "no database"},
		"ErrOtherDialect": {db: bun.NewDB(db, pgdialect.New()), says: "not SQLite"},
		"ErrMigrate":      {db: bun.NewDB(db, sqlitedialect.New()), opts: &sqlite.Options{Migrate: true}, says: "Store.Migrate"},
		"ErrRelaxed":      {db: bun.NewDB(db, sqlitedialect.New()), opts: &sqlite.Options{Relaxed: true}, says: "Options.Relaxed"},
		"ErrPrefix":       {db: bun.NewDB(db, sqlitedialect.New()), opts: &sqlite.Options{Prefix: "A"}, says: "Options.Prefix"},
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := sqlite.WrapBun(c.db, c.opts); s != nil || err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("the error does not say %q: %v", c.says, err)
			}
		})
	}
	if s, err := sqlite.Wrap(nil, nil); s != nil || err == nil {
		t.Error("a store on no pool")
	}
	if s, err := sqlite.Open(t.Context(), file(t), &sqlite.Options{ErrorCode: foreignCode}); s != nil || err == nil {
		t.Error("Open takes the errors of another driver")
	}
}

// TestWrapLeavesThePool open: it is the host's.
func TestWrapLeavesThePool(t *testing.T) {
	db := hostPool(t, file(t), "")
	s, err := sqlite.Wrap(db, nil)
	s = wrapped(t, s, err)
	drivertest.MakeLobby(t, s)
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddMessage(t.Context(), drivertest.Note("1")); err == nil {
		t.Error("a closed store works")
	}
	var rooms int
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM chat_rooms`).Scan(&rooms); err != nil || rooms != 1 {
		t.Errorf("%d rooms: %v", rooms, err)
	}
	if n := db.Stats().InUse; n != 0 {
		t.Errorf("%d connections are kept", n)
	}
}

// TestErrorCode is what makes sense of the errors of another driver.
func TestErrorCode(t *testing.T) {
	db := foreignPool(t, file(t)+hostPragmas)
	for name, c := range map[string]struct {
		code   func(error) int
		exists bool
	}{
		"ErrExists":  {foreignCode, true},
		"ErrUnknown": {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sqlite.Wrap(db, &sqlite.Options{ErrorCode: c.code, Prefix: "t" + strings.ToLower(name) + "_"})
			s = wrapped(t, s, err)
			drivertest.MakeLobby(t, s)
			_, err = s.CreateRoom(t.Context(), chat.Room{ID: drivertest.Lobby, Kind: chat.Public}, nil)
			if err == nil || errors.Is(err, chat.ErrExists) != c.exists {
				t.Errorf("the same room again: %v", err)
			}
		})
	}
}

// TestSameTexts has a store with prepared statements and one without write the same.
func TestSameTexts(t *testing.T) {
	db := hostPool(t, file(t), "")
	s, err := sqlite.Wrap(db, nil)
	ours, theirs := open(t, file(t), nil), wrapped(t, s, err)
	var dumps [2]string
	for i, s := range []*sqlite.Store{ours, theirs} {
		drivertest.MakeLobby(t, s)
		drivertest.Post(t, s, 2)
		err := s.Reader().QueryRowContext(t.Context(), `SELECT group_concat(quote(id) || quote(seq) || quote(text) ||
			quote(created_at) || quote(edited_at) || quote(deleted_by)) || (SELECT group_concat(quote(rev) || quote(kind) ||
			quote(object_id) || quote(client_id) || quote(at)) FROM chat_events) FROM chat_messages`).Scan(&dumps[i])
		if err != nil {
			t.Fatal(err)
		}
	}
	if dumps[0] != dumps[1] || !strings.Contains(dumps[0], "'2026-03-01 12:00:00+00:00'NULL''") {
		t.Errorf("prepared:\n%s\nas text:\n%s", dumps[0], dumps[1])
	}
}
