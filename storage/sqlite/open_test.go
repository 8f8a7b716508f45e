package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestOpenRefuses holds Open to saying what is wrong in words.
func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := filepath.Join(dir, "good.db")
	if err := open(t, good, nil).Close(); err != nil {
		t.Fatal(err)
	}
	text := write("notes.txt", strings.Repeat("These are my notes, not a database. ", 100))
	for name, c := range map[string]struct {
		path string
		opts sqlite.Options
		says string
	}{
		"ErrEmptyPath":     {path: "", says: "empty"},
		"ErrEmptyURI":      {path: "file:", says: "empty"},
		"ErrNUL":           {path: "a\x00b", says: "NUL"},
		"ErrDirectory":     {path: dir, says: "is a directory"},
		"ErrNoParent":      {path: filepath.Join(dir, "none", "chat.db"), says: "its directory"},
		"ErrParentIsFile":  {path: filepath.Join(text, "chat.db"), says: "not a directory"},
		"ErrNotADatabase":  {path: text, says: "not a SQLite database"},
		"ErrDevice":        {path: os.DevNull, says: "not a regular file"},
		"ErrReadOnly":      {path: "file:" + good + "?mode=ro", says: "read-only"},
		"ErrMissing":       {path: "file:" + filepath.Join(dir, "new.db") + "?mode=rw", says: "cannot be opened"},
		"ErrOtherHost":     {path: "file://server/chat.db", says: "another host"},
		"ErrBadURI":        {path: "file:%zz", says: "bad URI"},
		"ErrBadQuery":      {path: "file:x?%zz", says: "bad URI"},
		"ErrPragma":        {path: "file:" + good + "?_pragma=journal_mode(OFF)", says: "not supported"},
		"ErrSharedCache":   {path: "file:" + good + "?cache=shared", says: "not supported"},
		"ErrUnknownVFS":    {path: "file:" + good + "?vfs=none", says: "no such vfs"},
		"ErrPrefix":        {path: good, opts: sqlite.Options{Prefix: `x"; DROP`}, says: "Options.Prefix"},
		"ErrPrefixDigit":   {path: good, opts: sqlite.Options{Prefix: "1"}, says: "Options.Prefix"},
		"ErrPrefixTaken":   {path: good, opts: sqlite.Options{Prefix: "sqlite_"}, says: "Options.Prefix"},
		"ErrReaders":       {path: good, opts: sqlite.Options{Readers: -1}, says: "Options.Readers"},
		"ErrNegativeWait":  {path: good, opts: sqlite.Options{BusyTimeout: -1}, says: "Options.BusyTimeout"},
		"ErrMigrateFailed": {path: future(t), opts: sqlite.Options{Migrate: true}, says: "newer"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sqlite.Open(t.Context(), c.path, &c.opts)
			if err == nil {
				t.Fatal("opened: ", s.Close())
			}
			if s != nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "sqlite: ") {
				t.Errorf("the error does not say %q: %v", c.says, err)
			}
		})
	}
	left, err := os.ReadFile(text)
	if err != nil || !strings.HasPrefix(string(left), "These are my notes") {
		t.Errorf("the file that is no database was touched: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "new.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a refused database was made: %v", err)
	}
}

// future is a database that a newer program wrote.
func future(t *testing.T) string {
	t.Helper()
	path := file(t)
	s := open(t, path, nil)
	if _, err := s.Writer().DB.ExecContext(t.Context(), `INSERT INTO chat_schema (version) VALUES (99)`); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sqlite.Open(ctx, file(t), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
}

// TestOpenPaths opens the same file under several spellings.
func TestOpenPaths(t *testing.T) {
	for _, name := range []string{"chat.db", "with space.db", "100%41.db", "what?#.db", "日本.db", "-a&b=c;d.db"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			drivertest.Post(t, withRoom(t, name, nil), 1)
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			escaped := strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23", " ", "%20").Replace(filepath.Join(dir, name))
			for _, path := range []string{filepath.Join(dir, name), "./" + name, "file:" + escaped, "file://" + escaped, "file://localhost" + escaped + "?mode=rw"} {
				if _, err := open(t, path, nil).Message(t.Context(), "message-1"); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			}
		})
	}
}

// TestNewFileIsPrivate keeps what people say from the other users of a machine.
func TestNewFileIsPrivate(t *testing.T) {
	path := file(t)
	drivertest.Post(t, withRoom(t, path, nil), 1)
	names, err := filepath.Glob(path + "*")
	if err != nil || len(names) != 3 {
		t.Fatalf("files %v: %v", names, err)
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v: %v", name, info.Mode(), err)
		}
	}
}

func TestMemory(t *testing.T) {
	t.Run("EachIsAnother", func(t *testing.T) {
		for _, path := range []string{sqlite.Memory, sqlite.Memory, "file::memory:", "file:x?mode=memory"} {
			withRoom(t, path, nil)
		}
	})
	t.Run("SurvivesCancelledCalls", func(t *testing.T) {
		s := withRoom(t, sqlite.Memory, nil)
		for range 50 {
			ctx, cancel := context.WithCancel(t.Context())
			_, err := s.UpdateMessage(ctx, "message-1", chat.Change{}, func(*chat.Message) error { return nil })
			go cancel()
			_, _, err2 := s.AddMessage(ctx, drivertest.Note("x"))
			_, err3 := s.Messages(ctx, chat.MessageQuery{Room: "lobby", Limit: 5})
			cancel()
			for _, err := range []error{err, err2, err3} {
				if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, chat.ErrNotFound) {
					t.Fatal(err)
				}
			}
		}
		if _, err := s.Room(t.Context(), "lobby"); err != nil {
			t.Error(err)
		}
	})
}

// TestConnections looks at what the pragmas made of the connections.
func TestConnections(t *testing.T) {
	strict, relaxed := open(t, file(t), nil), open(t, file(t), &sqlite.Options{Relaxed: true, Readers: 2})
	for name, c := range map[string]struct {
		read   bool
		store  *sqlite.Store
		pragma string
		want   string
	}{
		"WAL":           {store: strict, pragma: "journal_mode", want: "wal"},
		"Full":          {store: strict, pragma: "synchronous", want: "2"},
		"Relaxed":       {store: relaxed, pragma: "synchronous", want: "1"},
		"ForeignKeys":   {store: strict, pragma: "foreign_keys", want: "1"},
		"BusyTimeout":   {store: strict, pragma: "busy_timeout", want: "50"},
		"ReaderTimeout": {store: strict, read: true, pragma: "busy_timeout", want: "50"},
		"QueryOnly":     {store: strict, read: true, pragma: "query_only", want: "1"},
	} {
		t.Run(name, func(t *testing.T) {
			db := c.store.Writer()
			if c.read {
				db = c.store.Reader()
			}
			var got string
			if err := db.QueryRowContext(t.Context(), "PRAGMA "+c.pragma).Scan(&got); err != nil || got != c.want {
				t.Errorf("%s is %q, want %q: %v", c.pragma, got, c.want, err)
			}
		})
	}
	t.Run("OneWriter", func(t *testing.T) {
		if n := strict.Writer().Stats().MaxOpenConnections; n != 1 {
			t.Errorf("%d writers", n)
		}
		if n := relaxed.Reader().Stats().MaxOpenConnections; n != 2 {
			t.Errorf("%d readers", n)
		}
	})
}
