package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// seedSchema is the schema of the old app, from its migrations.
const seedSchema = `
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL, created DATETIME DEFAULT CURRENT_TIMESTAMP, user_id INTEGER REFERENCES users(id));
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, login_type TEXT NOT NULL, login_id TEXT NOT NULL, display_name TEXT, profile_url TEXT, avatar_url TEXT, UNIQUE(login_type, login_id));`

// oldDatabase makes a database of the old app.
func oldDatabase(t *testing.T, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "chat.sqlite")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
	return path
}

func oldApp(t *testing.T) string {
	return oldDatabase(t, seedSchema,
		`INSERT INTO users VALUES (1, 'github', 'ann', NULL, 'https://github.example/ann', 'https://a.example/1.png'), (2, 'github', 'mallory', '<b>Mal</b>', 'javascript:alert(1)', 'data:x')`,
		`INSERT INTO messages VALUES (3, 'first &lt;b>bold&lt;/b> & more', '2017-02-03 04:05:06', 1), (7, 'second', '2017-02-03 04:05:06', 2), (9, 'of nobody', '2017-02-04T00:00:00.123Z', NULL), (12, 'of somebody gone', 1486170000000, 99)`)
}

// parley runs the program in this process.
func parley(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	env := func(name string) (string, bool) { return os.Getenv(name), name == "PARLEY_FILES" }
	code = run(context.Background(), args, env, &out, &errs)
	return code, out.String(), errs.String()
}

