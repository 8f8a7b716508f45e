package sqlite_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
)

// TestRoomListIsOneQuery: 500 rooms with what is unread in them, who is called and what was
// said last are read at once.
func TestRoomListIsOneQuery(t *testing.T) {
	s, spy := withRoom(t, file(t), nil), &drivertest.Spy{}
	s.Hook(watched{hook{spy}}) // before there is a module, which works in the background too
	nobody := chat.AuthenticatorFunc(func(*http.Request) (chat.Identity, error) { return chat.Identity{}, chat.ErrUnauthenticated })
	m, err := chat.New(s, nobody, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown(t.Context()) })
	ann, err := m.SignIn(t.Context(), chat.Identity{Provider: "p", Subject: "ann", Handle: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	bob, err := m.SignIn(t.Context(), chat.Identity{Provider: "p", Subject: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	const many = 500
	for i := range many {
		r, err := m.CreateRoom(t.Context(), bob.ID, chat.RoomDraft{Kind: chat.Private, Name: fmt.Sprint("Room ", i), Members: []chat.UserID{ann.ID}})
		if err == nil {
			_, _, err = m.Post(t.Context(), bob.ID, r.ID, chat.Draft{Text: "Hi @ann"})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.WithValue(t.Context(), watchedKey{}, true)
	list, next, err := m.RoomList(ctx, ann.ID, chat.RoomFilter{Joined: true}, "", many)
	if queries := spy.Take(); err != nil || len(list) != many || next != "" || len(queries) != 1 {
		t.Fatalf("%d rooms, %d queries, %v: %.1000v", len(list), len(queries), err, queries)
	}
	for _, e := range list {
		if e.Unread.Count != 1 || e.Unread.Mentions != 1 || e.Last.Text != "Hi @ann" || e.Last.Author.ID != bob.ID || e.Member.Role != chat.RoleMember {
			t.Fatalf("%+v", e)
		}
	}
}

// watched is a hook for what is asked with a context that has watchedKey.
type watched struct{ hook }

type watchedKey struct{}

func (w watched) AfterQuery(ctx context.Context, ev *bun.QueryEvent) {
	if ctx.Value(watchedKey{}) != nil {
		w.hook.AfterQuery(ctx, ev)
	}
}
