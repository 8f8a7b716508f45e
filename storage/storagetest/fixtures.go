package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/chat"
)

// noon is a time that every store can keep exactly.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

// ann is a user.
func ann() chat.User {
	return chat.User{
		ID: "user-ann", Provider: "github", Subject: "583231",
		DisplayName: "Ann", AvatarURL: "https://x.test/a.png", ProfileURL: "https://x.test/ann",
		CreatedAt: noon, UpdatedAt: noon.Add(time.Hour),
	}
}

// lobby is a public room.
func lobby() chat.Room {
	return chat.Room{
		ID: "room-lobby", Kind: chat.Public, Slug: "lobby", Name: "Lobby", Topic: "Anything",
		CreatedBy: "user-ann", CreatedAt: noon,
	}
}

// named is a room of that kind with an ID and slug of its own.
func named(id string, kind chat.RoomKind) chat.Room {
	r := lobby()
	r.ID, r.Slug, r.Kind = chat.RoomID(id), id, kind
	return r
}

// note is a message by Ann for the lobby; client tells one from another.
func note(client string) chat.Message {
	return chat.Message{
		ID: chat.MessageID("message-" + client), Room: "room-lobby", AuthorID: "user-ann",
		ClientID: client, Text: "text of " + client, CreatedAt: noon,
	}
}

// edit is an update that says that Ann edited something.
func edit() chat.Change {
	return chat.Change{Kind: chat.MessageUpdated, Actor: "user-ann", At: noon.Add(time.Minute)}
}

// setText is what an edit does.
func setText(text string) func(*chat.Message) error {
	return func(m *chat.Message) error {
		m.Text, m.EditedAt = text, noon.Add(time.Minute)
		return nil
	}
}

// erase is what a deletion does.
func erase(m *chat.Message) error {
	m.Text, m.DeletedAt, m.DeletedBy = "", noon.Add(time.Hour), "user-bob"
	return nil
}

// remove is the change of a deletion.
func remove() chat.Change {
	return chat.Change{Kind: chat.MessageDeleted, Actor: "user-bob", At: noon.Add(time.Hour)}
}

// withLobby wraps a check that needs the lobby.
func withLobby(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return func(ctx context.Context, s chat.Storage) error {
		if _, err := s.CreateRoom(ctx, lobby(), nil); err != nil {
			return err
		}
		return check(ctx, s)
	}
}

// post adds notes to the lobby.
func post(ctx context.Context, s chat.Storage, clients ...string) error {
	for _, c := range clients {
		if _, added, err := s.AddMessage(ctx, note(c)); err != nil || !added {
			return fmt.Errorf("adding %q: added %t, %w", c, added, orNone(err))
		}
	}
	return nil
}

// orNone is err in a form that can be wrapped when there is none.
func orNone(err error) error {
	if err == nil {
		return errors.New("no error")
	}
	return err
}

// same wants two values to be one, to the last bit.
func same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %.400s, want %.400s", what, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want))
	}
	return nil
}

// sameList wants two lists to be one.
func sameList[T comparable](what string, got, want []T) error {
	if !slices.Equal(got, want) {
		return fmt.Errorf("%s: got %.800s, want %.800s", what, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want))
	}
	return nil
}

// is wants err to be target.
func is(what string, err, target error) error {
	if !errors.Is(err, target) {
		return fmt.Errorf("%s: got %w, want %q", what, orNone(err), target)
	}
	return nil
}

// none wants there to be no error.
func none(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// rev wants the lobby to have that rev, and its log to hold as many events.
func rev(ctx context.Context, s chat.Storage, want int64) error {
	r, err := s.Room(ctx, "room-lobby")
	if err != nil {
		return err
	}
	events, err := s.Events(ctx, "room-lobby", 0, 10_000)
	if err != nil {
		return err
	}
	return errors.Join(same("rev of the room", r.Rev, want), same("length of the log", int64(len(events)), want))
}

// atOnce runs fn n times at once and joins the errors.
func atOnce(n int, fn func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = fn(i)
		})
	}
	close(start)
	wg.Wait()
	return errors.Join(errs...)
}

// quickly wants fn to return in less time than anything waits by itself.
func quickly(what string, fn func() error) error {
	done := make(chan error, 1)
	go func() { done <- fn() }()
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		return fmt.Errorf("%s: did not return", what)
	}
}

// ids is what tells the entries of a list apart.
func ids[T any](list []T, id func(T) string) []string {
	var all []string
	for _, x := range list {
		all = append(all, id(x))
	}
	return all
}

// without is the list without one.
func without[T any, ID comparable](list []T, one ID, id func(T) ID) []T {
	return slices.DeleteFunc(list, func(x T) bool { return id(x) == one })
}

// withoutLogs leaves the users' own logs out.
func withoutLogs(rooms []chat.RoomID) []chat.RoomID {
	return slices.DeleteFunc(rooms, func(id chat.RoomID) bool { _, own := id.Owner(); return own })
}

// A mortal context ends when it has been looked at so many times. So a call can be ended
// at any point between two of its steps, without a clock.
type mortal struct {
	context.Context
	end  context.CancelFunc
	left atomic.Int64
}

// endsAfter is ctx with an end after so many looks.
func endsAfter(ctx context.Context, looks int64) context.Context {
	ctx, end := context.WithCancel(ctx)
	m := &mortal{Context: ctx, end: end}
	m.left.Store(looks)
	return m
}

func (m *mortal) look() {
	if m.left.Add(-1) <= 0 {
		m.end()
	}
}

// Done implements context.Context.
func (m *mortal) Done() <-chan struct{} { m.look(); return m.Context.Done() }

// Err implements context.Context.
func (m *mortal) Err() error { m.look(); return m.Context.Err() }
