package chat

import (
	"context"
	"errors"
	"time"
)

// PaceStore holds people to the pace of a room.
type PaceStore interface {
	// AddMessageIf is AddMessage, but asks may about a message that is new, in the same
	// step, with the room as it was before and when it last stored one of the author's
	// there: that one's CreatedAt, or zero. It must not call the store, and may run more
	// than once. An error it returns ends it without a trace and is returned, wrapped.
	AddMessageIf(ctx context.Context, m Message, may func(r Room, last time.Time) error) (Message, bool, error)
}

// A slowError is an ErrSlowMode that knows when to come back.
type slowError struct{ wait time.Duration }

func (e *slowError) Error() string {
	return "slow mode: the next message may come in " + seconds(e.wait) + " s"
}
func (e *slowError) Is(target error) bool { return target == ErrSlowMode }
func (e *slowError) pause() time.Duration { return e.wait }

// add stores a new message, if the pace of the room allows it. One that is posted again is
// no new one, and those whom the policy lets be quicker are not asked.
func (c *core) add(ctx context.Context, r Room, msg Message) (Message, bool, error) {
	if r.SlowModeMs == 0 {
		return c.store.AddMessage(ctx, msg)
	}
	err := c.can(ctx, msg.AuthorID, ActionSkipSlowMode, Target{Room: r})
	switch {
	case err == nil:
		return c.store.AddMessage(ctx, msg)
	case !errors.Is(err, ErrForbidden):
		return Message{}, false, err
	}
	return c.store.AddMessageIf(ctx, msg, func(r Room, last time.Time) error {
		next := last.Add(time.Duration(r.SlowModeMs) * time.Millisecond)
		if wait := next.Sub(msg.CreatedAt); !last.IsZero() && wait > 0 {
			// Of a clock that was set back, no more than the pace is believed.
			return &slowError{min(wait, time.Duration(r.SlowModeMs)*time.Millisecond)}
		}
		return nil
	})
}
