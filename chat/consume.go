package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ConsumeOptions are the optional parts of a consumer. A nil *ConsumeOptions is all
// defaults.
type ConsumeOptions struct {
	// FromStart has a new consumer begin with everything that the log still holds.
	// Default false: with what happens from now on. For one that is known already it
	// changes nothing.
	FromStart bool
	// Attempts is how often an event is tried before it becomes a dead letter (see
	// DeadLetters) and the room goes on without it. Negative: for ever. A restart begins
	// to count anew. Default 10, which takes about ten seconds.
	Attempts int
	// Timeout ends the context of one attempt. Negative: never. Default 30 s.
	Timeout time.Duration
}

// Consume has fn called with every committed event from now on, and after a restart that
// calls Consume with the same name, with all since it was last heard of: at least once,
// in Rev order per room, one call at a time per room and those of up to 32 rooms at once.
// Rooms are those of users too (see UserLog). fn acts for the host: whom it tells it reads
// from the Storage, which asks no Policy; see the example for mail. It is for work that must not be lost, such
// as mail, search or bills: the storage keeps how far the consumer is, and keeps the log
// until it was told; see DropConsumer for one that is not needed any more.
//
// An event comes with the current state of what it is about, as far as that is still
// there: Message is nil for one that expired. After an error, or a panic, which is
// logged, the event is read and tried again, with growing pauses of up to 5 s; after
// ConsumeOptions.Attempts it is put aside. What an import replaced or AdvanceRoom cut off
// is not told of. fn must honour its ctx, which ends after ConsumeOptions.Timeout and
// when Shutdown gives up waiting; what was cut off by that is told again after the next
// start, as is what fails since methods of the module are ErrClosed from Shutdown on.
//
// The name, 1 to 64 printable ASCII characters, must not be one of Options.Consumers or
// run already: ErrExists. If two processes run it on one database, each tells of what
// was written through it and of what it finds when it starts: an event may come to both,
// and how far the consumer is never goes back.
func (m *Module) Consume(name string, fn func(ctx context.Context, ev Event) error, opts *ConsumeOptions) error {
	if err := m.begin(); err != nil {
		return opError("chat.Consume", err)
	}
	defer m.busy.Done()
	if err := checkConsumerName(name); err != nil {
		return opError("chat.Consume", &FieldError{Field: "name", Code: "name", Reason: err.Error()})
	}
	if fn == nil {
		return opError("chat.Consume", errors.New("needs a function"))
	}
	o := opts.withDefaults()
	ctx, cancel := context.WithTimeout(context.Background(), m.opts.RequestTimeout)
	defer cancel()
	return opError("chat.Consume", m.startConsumer(ctx, m.told(fn, o.Timeout), newCursors(name, max(o.Attempts, 0)), o.FromStart))
}

func (o *ConsumeOptions) withDefaults() ConsumeOptions {
	var c ConsumeOptions
	if o != nil {
		c = *o
	}
	if c.Attempts == 0 {
		c.Attempts = 10
	}
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	return c
}

// told makes a Publisher of a function of the host's, with a limit to what it may take.
func (m *Module) told(fn func(context.Context, Event) error, timeout time.Duration) Publisher {
	return PublisherFunc(func(ctx context.Context, ev Event) error {
		if timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		return m.calmly("a consumer", func() error { return fn(ctx, ev) })
	})
}

// startDispatchers makes a dispatcher for everybody whom the options name.
func (m *Module) startDispatchers(ctx context.Context) error {
	if m.opts.Live != nil {
		m.dispatch.add(m.newDispatcher(attentive{m.opts.Publisher, m.live}, nil))
	} else if m.opts.Publisher != nil {
		m.dispatch.add(m.newDispatcher(m.opts.Publisher, nil))
	}
	for _, c := range m.opts.Consumers {
		if err := m.startConsumer(ctx, c.Publisher, newCursors(c.Name, 0), false); err != nil {
			m.dispatch.abort()
			return fmt.Errorf("chat: %w", err)
		}
	}
	return nil
}

// startConsumer has a consumer go on where an earlier process stopped.
func (m *Module) startConsumer(ctx context.Context, pub Publisher, c *cursors, fromStart bool) error {
	if !m.dispatch.claim(c.name) {
		return fmt.Errorf("consumer %s runs: %w", c.name, ErrExists)
	}
	start := m.store.StartConsumer
	if fromStart {
		start = m.store.StartConsumerFromLog
	}
	if err := start(ctx, c.name); err != nil {
		m.dispatch.release(c.name)
		return fmt.Errorf("start consumer %s: %w", c.name, err)
	}
	d := m.newDispatcher(pub, c)
	m.dispatch.add(d) // before it looks, so that no write falls between
	d.resume()
	return nil
}

// DropConsumer forgets the consumer, how far it is and its dead letters, so that the log
// need not be kept for it. It must not run in this process: ErrExists; and should run in
// no other. One that is not known is no error.
func (m *Module) DropConsumer(ctx context.Context, name string) error {
	if err := m.begin(); err != nil {
		return opError("chat.DropConsumer", err)
	}
	defer m.busy.Done()
	if !m.dispatch.claim(name) {
		return opError("chat.DropConsumer", fmt.Errorf("consumer %s runs: %w", name, ErrExists))
	}
	defer m.dispatch.release(name)
	return opError("chat.DropConsumer", m.store.DropConsumer(ctx, name))
}

// checkConsumerName refuses what is no key for every database.
func checkConsumerName(name string) error {
	if name == "" || len(name) > 64 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' }) {
		return errors.New("must have 1 to 64 printable ASCII characters")
	}
	return nil
}
