package drivertest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

var errHost = errors.New("the host says no")

func (h *hooked) commits(t *testing.T) {
	h.then = func(ctx context.Context, tx *sql.Tx, ev chat.Event) error {
		// What the store writes is there by then.
		var n int
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM host_rows`).Scan(&n)
		if err == nil && n != 1 {
			err = fmt.Errorf("%d rows within the transaction", n)
		}
		return err
	}
	if err := h.add(t, "1"); err != nil {
		t.Fatal(err)
	}
	h.is(t, []string{"message-1: text of 1"}, "1")
	if m := h.events[0].Message; m == nil || m.Seq != 1 || m.Rev != 1 || m.ClientID != "1" {
		t.Errorf("the hook was told of %+v", m)
	}
}

func (h *hooked) undoes(t *testing.T) {
	h.then = func(context.Context, *sql.Tx, chat.Event) error { return fmt.Errorf("a policy: %w", errHost) }
	err := h.add(t, "1")
	if !errors.Is(err, errHost) || !strings.Contains(err.Error(), "message.created 1") {
		t.Errorf("the error is %v", err)
	}
	h.is(t, nil)
	h.then = func(context.Context, *sql.Tx, chat.Event) error { return nil }
	if err := h.add(t, "2"); err != nil {
		t.Error(err)
	}
	h.is(t, []string{"message-2: text of 2"}, "2") // and no hole in the revs
}

func (h *hooked) eachEvent(t *testing.T) {
	_, err := h.s.CreateRoom(t.Context(), chat.Room{ID: "den", Kind: chat.Private},
		[]chat.Member{{User: "bob"}, {User: "ann"}})
	_, _, err2 := h.s.AddMember(t.Context(), chat.Member{Room: "den", User: "cat"}, "ann")
	err3 := h.add(t, "1")
	_, err4 := h.s.UpdateMessage(t.Context(), "message-1", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error {
		m.Text = "edited"
		return nil
	})
	if err := errors.Join(err, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, ev := range h.events {
		text := ""
		if ev.Message != nil {
			text = ev.Message.Text
		}
		got = append(got, fmt.Sprintf("%s %d in %s: %s %s", ev.Kind, ev.Rev, ev.Room, ev.Object, text))
	}
	want := []string{
		fmt.Sprintf("%s 1 in %s: den ", chat.RoomAdded, chat.UserLog("ann")),
		fmt.Sprintf("%s 1 in %s: den ", chat.RoomAdded, chat.UserLog("bob")),
		fmt.Sprintf("%s 1 in den: cat ", chat.MemberJoined),
		fmt.Sprintf("%s 1 in %s: den ", chat.RoomAdded, chat.UserLog("cat")),
		fmt.Sprintf("%s 1 in lobby: message-1 text of 1", chat.MessageCreated),
		fmt.Sprintf("%s 2 in lobby: message-1 edited", chat.MessageUpdated),
	}
	if !slices.Equal(got, want) {
		t.Errorf("the hook was called for\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func (h *hooked) repeat(t *testing.T) {
	if err := errors.Join(h.add(t, "1"), h.add(t, "1")); err != nil || len(h.events) != 1 {
		t.Errorf("called %d times for one message: %v", len(h.events), err)
	}
	h.is(t, []string{"message-1: text of 1"}, "1")
}

func (h *hooked) failure(t *testing.T) {
	lost := Note("1")
	lost.Room = "none"
	_, _, err := h.s.AddMessage(t.Context(), lost)
	if !errors.Is(err, chat.ErrNotFound) || len(h.events) != 0 {
		t.Errorf("called %d times without a room: %v", len(h.events), err)
	}
}

// dangling has the host's own row break the host's own foreign key.
func (h *hooked) dangling(t *testing.T) {
	h.then = func(ctx context.Context, tx *sql.Tx, ev chat.Event) error {
		return insertRow(ctx, tx, ev.Object, "orphan", "7")
	}
	if err := h.add(t, "1"); err == nil || len(h.events) != 1 {
		t.Errorf("after %d runs: %v", len(h.events), err)
	}
	h.is(t, nil)
}

// final has the hook fail as a database does that may soon be back.
func (h *hooked) final(t *testing.T) {
	h.then = func(context.Context, *sql.Tx, chat.Event) error { return fmt.Errorf("the host's queue: %w", io.EOF) }
	if err := h.add(t, "1"); !errors.Is(err, io.EOF) || len(h.events) != 1 {
		t.Errorf("after %d runs: %v", len(h.events), err)
	}
	h.is(t, nil)
}
