package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// aged makes a database whose lobby keeps messages for a day, with three from ten days
// ago and two from now.
func aged(t *testing.T, db string) {
	t.Helper()
	now := time.Now()
	d := database{db: db}
	s, err := d.openFresh(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	m, err := chat.New(s, chat.AuthenticatorFunc(nil), &chat.Options{SweepEvery: -1, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err, s.Close())
	}
	keep := 1
	ann, err := m.SignIn(t.Context(), chat.Identity{Provider: "guest", Subject: "ann", Name: "Ann"})
	now = now.AddDate(0, 0, -10)
	if err == nil {
		_, err = m.ManageRoom(t.Context(), "", m.Lobby(), chat.RoomEdit{RetentionDays: &keep})
	}
	for i := range 5 {
		if i == 3 {
			now = now.AddDate(0, 0, 10)
		}
		if err == nil {
			_, _, err = m.Post(t.Context(), ann.ID, m.Lobby(), chat.Draft{Text: fmt.Sprint("m", i+1)})
		}
	}
	if err := errors.Join(err, m.Shutdown(t.Context()), s.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestSweep: the command removes what rooms and logs keep no longer, once, and says how
// much that was; who asks for what is gone is told to start afresh.
func TestSweep(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, fresh func(t *testing.T) string) {
		db := fresh(t)
		aged(t, db)
		for _, step := range []struct{ args, want string }{
			{"", "3 messages and 0 events removed"},
			{"", "0 messages and 0 events removed"},
			{"--keep-log 1h", "0 messages and 4 events removed"}, // of the room, and of what was old
			{"--keep-log 1h", "0 messages and 0 events removed"},
		} {
			args := append([]string{"sweep", "--db", db}, strings.Fields(step.args)...)
			if out := succeed(t, args...); !strings.HasPrefix(out, step.want) {
				t.Errorf("%s: it says %s, want %s", step.args, out, step.want)
			}
		}
		p := on(t, db)
		p.restart()
		var page struct{ Items []struct{ Text string } }
		p.nobody().must(200, "GET /api/v1/rooms/lobby/messages", nil, &page)
		if got := fmt.Sprint(page.Items); got != "[{m4} {m5}]" {
			t.Errorf("left %s", got)
		}
		for after, want := range map[int]int{0: 410, 3: 410, 4: 200} {
			p.nobody().must(want, fmt.Sprint("GET /api/v1/rooms/lobby/events?after=", after), nil, nil)
		}
	})
}
