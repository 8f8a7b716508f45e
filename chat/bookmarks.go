package chat

import (
	"context"
	"time"
)

// AddBookmark remembers a message that the user may read for them alone; they are told in
// their UserLog, on all their devices. The same one again changes nothing. ErrFull: they
// have MaxBookmarks others.
func (m *Module) AddBookmark(ctx context.Context, user UserID, id MessageID) error {
	if err := m.begin(); err != nil {
		return opError("chat.AddBookmark", err)
	}
	defer m.busy.Done()
	msg, err := m.store.Message(ctx, id)
	if err == nil {
		_, err = m.readable(ctx, user, msg.Room)
	}
	if err == nil && user == "" {
		err = ErrUnauthenticated
	}
	if err == nil {
		err = m.setBookmark(ctx, Bookmark{User: user, Message: id, At: m.now()}, true)
	}
	return opError("chat.AddBookmark", err)
}

// RemoveBookmark forgets it, also when they may not read the message any more. One that is
// not there changes nothing.
func (m *Module) RemoveBookmark(ctx context.Context, user UserID, id MessageID) error {
	if err := m.begin(); err != nil {
		return opError("chat.RemoveBookmark", err)
	}
	defer m.busy.Done()
	if user == "" {
		return opError("chat.RemoveBookmark", ErrUnauthenticated)
	}
	return opError("chat.RemoveBookmark", m.setBookmark(ctx, Bookmark{User: user, Message: id, At: m.now()}, false))
}

func (c *core) setBookmark(ctx context.Context, b Bookmark, on bool) error {
	return c.addingTo(ctx, []UserID{b.User}, func() error {
		_, err := c.store.SetBookmark(ctx, b, on)
		return err
	})
}

// A Bookmarked is a message with when its reader bookmarked it.
type Bookmarked struct {
	Message Message   `json:"message"`
	At      time.Time `json:"at"`
	// Rev is the cursor for what comes after it.
	Rev int64 `json:"-"`
}

// Bookmarks returns at most limit messages that the user bookmarked, the latest bookmark
// first, from those with a Rev below before, 0: from the latest, and whether there are
// more. What they may not read is left out as long as that is so.
func (m *Module) Bookmarks(ctx context.Context, user UserID, before int64, limit int) ([]Bookmarked, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Bookmarks", err)
	}
	defer m.busy.Done()
	list, err := m.bookmarks(ctx, user, before, limit+1)
	if err != nil {
		return nil, false, opError("chat.Bookmarks", err)
	}
	list, more, err := filledPage(ctx, m, user, list, limit, func(b *Bookmarked) *Message { return &b.Message })
	return list, more, opError("chat.Bookmarks", err)
}

// bookmarks goes on until there are enough that the user may read.
func (m *Module) bookmarks(ctx context.Context, user UserID, before int64, limit int) ([]Bookmarked, error) {
	var seen []Bookmarked
	may := map[RoomID]bool{}
	for {
		list, err := m.store.Bookmarks(ctx, user, before, maxPageSize)
		if err != nil {
			return nil, err
		}
		some, err := m.bookmarked(ctx, user, list, may)
		seen = append(seen, some...)
		if err != nil || len(seen) >= limit || len(list) < maxPageSize {
			return seen[:min(limit, len(seen))], err
		}
		before = list[len(list)-1].Rev
	}
}

// bookmarked are the messages of those bookmarks that the user may read; may is what is
// known of rooms so far.
func (m *Module) bookmarked(ctx context.Context, user UserID, list []Bookmark, may map[RoomID]bool) ([]Bookmarked, error) {
	found, err := m.readables(ctx, user, each(list, func(b Bookmark) MessageID { return b.Message }), may)
	if err != nil {
		return nil, err
	}
	messages := map[MessageID]Message{}
	for _, msg := range found {
		messages[msg.ID] = msg
	}
	var seen []Bookmarked
	for _, b := range list {
		if msg, ok := messages[b.Message]; ok {
			seen = append(seen, Bookmarked{msg, b.At, b.Rev})
		}
	}
	return seen, nil
}
