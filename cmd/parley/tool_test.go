package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExportImportErase: the tools beside a server that works on the same database.
func TestExportImportErase(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, fresh func(t *testing.T) string) {
		p := on(t, fresh(t))
		p.restart()
		ann, bob := p.guest("Ann"), p.guest("Bob")
		for i := range 5 {
			for _, one := range []*person{ann, bob} {
				id := fmt.Sprint(i)
				one.must(201, "POST /api/v1/rooms/lobby/messages", map[string]string{"text": "message " + id, "clientId": one.id + id}, nil)
			}
		}
		before := messagesOf(p.nobody())
		dir := t.TempDir()
		room, copied := filepath.Join(dir, "room"), fresh(t)
		succeed(t, "export", "room", "lobby", "--out", room, "--db", p.db)
		t.Run("Import", func(t *testing.T) {
			if out := succeed(t, "import", room, "--db", copied); !strings.Contains(out, "10 messages imported, 0 messages were there already") {
				t.Errorf("it says %s", out)
			}
			if out := succeed(t, "import", "--db", copied, room); !strings.Contains(out, "0 messages imported, 10 messages were there already") {
				t.Errorf("again it says %s", out)
			}
			again := on(t, copied)
			again.restart()
			if diff := differences(messagesOf(again.nobody()), before); diff != "" {
				t.Errorf("the copy has%s", diff)
			}
		})
		t.Run("ExportIsTheSameOnStdout", func(t *testing.T) {
			file, err := os.ReadFile(room)
			if err != nil {
				t.Fatal(err)
			}
			if out := succeed(t, "export", "--db", p.db, "room", strings.TrimPrefix(p.lobby(), "/rooms/")); out != string(file) {
				t.Errorf("got %s, want %s", out, file)
			}
		})
		t.Run("ErrCutOff", func(t *testing.T) {
			file, err := os.ReadFile(room)
			half := filepath.Join(dir, "half")
			if err == nil {
				err = os.WriteFile(half, file[:len(file)-100], 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			if code, _, errs := parley("import", half, "--db", fresh(t)); code != 1 || !strings.Contains(errs, "line") {
				t.Errorf("%d %s", code, errs)
			}
		})
		t.Run("Erase", func(t *testing.T) {
			if out := succeed(t, "export", "user", ann.id, "--db", p.db); strings.Count(out, `"text":"message `) != 5 || strings.Contains(out, "Bob") {
				t.Errorf("what is kept about Ann is %s", out)
			}
			if code, _, errs := parley("erase", "user", ann.id, "--db", p.db); code != 2 || !strings.Contains(errs, "Ann") || !strings.Contains(errs, "--yes") {
				t.Errorf("without --yes: %d %s", code, errs)
			}
			if diff := differences(messagesOf(p.nobody()), before); diff != "" {
				t.Errorf("without --yes%s", diff)
			}
			for range 2 {
				succeed(t, "erase", "user", ann.id, "--yes", "--db", p.db)
			}
			gone := 0
			for _, m := range messagesOf(p.nobody()) {
				if m.deleted {
					gone++
				}
			}
			if gone != 5 {
				t.Errorf("%d of 5 messages are gone", gone)
			}
			if out := succeed(t, "export", "user", ann.id, "--db", p.db); strings.Contains(out, "message ") || strings.Contains(out, "Ann") {
				t.Errorf("what is still kept about Ann is %s", out)
			}
			bob.must(201, "POST /api/v1/rooms/lobby/messages", map[string]string{"text": "still here"}, nil)
		})
		t.Run("Sweep", func(t *testing.T) {
			if out := succeed(t, "sweep", "--keep-log", "1h", "--db", p.db); !strings.HasPrefix(out, "0 messages and 0 events removed") {
				t.Errorf("it says %s", out)
			}
		})
		if lines := p.complaints(); len(lines) > 0 {
			t.Errorf("the server complains: %q", lines)
		}
	})
}

// succeed runs a command that has to, and returns what it printed.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := parley(args...)
	if code != 0 {
		t.Fatalf("%v: %d %s", args, code, errs)
	}
	return out
}

