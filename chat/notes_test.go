package chat_test

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/parleychat/parley/chat"
)

// notes are a consumer's: what it was told of each log, as "rev text" for messages and
// "rev kind" for everything else.
type notes struct {
	mu   sync.Mutex
	logs map[chat.RoomID][]string
	// fails says what becomes of an event before it is noted. Default nil: nothing fails.
	fails func(ctx context.Context, ev chat.Event) error
}

// take is what the consumer does with an event.
func (n *notes) take(ctx context.Context, ev chat.Event) error {
	if n.fails != nil {
		if err := n.fails(ctx, ev); err != nil {
			return err
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.logs == nil {
		n.logs = map[chat.RoomID][]string{}
	}
	what := string(ev.Kind)
	if ev.Message != nil {
		what = ev.Message.Text
	}
	n.logs[ev.Room] = append(n.logs[ev.Room], fmt.Sprint(ev.Rev, " ", what))
	return nil
}

// of is what was told of one log.
func (n *notes) of(log chat.RoomID) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.logs[log], ", ")
}

// String is everything that was told.
func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.logs) == 0 {
		return ""
	}
	return fmt.Sprint(n.logs)
}

// consume starts the consumer "mail", which takes notes.
func (w *world) consume(n *notes, opts *chat.ConsumeOptions) {
	w.Helper()
	if err := w.Consume("mail", n.take, opts); err != nil {
		w.Fatal(err)
	}
}

// end shuts the module down, which waits until consumers were told.
func (w *world) end() {
	w.Helper()
	if err := w.Shutdown(context.Background()); err != nil {
		w.Fatal(err)
	}
}

// say posts to a room of its own.
func (w *world) say(author chat.User, room chat.RoomID, text string) chat.Message {
	w.Helper()
	m, _, err := w.Post(w.Context(), author.ID, room, chat.Draft{Text: text})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// open makes a public room.
func (w *world) open(owner chat.User, slug string) chat.Room {
	w.Helper()
	r, err := w.CreateRoom(w.Context(), owner.ID, chat.RoomDraft{Slug: slug, Name: slug})
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// letters are the dead letters of the consumer "mail", as "rev attempts reason".
func (w *world) letters() string {
	w.Helper()
	list, more, err := w.DeadLetters(w.Context(), "mail", "", 0, 100)
	if err != nil || more {
		w.Fatal(more, err)
	}
	all := make([]string, len(list))
	for i, l := range list {
		all[i] = fmt.Sprint(l.Rev, " ", l.Attempts, " ", l.Reason)
	}
	return strings.Join(all, ", ")
}
