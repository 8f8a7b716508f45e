package drivertest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// A Store is a store of a driver.
type Store interface {
	chat.Storage
	Close() error
}

// A Driver keeps what its stores hold.
type Driver struct {
	// New makes a database with a current schema, and tells how to open a store on it. The
	// end of the test closes those that are not closed yet.
	New func(t *testing.T) (open func(t *testing.T) Store)
	// Revocations counts what is kept of them.
	Revocations func(t *testing.T, s Store) int
}

// Run checks what any driver owes beside the suite.
func (d Driver) Run(t *testing.T) {
	t.Run("CursorsSurvive", d.cursorsSurvive)
	t.Run("TwoStores", d.twoStores)
	t.Run("TwoStoresStart", d.twoStoresStart)
	t.Run("PanicInChange", d.panicInChange)
	t.Run("ImpossibleTimes", d.impossibleTimes)
	t.Run("RevocationsAreForgotten", d.revocationsAreForgotten)
	t.Run("UnreadFarAway", d.unreadFarAway)
}

// withLobby opens a store on a new database.
func (d Driver) withLobby(t *testing.T) (s Store, open func(t *testing.T) Store) {
	t.Helper()
	open = d.New(t)
	s = open(t)
	MakeLobby(t, s)
	return s, open
}

// cursorsSurvive the process: that is what they are for.
func (d Driver) cursorsSurvive(t *testing.T) {
	s, open := d.withLobby(t)
	Post(t, s, 5)
	err := s.StartConsumer(t.Context(), "late")
	_, _, err2 := s.AddMessage(t.Context(), Note("6"))
	err = errors.Join(err, err2, s.MoveCursor(t.Context(), "late", Lobby, 6))
	_, _, err2 = s.AddMessage(t.Context(), Note("7"))
	if err := errors.Join(err, err2, s.Close()); err != nil {
		t.Fatal(err)
	}
	s = open(t)
	err = s.StartConsumer(t.Context(), "late") // as every start does
	rev, err2 := s.Cursor(t.Context(), "late", Lobby)
	behind, err3 := s.Behind(t.Context(), "late", "", 10)
	if err := errors.Join(err, err2, err3); err != nil || rev != 6 || !slices.Equal(behind, []chat.RoomID{Lobby}) {
		t.Errorf("cursor at %d, behind in %v: %v", rev, behind, err)
	}
}

// twoStores write to one database at once, as two processes would.
func (d Driver) twoStores(t *testing.T) {
	s, open := d.withLobby(t)
	failed := make(chan error)
	for i, s := range []Store{s, open(t)} {
		for w := range 4 {
			go func() {
				var err error
				for n := 0; n < 25 && err == nil; n++ {
					_, _, err = s.AddMessage(t.Context(), Note(fmt.Sprint(i, "-", w, "-", n)))
				}
				failed <- err
			}()
		}
	}
	for range 8 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	clients, err := Holes(t.Context(), s)
	if err != nil || len(clients) != 200 {
		t.Errorf("%d messages: %v", len(clients), err)
	}
}

// twoStoresStart one consumer at once, as two processes would.
func (d Driver) twoStoresStart(t *testing.T) {
	s, open := d.withLobby(t)
	Post(t, s, 1)
	stores := []Store{s, open(t)}
	type result struct {
		rev int64
		err error
	}
	results := make(chan result)
	for i := range 10 {
		s := stores[i%2]
		go func() {
			err := s.StartConsumer(t.Context(), "mirror")
			rev, err2 := s.Cursor(t.Context(), "mirror", Lobby)
			results <- result{rev, errors.Join(err, err2)}
		}()
	}
	for range 10 {
		if r := <-results; r.err != nil || r.rev != 1 {
			t.Errorf("cursor at %d: %v", r.rev, r.err)
		}
	}
}

// panicInChange leaves the store usable.
func (d Driver) panicInChange(t *testing.T) {
	s, _ := d.withLobby(t)
	Post(t, s, 1)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_, _ = s.UpdateMessage(t.Context(), "message-1", chat.Change{}, func(*chat.Message) error { panic("mine") })
	}()
	if m, _, err := s.AddMessage(t.Context(), Note("2")); err != nil || m.Seq != 2 {
		t.Errorf("seq %d: %v", m.Seq, err)
	}
}

// impossibleTimes are refused instead of being stored as something unreadable.
func (d Driver) impossibleTimes(t *testing.T) {
	s, _ := d.withLobby(t)
	for _, year := range []int{-1, 0, 10_000, 300_000} {
		m := Note(fmt.Sprint(year))
		m.CreatedAt = time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
		if _, _, err := s.AddMessage(t.Context(), m); err == nil {
			t.Errorf("year %d was stored", year)
		}
	}
	if clients, err := Holes(t.Context(), s); err != nil || len(clients) != 0 {
		t.Errorf("%d messages: %v", len(clients), err)
	}
}

// revocationsAreForgotten once they have served their time.
func (d Driver) revocationsAreForgotten(t *testing.T) {
	s := d.New(t)(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	err := errors.Join(s.Revoke(t.Context(), "old", now), s.Revoke(t.Context(), "new", now.AddDate(0, 0, 2)))
	_, err2 := s.Revoked(t.Context(), "old", now.AddDate(0, 0, 1))
	if err := errors.Join(err, err2, s.Revoke(t.Context(), "newer", now.AddDate(0, 0, 2))); err != nil {
		t.Fatal(err)
	}
	if n := d.Revocations(t, s); n != 2 {
		t.Errorf("%d revocations are kept", n)
	}
}

// unreadFarAway is what others said after much of one's own.
func (d Driver) unreadFarAway(t *testing.T) {
	s, _ := d.withLobby(t)
	list := make([]chat.Message, 2500)
	for i := range list {
		list[i] = Note(fmt.Sprint(i + 1))
		list[i].Seq = int64(i + 1)
		if i >= len(list)-3 {
			list[i].AuthorID = "bob"
		}
	}
	_, err := s.ImportMessages(t.Context(), Lobby, list)
	_, _, err2 := s.AddMember(t.Context(), chat.Member{Room: Lobby, User: "ann"}, "ann")
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	got, err := s.Unread(t.Context(), "ann", "", 10)
	if err != nil || len(got) != 1 || got[0].Count != 3 || got[0].LastSeq != 2500 {
		t.Errorf("unread: %+v: %v", got, err)
	}
	if one, err := s.UnreadIn(t.Context(), Lobby, "ann"); err != nil || len(got) != 1 || one != got[0] {
		t.Errorf("unread in the lobby: %+v: %v", one, err)
	}
}