// messagesOf are those of the lobby that one can read, by seq: erasing somebody takes
// their client IDs too.
func messagesOf(one *person) map[string]said {
	one.p.t.Helper()
	var page struct {
		Items []struct {
			Seq       int64
			Text      string
			DeletedAt string
		}
	}
	one.must(200, "GET /api/v1/rooms/lobby/messages?limit=100", nil, &page)
	room := map[string]said{}
	for _, m := range page.Items {
		room[fmt.Sprint(m.Seq)] = said{m.Seq, m.Text, m.DeletedAt != ""}
	}
	return room
}

func TestToolsRefuse(t *testing.T) {
	db := filepath.Join(t.TempDir(), "parley.db")
	succeed(t, "migrate", "up", "--db", db)
	absent, out := filepath.Join(t.TempDir(), "absent.db"), filepath.Join(t.TempDir(), "out")
	for name, c := range map[string]struct {
		args []string
		code int
		word string
	}{
		"ErrExportNothing":  {[]string{"export"}, 2, "room ID or user ID"},
		"ErrExportKind":     {[]string{"export", "message", "1"}, 2, "room ID or user ID"},
		"ErrExportMany":     {[]string{"export", "room", "a", "b"}, 2, "room ID or user ID"},
		"ErrExportRoom":     {[]string{"export", "room", "nowhere", "--out", out, "--db", db}, 1, "nowhere"},
		"ErrExportUser":     {[]string{"export", "user", "nobody", "--db", db}, 1, "nobody"},
		"ErrExportAbsent":   {[]string{"export", "room", "lobby", "--db", absent}, 1, "no database"},
		"ErrExportMemory":   {[]string{"export", "room", "lobby", "--db", "memory"}, 2, "memory"},
		"ErrImportNothing":  {[]string{"import"}, 2, "one argument"},
		"ErrImportAbsent":   {[]string{"import", absent}, 1, "absent.db"},
		"ErrImportOther":    {[]string{"import", db, "--db", db}, 1, "line 1"},
		"ErrImportSlug":     {[]string{"import", "-", "--slug", "lobby"}, 2, "see parley import"},
		"ErrEraseRoom":      {[]string{"erase", "room", "lobby"}, 2, "user ID"},
		"ErrEraseUser":      {[]string{"erase", "user", "nobody", "--yes", "--db", db}, 1, "nobody"},
		"ErrEraseAbsent":    {[]string{"erase", "user", "x", "--yes", "--db", absent}, 1, "no database"},
		"ErrSweepKeep":      {[]string{"sweep", "--keep-log", "1m", "--db", db}, 2, "1h"},
		"ErrServeKeepAudit": {[]string{"serve", "--keep-audit", "1h", "--db", db}, 2, "24h"},
		"ErrServeKeep":      {[]string{"serve", "--keep-log", "-1h", "--db", db}, 2, "keep-log"},
		"ErrServeKeys":      {[]string{"serve", "--jwt-key", "a", "--jwt-key-file", "b"}, 2, "contradict"},
		"ErrServeMemory":    {[]string{"serve", "--db", "memory", "--migrate=false"}, 2, "memory"},
	} {
		t.Run(name, func(t *testing.T) {
			if code, out, errs := parley(c.args...); code != c.code || !strings.Contains(errs, c.word) {
				t.Errorf("%d %s %s, want %d and %q", code, out, errs, c.code, c.word)
			}
		})
	}
	for _, path := range []string{absent, out} {
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
}

// full is a disk that is.
type full struct{ room int }

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if len(b) > f.room {
		return f.room, errFull
	}
	f.room -= len(b)
	return len(b), nil
}

func TestExportSaysThatItIsNotWhole(t *testing.T) {
	db := filepath.Join(t.TempDir(), "parley.db")
	succeed(t, "migrate", "up", "--db", db)
	var errs safeBuffer
	none := func(string) (string, bool) { return "", false }
	code := run(t.Context(), []string{"export", "room", "lobby", "--db", db}, none, &full{room: 100}, &errs)
	if code != 1 || !strings.Contains(errs.String(), errFull.Error()) || !strings.Contains(errs.String(), "not whole") {
		t.Errorf("%d %s", code, errs.String())
	}
}
