package chat

import (
	"context"
	"errors"
)

// hydrate gives events the current state of what they are about.
func (c *core) hydrate(ctx context.Context, events []Event) ([]Event, error) {
	messages, err := c.messagesOf(ctx, events)
	if err != nil {
		return nil, err
	}
	actors, err := c.usersOf(ctx, each(events, func(ev Event) UserID { return ev.Actor }))
	if err != nil {
		return nil, err
	}
	rooms := map[string]*Room{}
	for i := range events {
		ev := &events[i]
		if by, ok := actors[ev.Actor]; ok {
			ev.By = &by
		}
		if msg, ok := messages[MessageID(ev.Object)]; ok && ev.Kind.aboutMessage() {
			if err = c.showMessage(ctx, ev, msg); err != nil {
				return nil, err
			}
		}
		if ev.Kind.aboutMember() {
			if ev.Member, err = c.memberOf(ctx, *ev); err != nil {
				return nil, err
			}
		}
		if ev.Kind.aboutSanction() != "" {
			if ev.Sanction, err = c.sanctionOf(ctx, *ev); err != nil {
				return nil, err
			}
		}
		if err = c.fillAbout(ctx, ev, rooms); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// messagesOf returns the messages that the events are about, with authors.
func (c *core) messagesOf(ctx context.Context, events []Event) (map[MessageID]Message, error) {
	ids := each(events, func(ev Event) MessageID {
		if ev.Kind.aboutMessage() {
			return MessageID(ev.Object)
		}
		return ""
	})
	found := map[MessageID]Message{}
	if len(ids) == 0 {
		return found, nil
	}
	list, err := c.store.MessagesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	if err := c.fill(ctx, pointers(list)...); err != nil {
		return nil, err
	}
	for _, msg := range list {
		found[msg.ID] = msg
	}
	return found, nil
}

// showMessage sets the message that the event is about, unless the user in whose log it
// stands may no longer read it.
func (c *core) showMessage(ctx context.Context, ev *Event, msg Message) error {
	if user, personal := ev.Room.Owner(); personal {
		if _, err := c.readable(ctx, user, msg.Room); err != nil {
			return gone(err)
		}
	}
	ev.Message = &msg
	return nil
}

// memberOf returns the member that the event is about, or nil if they left.
func (c *core) memberOf(ctx context.Context, ev Event) (*Member, error) {
	got, err := c.store.Member(ctx, ev.Room, UserID(ev.Object))
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return &got, err
}

// fillAbout sets the room that the event is about, unless it is gone or the user in
// whose log it stands may no longer read it. Each room is read once.
func (c *core) fillAbout(ctx context.Context, ev *Event, rooms map[string]*Room) error {
	if !ev.Kind.aboutRoom() {
		return nil
	}
	about, known := rooms[ev.Object]
	if !known {
		r, err := c.store.Room(ctx, RoomID(ev.Object))
		if user, personal := ev.Room.Owner(); err == nil && personal {
			err = c.mayRead(ctx, user, r)
		}
		if gone(err) != nil {
			return err
		}
		if err == nil {
			about = &r
		}
		rooms[ev.Object] = about
	}
	if about != nil {
		copied := *about
		ev.About = &copied
	}
	return nil
}
