package chat

import (
	"context"
	"time"
)

// cursors keeps for a consumer how far each room was published. The methods of a nil
// one do nothing: a Publisher begins with the process.
type cursors struct {
	name string
	// attempts is after how many failures an event becomes a dead letter; 0: never.
	attempts int
	// turns bounds how many rooms are read and told about at once: after an outage all
	// of them may be behind.
	turns chan struct{}
}

func newCursors(name string, attempts int) *cursors {
	const rooms = 32
	return &cursors{name: name, attempts: attempts, turns: make(chan struct{}, rooms)}
}

// find sets the room's cursor to what the storage knows.
func (c *cursors) find(q *roomLog) error {
	if c == nil {
		return nil
	}
	return q.retry("read cursor", func() (err error) {
		q.cursor, err = q.d.store.Cursor(q.d.ctx, c.name, q.room)
		return err
	})
}

// take waits for a turn, give ends it.
func (c *cursors) take(ctx context.Context) error {
	if c == nil {
		return nil
	}
	select {
	case c.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *cursors) give() {
	if c != nil {
		<-c.turns
	}
}

// save keeps the cursor. When that fails the events since are published again after a
// restart, which is what at least once means; so it is not worth stopping for.
func (c *cursors) save(q *roomLog) {
	if c == nil {
		return
	}
	const patience = 5 * time.Second
	// What was published was published, also if the dispatcher ends now.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(q.d.ctx), patience)
	defer cancel()
	if err := q.d.store.MoveCursor(ctx, c.name, q.room, q.cursor); err != nil {
		q.d.log.Warn("chat: cursor not saved", "consumer", c.name, "room", q.room, "rev", q.cursor, "err", err)
	}
}

// resume wakes the rooms that an earlier process left behind.
func (d *dispatcher) resume() {
	if d.cursors == nil {
		return
	}
	d.running.Add(1)
	go func() {
		defer d.running.Done()
		for after, more := RoomID(""), true; more; {
			var rooms []RoomID
			if d.retry(func() (err error) {
				rooms, err = d.store.Behind(d.ctx, d.cursors.name, after, batch)
				return err
			}, "chat: cannot see what is left to publish, trying again", "consumer", d.cursors.name) != nil {
				return
			}
			for _, room := range rooms {
				d.enter(room).leave()
				after = room
			}
			more = len(rooms) > 0
		}
	}()
}

// moment is how long a shutdown waits for what it need not wait for: at most half of
// the time that it has, since others need the rest.
func moment(ctx context.Context) (context.Context, context.CancelFunc) {
	d := 2 * time.Second
	if end, ok := ctx.Deadline(); ok {
		d = min(d, time.Until(end)/2)
	}
	return context.WithTimeout(ctx, d)
}
