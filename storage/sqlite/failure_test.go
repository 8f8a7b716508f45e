package sqlite_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestFullDisk has no room for another page.
func TestFullDisk(t *testing.T) {
	s := withRoom(t, file(t), nil)
	drivertest.Post(t, s, 1)
	limit := func(pages int) {
		if _, err := s.Writer().DB.ExecContext(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // SQLite takes the present size instead
	big := drivertest.Note("big")
	big.Text = strings.Repeat("x", 1<<20)
	_, _, err := s.AddMessage(t.Context(), big)
	if err == nil || errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrExists) {
		t.Fatalf("AddMessage on a full disk: %v", err)
	}
	if clients, err := drivertest.Holes(t.Context(), s); err != nil || len(clients) != 1 {
		t.Errorf("%d messages after the failure: %v", len(clients), err)
	}
	limit(1 << 30)
	if m, _, err := s.AddMessage(t.Context(), big); err != nil || m.Seq != 2 {
		t.Errorf("seq %d once there is room: %v", m.Seq, err)
	}
}

// TestErrorsByCode breaks every constraint there is: only the keys are ErrExists.
func TestErrorsByCode(t *testing.T) {
	s := withRoom(t, file(t), nil)
	drivertest.Post(t, s, 1)
	for name, c := range map[string]struct {
		sql    string
		unique bool
	}{
		"PrimaryKey": {`INSERT INTO chat_revocations VALUES ('a', ''), ('a', '')`, true},
		"Unique":     {`UPDATE chat_messages SET id = 'x'; INSERT INTO chat_messages SELECT 'y', room_id, seq, rev, author_id, 'c', text, reply_to, thread, main, NULL, NULL, NULL, '', NULL, '' FROM chat_messages`, true},
		"ForeignKey": {`INSERT INTO chat_events VALUES ('none', 1, '', '', '', '', NULL)`, false},
		"NotNull":    {`INSERT INTO chat_revocations VALUES ('b', NULL)`, false},
		"Check":      {`UPDATE chat_rooms SET pruned = rev + 1`, false},
		"Type":       {`UPDATE chat_rooms SET rev = 'x'`, false},
		"Syntax":     {`SELEKT`, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Writer().DB.ExecContext(t.Context(), c.sql)
			if err == nil || sqlite.Unique(err) != c.unique || sqlite.Busy(err) {
				t.Errorf("unique %t: %v", sqlite.Unique(err), err)
			}
			if sqlite.Unique(nil) || sqlite.Unique(errors.New("UNIQUE constraint failed (2067)")) {
				t.Error("an error is told by its text")
			}
		})
	}
}

// TestDamagedFile is an outage: what cannot be read is not missing.
func TestDamagedFile(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, nil)
	drivertest.Post(t, s, 300)
	damage(t, s, path)
	s = unmigrated(t, path, nil)
	_, message := s.Message(t.Context(), "message-1")
	_, user := s.User(t.Context(), "ann")
	_, revoked := s.Revoked(t.Context(), "t", time.Now())
	_, history := s.Messages(t.Context(), chat.MessageQuery{Room: "lobby", Limit: 10})
	_, _, add := s.AddMessage(t.Context(), drivertest.Note("new"))
	_, cursor := s.Cursor(t.Context(), "mirror", "lobby")
	_, behind := s.Behind(t.Context(), "mirror", "", 10)
	for what, err := range map[string]error{
		"Message": message, "User": user, "Revoked": revoked, "Messages": history, "AddMessage": add, "Cursor": cursor, "Behind": behind,
	} {
		if err == nil || errors.Is(err, chat.ErrNotFound) || errors.Is(err, chat.ErrExists) {
			t.Errorf("%s of a damaged file: %v", what, err)
		}
	}
}

// damage closes the store and overwrites the first page of every table and index. The
// schema is left alone, so that the file can still be opened.
func damage(t *testing.T, s *sqlite.Store, path string) {
	t.Helper()
	const page = 4096
	var roots string
	err := s.Reader().QueryRowContext(t.Context(),
		`SELECT json_group_array(rootpage) FROM sqlite_schema WHERE rootpage > 0`).Scan(&roots)
	var numbers []int64
	err = errors.Join(err, json.Unmarshal([]byte(roots), &numbers), s.Close())
	f, err2 := os.OpenFile(path, os.O_RDWR, 0)
	if err := errors.Join(err, err2); err != nil || len(numbers) == 0 {
		t.Fatalf("%d pages: %v", len(numbers), err)
	}
	for _, n := range numbers {
		_, err2 := f.WriteAt(bytes.Repeat([]byte{0xa5}, page), (n-1)*page)
		err = errors.Join(err, err2)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
