package publishertest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// A Node is a Publisher with what its subscribers see.
type Node struct {
	Publisher chat.Publisher
	// Subscribe starts a subscriber of the room; what it gets from then on arrives at
	// the channel. A subscriber whose channel is not read is a slow one.
	Subscribe func(room chat.RoomID) <-chan chat.Event
}

// A promise is a sentence of the interface's comment with what must hold. The check
// returns an error rather than failing a test, so that the suite itself is tested.
type promise struct {
	name  string
	check func(ctx context.Context, n Node) error
}

// patience bounds the wait for a delivery that never comes; only a broken publisher
// makes anybody wait for it.
const patience = time.Minute

// Run checks every promise on a fresh Node each.
func Run(t *testing.T, open func(t *testing.T) Node) {
	for _, p := range promises {
		t.Run(p.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := p.check(ctx, open(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

var promises = []promise{
	{"delivers the event with what it is about", deliversWhole},
	{"reaches every subscriber of the room and no others", reachesItsRoom},
	{"in Rev order", keepsOrder},
	{"again with the same event after an error", deliversAgain},
	{"keeps nothing of ev after it returned", keepsNothing},
	{"honours ctx", honoursContext},
	{"safe for concurrent use across rooms", concurrentRooms},
	{"does not wait for slow subscribers", doesNotWait},
}

// event is the event of a message that was created.
func event(room chat.RoomID, rev int64) chat.Event {
	at := time.Date(2026, 11, 22, 10, 0, 0, 123456000, time.UTC)
	author := chat.User{ID: "ann", DisplayName: "Ann <b>& Co</b>", AvatarURL: "https://a.example/1.png"}
	msg := chat.Message{ID: chat.MessageID(fmt.Sprintf("m%d", rev)), Room: room, Seq: rev, Rev: rev, AuthorID: author.ID,
		Author: author, ClientID: fmt.Sprintf("c%d", rev), Text: fmt.Sprintf("text %d \u2028 <script> 🙂", rev), CreatedAt: at}
	return chat.Event{Room: room, Rev: rev, Kind: chat.MessageCreated, Object: string(msg.ID), Actor: author.ID,
		ClientID: msg.ClientID, At: at, Message: &msg, By: &author}
}

// expect waits for the event.
func expect(ctx context.Context, from <-chan chat.Event, want chat.Event) error {
	select {
	case got := <-from:
		if got.Room != want.Room || got.Rev != want.Rev || got.Kind != want.Kind || got.Message == nil || got.Message.Text != want.Message.Text {
			return fmt.Errorf("got %+v (message %+v), want rev %d of %s with text %q", got, got.Message, want.Rev, want.Room, want.Message.Text)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("rev %d of %s never arrived", want.Rev, want.Room)
	}
}

func deliversWhole(ctx context.Context, n Node) error {
	from, want := n.Subscribe("a"), event("a", 1)
	if err := n.Publisher.Publish(ctx, want); err != nil {
		return err
	}
	select {
	case got := <-from:
		if got.Message == nil || *got.Message != *want.Message || got.By == nil || *got.By != *want.By ||
			got.Room != want.Room || got.Rev != want.Rev || got.Kind != want.Kind || got.Object != want.Object ||
			got.Actor != want.Actor || got.ClientID != want.ClientID || !got.At.Equal(want.At) {
			return fmt.Errorf("got %+v with %+v by %+v, want %+v", got, got.Message, got.By, want)
		}
		return nil
	case <-ctx.Done():
		return errors.New("the event never arrived")
	}
}

func reachesItsRoom(ctx context.Context, n Node) error {
	one, two, other := n.Subscribe("a"), n.Subscribe("a"), n.Subscribe("b")
	for _, ev := range []chat.Event{event("a", 1), event("b", 7)} {
		if err := n.Publisher.Publish(ctx, ev); err != nil {
			return err
		}
	}
	return errors.Join(expect(ctx, one, event("a", 1)), expect(ctx, two, event("a", 1)), expect(ctx, other, event("b", 7)))
}

func keepsOrder(ctx context.Context, n Node) error {
	from := n.Subscribe("a")
	for rev := int64(1); rev <= 100; rev++ {
		if err := n.Publisher.Publish(ctx, event("a", rev)); err != nil {
			return err
		}
	}
	for rev := int64(1); rev <= 100; rev++ {
		if err := expect(ctx, from, event("a", rev)); err != nil {
			return err
		}
	}
	return nil
}

// deliversAgain: the module repeats an event whose Publish failed; a publisher that
// takes it for one it has seen would lose it.
func deliversAgain(ctx context.Context, n Node) error {
	from := n.Subscribe("a")
	for range 2 {
		if err := n.Publisher.Publish(ctx, event("a", 1)); err != nil {
			return err
		}
	}
	return errors.Join(expect(ctx, from, event("a", 1)), expect(ctx, from, event("a", 1)))
}

func keepsNothing(ctx context.Context, n Node) error {
	from, ev := n.Subscribe("a"), event("a", 1)
	if err := n.Publisher.Publish(ctx, ev); err != nil {
		return err
	}
	ev.Message.Text = "changed by the caller"
	return expect(ctx, from, event("a", 1))
}

func honoursContext(ctx context.Context, n Node) error {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := n.Publisher.Publish(ended, event("a", 1)); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("with a cancelled context: %v", err)
	}
	return nil
}

func concurrentRooms(ctx context.Context, n Node) error {
	const rooms, revs = 20, 20
	failed := make(chan error, rooms)
	var wg sync.WaitGroup
	for i := range rooms {
		room := chat.RoomID(fmt.Sprintf("room%d", i))
		from := n.Subscribe(room)
		wg.Go(func() {
			for rev := int64(1); rev <= revs; rev++ {
				if err := n.Publisher.Publish(ctx, event(room, rev)); err != nil {
					failed <- err
					return
				}
				if err := expect(ctx, from, event(room, rev)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	return <-failed
}

func doesNotWait(ctx context.Context, n Node) error {
	n.Subscribe("a") // is never read
	from := n.Subscribe("a")
	for rev := int64(1); rev <= 200; rev++ {
		if err := n.Publisher.Publish(ctx, event("a", rev)); err != nil {
			return err
		}
		if err := expect(ctx, from, event("a", rev)); err != nil {
			return err
		}
	}
	return nil
}