// stored reads everything that a database holds in its lobby.
func stored(t *testing.T, db string) (list []chat.Message, users map[chat.UserID]chat.User) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	room, err := store.RoomBySlug(t.Context(), chat.LobbySlug)
	if err != nil {
		t.Fatal(err)
	}
	page, err := store.Messages(t.Context(), chat.MessageQuery{Room: room.ID, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	users = map[chat.UserID]chat.User{}
	for _, m := range page.Items {
		if users[m.AuthorID], err = store.User(t.Context(), m.AuthorID); err != nil {
			t.Fatal(err)
		}
	}
	return page.Items, users
}

func TestImportSeed(t *testing.T) {
	old, db := oldApp(t), filepath.Join(t.TempDir(), "parley.db")
	if code, out, errs := parley("import-seed", "--db", db, old); code != 0 || !strings.HasPrefix(out, "4 messages imported, 0 were there already, 3 users") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	list, users := stored(t, db)
	t.Run("NumbersAndTextsStay", func(t *testing.T) {
		got := ""
		for _, m := range list {
			got += fmt.Sprintf("%d %s %q\n", m.Seq, m.CreatedAt.Format("2006-01-02T15:04:05.999Z07:00"), m.Text)
		}
		want := "3 2017-02-03T04:05:06Z \"first <b>bold</b> & more\"\n7 2017-02-03T04:05:06Z \"second\"\n" +
			"9 2017-02-04T00:00:00.123Z \"of nobody\"\n12 2017-02-04T01:00:00Z \"of somebody gone\"\n"
		if got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
	t.Run("AuthorsAreCleaned", func(t *testing.T) {
		ann, mallory, nobody := users[list[0].AuthorID], users[list[1].AuthorID], users[list[2].AuthorID]
		if ann.Provider != "github" || ann.Subject != "login:ann" || ann.DisplayName != "ann" || ann.AvatarURL != "https://a.example/1.png" {
			t.Errorf("got %+v", ann)
		}
		if mallory.DisplayName != "<b>Mal</b>" || mallory.ProfileURL != "" || mallory.AvatarURL != "" {
			t.Errorf("got %+v", mallory)
		}
		if nobody.DisplayName != "Unknown" || list[3].AuthorID != nobody.ID {
			t.Errorf("got %+v", nobody)
		}
	})
	t.Run("TwiceChangesNothing", func(t *testing.T) {
		if code, out, errs := parley("import-seed", "--db", db, old); code != 0 || !strings.HasPrefix(out, "0 messages imported, 4 were there already") {
			t.Fatalf("%d %s %s", code, out, errs)
		}
		again, usersAgain := stored(t, db)
		if fmt.Sprint(again) != fmt.Sprint(list) || fmt.Sprint(usersAgain) != fmt.Sprint(users) {
			t.Error("something changed")
		}
	})
	t.Run("ReKeyedAtTheNextLogIn", func(t *testing.T) {
		store, err := sqlite.Open(t.Context(), db, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		m, err := chat.New(store, chat.AuthenticatorFunc(nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.SignIn(t.Context(), chat.Identity{Provider: "github", Subject: "4711", Formerly: []string{"login:ann"}, Name: "Ann"})
		if err != nil || got.ID != list[0].AuthorID || got.DisplayName != "Ann" {
			t.Fatalf("got %+v, %v", got, err)
		}
		// And the import still knows her.
		if code, out, errs := parley("import-seed", "--db", db, old); code != 0 || !strings.HasPrefix(out, "0 messages imported") {
			t.Fatalf("%d %s %s", code, out, errs)
		}
		if got, err := store.UserBySubject(t.Context(), "github", "login:ann"); err == nil {
			t.Errorf("a second Ann: %+v", got)
		}
	})
}

func TestImportSeedOfPart1(t *testing.T) {
	old := oldDatabase(t, `CREATE TABLE messages (id INTEGER PRIMARY KEY, content TEXT, created DATETIME)`, `INSERT INTO messages VALUES (1, 'hi', '2017-01-01 00:00:00')`)
	db := filepath.Join(t.TempDir(), "parley.db")
	if code, out, errs := parley("import-seed", "--db", db, old); code != 0 {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if list, _ := stored(t, db); len(list) != 1 || list[0].Seq != 1 {
		t.Errorf("got %+v", list)
	}
}

func TestImportSeedAfterTheLobbyWasUsed(t *testing.T) {
	p := start(t)
	p.guest("ann").must(200, "POST /api/messages", map[string]string{"content": "new"}, nil)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	old := oldDatabase(t, seedSchema, `INSERT INTO messages(id, content, created) VALUES (1, 'old', '2017-01-01 00:00:00')`)
	code, _, errs := parley("import-seed", "--db", p.db, old)
	if code != 1 || !strings.Contains(errs, "nothing more was imported") {
		t.Errorf("%d %s", code, errs)
	}
	if list, _ := stored(t, p.db); len(list) != 1 || list[0].Text != "new" {
		t.Errorf("got %+v", list)
	}
}

func TestImportSeedRefuses(t *testing.T) {
	dir := t.TempDir()
	junk := filepath.Join(dir, "junk.sqlite")
	if err := os.WriteFile(junk, []byte("this is no database, and long enough to be looked at as one"), 0o600); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(dir, "parley.db")
	for name, c := range map[string]struct {
		args []string
		code int
		word string
	}{
		"ErrNoFile":      {[]string{}, 2, "one argument"},
		"ErrTwoFiles":    {[]string{"a", "b"}, 2, "one argument"},
		"ErrNoSuchFile":  {[]string{filepath.Join(dir, "none.sqlite")}, 1, "no such file"},
		"ErrDirectory":   {[]string{dir}, 1, "directory"},
		"ErrNotSQLite":   {[]string{junk}, 1, "not a database"},
		"ErrOtherSchema": {[]string{oldDatabase(t, "CREATE TABLE fish (id INTEGER)")}, 1, "first version"},
		"ErrBadTime":     {[]string{oldDatabase(t, seedSchema, "INSERT INTO messages(id, content, created) VALUES (5, 'x', 'yesterday')")}, 1, "message 5"},
		"ErrPostgres":    {[]string{"--db", "postgres://localhost:x/y", oldApp(t)}, 2, "PostgreSQL"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, errs := parley(append([]string{"import-seed", "--db", db}, c.args...)...)
			if code != c.code || !strings.Contains(errs, c.word) {
				t.Errorf("%d %s, want %d and %q", code, errs, c.code, c.word)
			}
		})
	}
	if _, err := os.Stat(db); err == nil {
		t.Error("a refused import made a database")
	}
}

// TestImportSeedLeavesNothingRunning: its module would go on using a database that is
// closed.
func TestImportSeedLeavesNothingRunning(t *testing.T) {
	before := goleak.IgnoreCurrent()
	code, _, errs := parley("import-seed", "--db", filepath.Join(t.TempDir(), "parley.db"), oldApp(t))
	if code != 0 {
		t.Fatal(errs)
	}
	goleak.VerifyNone(t, before)
}
