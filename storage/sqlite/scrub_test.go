package sqlite_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// An author writes things that can be found again in the bytes of a file.
type author struct {
	testing.TB
	*sqlite.Store
	user chat.UserID
	// needle is in everything that the author writes.
	needle string
	n      int
}

// text is of that length, with the needle at its start, in its middle and at its end.
func (a *author) text(size int) string {
	a.n++
	half := strings.Repeat(".", size/2)
	return fmt.Sprintf("%s-%d%s%s%s%s", a.needle, a.n, half, a.needle, half, a.needle)
}

// say adds a message to the lobby and edits it.
func (a *author) say(size int) chat.MessageID {
	a.Helper()
	m := note(a.text(1))
	m.ID, m.AuthorID, m.Text = chat.MessageID(rand.Text()), a.user, a.text(size)
	m.CreatedAt = m.CreatedAt.Add(time.Duration(a.n) * time.Second)
	if _, _, err := a.AddMessage(a.Context(), m); err != nil {
		a.Fatal(err)
	}
	c := chat.Change{Kind: chat.MessageUpdated, Actor: a.user, ClientID: a.text(1)}
	_, err := a.UpdateMessage(a.Context(), m.ID, c, func(m *chat.Message) error { m.Text = a.text(size / 2); return nil })
	if err != nil {
		a.Fatal(err)
	}
	return m.ID
}

// found is how often the needle is in the files of the database.
func found(t testing.TB, path, needle string) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(text, []byte(needle)); n > 0 {
			all[filepath.Base(name)] = n
		}
	}
	return all
}

// TestNoByteIsLeft of somebody who was erased, nor of messages that expired.
func TestNoByteIsLeft(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, &sqlite.Options{Relaxed: true})
	ann := &author{TB: t, Store: s, user: "ann", needle: "needle-of-ann"}
	bob := &author{TB: t, Store: s, user: "bob", needle: "needle-of-bob"}
	for _, a := range []*author{ann, bob} {
		_, err := s.SaveUser(t.Context(), chat.User{
			ID: a.user, Subject: a.text(1), DisplayName: a.text(1), AvatarURL: a.text(100), ProfileURL: a.text(5000),
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.StartConsumer(t.Context(), "mirror"); err != nil {
		t.Fatal(err)
	}
	for i := range 150 {
		bob.say(i * 3)
		m := ann.say(i * i) // from a few bytes to several pages
		if i%10 == 0 {
			stored, err := s.Message(t.Context(), m)
			l := chat.Letter{Consumer: "mirror", Room: "lobby", Rev: stored.Rev, Reason: ann.text(300)}
			if err := errors.Join(err, s.AddLetter(t.Context(), l)); err != nil {
				t.Fatal(err)
			}
		}
		if i%3 == 0 {
			erase := func(m *chat.Message) error { m.Text, m.DeletedAt = "", m.CreatedAt; return nil }
			if _, err := s.UpdateMessage(t.Context(), m, chat.Change{Kind: chat.MessageDeleted}, erase); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(found(t, path, ann.needle)) == 0 || len(found(t, path, bob.needle)) == 0 {
		t.Fatal("the test looks in the wrong place")
	}
	if _, err := s.EraseUser(t.Context(), chat.User{ID: "ann", Provider: "erased", Subject: "ann"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := found(t, path, ann.needle); len(left) > 0 {
		t.Errorf("of Ann is left: %v", left)
	}
	if len(found(t, path, bob.needle)) == 0 {
		t.Error("nothing is left of Bob")
	}
	// What the log quotes of Bob is a client ID, which goes with pruning.
	later := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := s.ExpireMessages(t.Context(), "lobby", later, 10_000, later)
	if err := errors.Join(err, s.DropConsumer(t.Context(), "mirror")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PruneEvents(t.Context(), "lobby", later, 10_000); err != nil {
		t.Fatal(err)
	}
	if _, err := s.EraseUser(t.Context(), chat.User{ID: "bob", Provider: "erased", Subject: "bob"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := found(t, path, bob.needle); len(left) > 0 {
		t.Errorf("of Bob is left: %v", left)
	}
}

// TestScrubWaitsForReaders shows that somebody who reads an older state is waited for,
// and that it is an error if they do not end.
func TestScrubWaitsForReaders(t *testing.T) {
	path := file(t)
	s := withRoom(t, path, &sqlite.Options{BusyTimeout: 50 * time.Millisecond})
	post(t, s, 1)
	reader := reading(t, path)
	if _, _, err := s.AddMessage(t.Context(), note("2")); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err == nil || !strings.Contains(err.Error(), "reading the database") {
		t.Fatalf("with a reader: %v", err)
	}
	dead, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Scrub(dead); !errors.Is(err, context.Canceled) {
		t.Errorf("without time: %v", err)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log: %v, %v", info, err)
	}
}

// reading is a transaction that sees the database as it is now.
func reading(t *testing.T, path string) *sql.Tx {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(t.Context(), "SELECT count(*) FROM chat_rooms").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return tx
}

// TestScrubOfOtherPools shows that a pool which leaves text in the file is not called
// clean.
func TestScrubOfOtherPools(t *testing.T) {
	path := file(t)
	withRoom(t, path, nil)
	for pragma, clean := range map[string]bool{"": false, "?_pragma=secure_delete(FAST)": false, "?_pragma=secure_delete(1)": true} {
		db, err := sql.Open("sqlite", "file:"+path+pragma)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Wrap(db, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Scrub(t.Context()); (err == nil) != clean || err != nil && !strings.Contains(err.Error(), "secure_delete") {
			t.Errorf("with %q: %v", pragma, err)
		}
		if err := errors.Join(s.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	}
}

// TestScrubInMemory has nothing to do.
func TestScrubInMemory(t *testing.T) {
	s := withRoom(t, sqlite.Memory, nil)
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err == nil {
		t.Error("a closed store was scrubbed")
	}
}
