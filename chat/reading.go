package chat

import (
	"context"
	"slices"
)

// Message returns a message of a room that the viewer may read.
func (m *Module) Message(ctx context.Context, viewer UserID, id MessageID) (Message, error) {
	if err := m.begin(); err != nil {
		return Message{}, opError("chat.Message", err)
	}
	defer m.busy.Done()
	msg, err := m.message(ctx, viewer, id)
	return msg, opError("chat.Message", err)
}

func (c *core) message(ctx context.Context, viewer UserID, id MessageID) (Message, error) {
	msg, err := c.store.Message(ctx, id)
	if err == nil {
		_, err = c.readable(ctx, viewer, msg.Room)
	}
	if err == nil {
		err = c.fillFor(ctx, viewer, &msg)
	}
	if err != nil {
		return Message{}, err
	}
	return msg, nil
}

// Messages returns a page of the history of a room that the viewer may read, with
// authors.
func (m *Module) Messages(ctx context.Context, viewer UserID, q MessageQuery) (MessagePage, error) {
	if err := m.begin(); err != nil {
		return MessagePage{}, opError("chat.Messages", err)
	}
	defer m.busy.Done()
	page, err := m.messages(ctx, viewer, q)
	return page, opError("chat.Messages", err)
}

func (m *Module) messages(ctx context.Context, viewer UserID, q MessageQuery) (MessagePage, error) {
	if _, err := m.readable(ctx, viewer, q.Room); err != nil {
		return MessagePage{}, err
	}
	page, err := m.store.Messages(ctx, q)
	if err != nil {
		return MessagePage{}, err
	}
	return page, m.fillFor(ctx, viewer, pointers(page.Items)...)
}

// MessagesAround returns at most q.Limit messages with the one of that Seq in the
// middle, or where it would be.
func (m *Module) MessagesAround(ctx context.Context, viewer UserID, q MessageQuery, seq int64) (MessagePage, error) {
	if err := m.begin(); err != nil {
		return MessagePage{}, opError("chat.Messages", err)
	}
	defer m.busy.Done()
	page, err := m.messagesAround(ctx, viewer, q, seq)
	return page, opError("chat.Messages", err)
}

func (m *Module) messagesAround(ctx context.Context, viewer UserID, q MessageQuery, seq int64) (MessagePage, error) {
	if _, err := m.readable(ctx, viewer, q.Room); err != nil {
		return MessagePage{}, err
	}
	first, second := q, q
	first.Before, first.After, first.Limit = seq+1, 0, (q.Limit+1)/2
	second.Before, second.After, second.Limit = 0, max(seq, 1), q.Limit/2
	page, err := m.store.Messages(ctx, first)
	if err == nil && second.Limit > 0 {
		var newer MessagePage
		newer, err = m.store.Messages(ctx, second)
		page.Items, page.HasAfter = append(page.Items, newer.Items...), newer.HasAfter
	}
	if err != nil {
		return MessagePage{}, err
	}
	return page, m.fillFor(ctx, viewer, pointers(page.Items)...)
}

// Events returns at most limit events of a room that the viewer may read, or of their
// own log (see UserLog), after the given Rev, with their current state, and the room's
// Rev read before them. ErrGone means that the log no longer reaches back that far: read
// the messages afresh.
func (m *Module) Events(ctx context.Context, viewer UserID, room RoomID, after int64, limit int) ([]Event, int64, error) {
	if err := m.begin(); err != nil {
		return nil, 0, opError("chat.Events", err)
	}
	defer m.busy.Done()
	r, err := m.readableLog(ctx, viewer, room)
	var events []Event
	if err == nil && (r.Kind != Personal || r.Rev > 0) {
		events, err = m.store.Events(ctx, room, after, limit)
	}
	if err == nil {
		events, err = m.hydrate(ctx, events)
	}
	return events, r.Rev, opError("chat.Events", err)
}

// fillAuthors sets the Author of each message. Of an author who no longer exists only
// the ID remains.
func (c *core) fillAuthors(ctx context.Context, list ...*Message) error {
	users, err := c.usersOf(ctx, each(list, func(msg *Message) UserID { return msg.AuthorID }))
	for _, msg := range list {
		msg.Author = User{ID: msg.AuthorID}
		if u, ok := users[msg.AuthorID]; ok {
			msg.Author = u
		}
	}
	return err
}

// usersOf loads the users with the IDs.
func (c *core) usersOf(ctx context.Context, ids []UserID) (map[UserID]User, error) {
	users := map[UserID]User{}
	if len(ids) == 0 {
		return users, nil
	}
	list, err := c.store.Users(ctx, ids)
	for _, u := range list {
		users[u.ID] = u
	}
	return users, err
}

// each returns what id gives for the items, once each, without the empty one.
func each[T any, ID ~string](items []T, id func(T) ID) []ID {
	var ids []ID
	for _, item := range items {
		ids = append(ids, id(item))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > 0 && ids[0] == "" {
		ids = ids[1:]
	}
	return ids
}

func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// filledPage is the page of a list that was asked for one more, with what the viewer is
// shown of the message of each, and whether there are more.
func filledPage[T any](
	ctx context.Context, m *Module, viewer UserID, list []T, limit int, message func(*T) *Message,
) ([]T, bool, error) {
	more := len(list) > limit
	list = list[:min(limit, len(list))]
	messages := make([]*Message, len(list))
	for i := range list {
		messages[i] = message(&list[i])
	}
	return list, more, m.fillFor(ctx, viewer, messages...)
}
