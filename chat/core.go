package chat

import (
	"context"
	"time"
)

// core is the rules over one storage: the module's own, or a transaction of the host.
type core struct {
	store    Storage
	opts     Options
	rules    *rules
	markup   *markup // nil: texts are plain
	lobby    RoomID
	artist   chan struct{} // full while a thumbnail is made
	dispatch *dispatchers
	// directory is the host's; nil: there is none.
	directory *directory
	// enter announces a write to a log; see writing.
	enter func(ctx context.Context, log RoomID) writing
}

// A writing is a write as the dispatchers see it. Whoever writes enters first, then
// reads how far the log is and calls from with that, then writes, and calls leave
// however that went.
type writing interface {
	from(rev int64)
	leave()
}

// now is the clock, cut to what every database can keep.
func (c *core) now() time.Time { return c.opts.Now().UTC().Truncate(time.Microsecond) }

// writeTo runs a write to the room and tells the dispatchers about it, whatever came of
// it.
func (c *core) writeTo(ctx context.Context, room RoomID, write func(Room) error) error {
	log := c.enter(ctx, room)
	defer log.leave()
	r, err := c.store.Room(ctx, room)
	if err != nil {
		return err
	}
	log.from(r.Rev)
	return write(r)
}

// addingTo is writeTo for a write that adds the users to a room, which each of them is
// told of in their own log.
func (c *core) addingTo(ctx context.Context, users []UserID, write func() error) error {
	logs := make([]writing, 0, len(users))
	defer func() {
		for _, log := range logs {
			log.leave()
		}
	}()
	for _, user := range users {
		log := c.enter(ctx, UserLog(user))
		logs = append(logs, log)
		if c.dispatch.none() {
			continue // who begins from now on knows where to
		}
		rev, err := c.revOf(ctx, UserLog(user))
		if err != nil {
			return err
		}
		log.from(rev)
	}
	return write()
}

// revOf is how far a log is: 0 for one that is not there yet.
func (c *core) revOf(ctx context.Context, log RoomID) (int64, error) {
	r, err := c.store.Room(ctx, log)
	return r.Rev, gone(err)
}
