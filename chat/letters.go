package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxReason is the most bytes that a letter keeps of an error.
const maxReason = 1000

// giveUp makes a dead letter of an event that was tried often enough, so that the room
// goes on without it. It tells whether it was.
func (c *cursors) giveUp(q *roomLog, ev Event, tries int, why error) (bool, error) {
	if c == nil || c.attempts == 0 || tries < c.attempts {
		return false, nil
	}
	if err := q.d.ctx.Err(); err != nil {
		return false, err // it failed because it was told to end
	}
	l := Letter{Consumer: c.name, Room: q.room, Rev: ev.Rev, Attempts: tries, Reason: shortReason(why), At: q.d.now()}
	err := q.retry("keep dead letter", func() error {
		// Neither the room nor the consumer comes back: there is nobody to write to.
		return gone(q.d.store.AddLetter(q.d.ctx, l))
	})
	if err != nil {
		return false, err
	}
	q.cursor = ev.Rev
	q.d.log.Error("chat: gave up on an event", "consumer", c.name, "room", q.room, "rev", ev.Rev, "attempts", tries, "err", why)
	return true, nil
}

// shortReason is the error in words that every database can keep.
func shortReason(err error) string {
	s := strings.ReplaceAll(strings.ToValidUTF8(err.Error(), "\uFFFD"), "\x00", "\uFFFD")
	if len(s) <= maxReason {
		return s
	}
	cut := maxReason
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// DeadLetters returns at most limit events that the consumer could not be told of (see
// ConsumeOptions.Attempts), in the order of Room and Rev from the first above (room,
// rev), and whether there are more. It asks no permission, and knows those of consumers
// that do not run here too.
func (m *Module) DeadLetters(ctx context.Context, consumer string, room RoomID, rev int64, limit int) ([]Letter, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.DeadLetters", err)
	}
	defer m.busy.Done()
	if limit < 1 {
		return nil, false, opError("chat.DeadLetters", &FieldError{Field: "limit", Code: "min", Reason: "must be positive"})
	}
	list, err := m.store.Letters(ctx, consumer, room, rev, limit+1)
	if err != nil {
		return nil, false, opError("chat.DeadLetters", err)
	}
	return list[:min(limit, len(list))], len(list) > limit, nil
}

// Redeliver tells the consumer, which must run here, once more of the event of a dead
// letter, with the current state of what it is about and out of its order. If that goes
// well the letter is removed; else it stays, and the error is returned. ErrNotFound:
// there is no such letter, or the consumer does not run here. ErrGone: the log no longer
// holds the event; DropLetter is all that is left to do.
func (m *Module) Redeliver(ctx context.Context, consumer string, room RoomID, rev int64) error {
	if err := m.begin(); err != nil {
		return opError("chat.Redeliver", err)
	}
	defer m.busy.Done()
	return opError("chat.Redeliver", m.redeliver(ctx, consumer, room, rev))
}

func (m *Module) redeliver(ctx context.Context, consumer string, room RoomID, rev int64) error {
	d := m.dispatch.running(consumer)
	if d == nil {
		return fmt.Errorf("consumer %q does not run here: %w", consumer, ErrNotFound)
	}
	ev, err := m.eventOf(ctx, consumer, room, rev)
	if err != nil {
		return err
	}
	if err := d.pub.Publish(ctx, ev); err != nil {
		return err
	}
	// Somebody who redelivered it at the same time may have removed it.
	return gone(m.store.RemoveLetter(ctx, consumer, room, rev))
}

// eventOf reads the event of a letter.
func (m *Module) eventOf(ctx context.Context, consumer string, room RoomID, rev int64) (Event, error) {
	list, err := m.store.Letters(ctx, consumer, room, rev-1, 1)
	if err != nil {
		return Event{}, err
	}
	if len(list) == 0 || list[0].Room != room || list[0].Rev != rev {
		return Event{}, fmt.Errorf("letter of rev %d in room %s: %w", rev, room, ErrNotFound)
	}
	events, err := m.store.Events(ctx, room, rev-1, 1)
	if err == nil {
		events, err = m.hydrate(ctx, events)
	}
	if err == nil && len(events) == 0 || errors.Is(err, ErrNotFound) {
		err = ErrGone
	}
	if err != nil {
		return Event{}, err
	}
	return events[0], nil
}

// DropLetter removes a dead letter that nobody needs any more. ErrNotFound: there is no
// such letter.
func (m *Module) DropLetter(ctx context.Context, consumer string, room RoomID, rev int64) error {
	if err := m.begin(); err != nil {
		return opError("chat.DropLetter", err)
	}
	defer m.busy.Done()
	return opError("chat.DropLetter", m.store.RemoveLetter(ctx, consumer, room, rev))
}
