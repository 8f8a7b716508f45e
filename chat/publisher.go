package chat

import "context"

// A Publisher tells subscribers about what happened in rooms, and in the logs of users:
// an event whose Room has an Owner is for that user alone (see UserLog).
//
// Publish delivers one committed event, with its Message, Member, About and By filled as
// far as they apply; what it is about may be gone by then. The module calls it in Rev order per room, one call at a time
// per room, and again with the same event after an error: so subscribers get every
// event at least once and in order. An error means that the event may not have
// reached everybody; nil means that it was handed over for all of them. Publish
// keeps nothing of ev after it returned, honours ctx, is safe for concurrent use
// across rooms, and does not wait for slow subscribers.
type Publisher interface {
	Publish(ctx context.Context, ev Event) error
}

// PublisherFunc lets a function be a Publisher.
type PublisherFunc func(ctx context.Context, ev Event) error

// Publish calls f.
func (f PublisherFunc) Publish(ctx context.Context, ev Event) error { return f(ctx, ev) }
