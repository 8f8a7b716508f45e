package chat

import (
	"context"
	"errors"
	"slices"
)

// FollowThread has the user follow the thread that a message began, or in which it stands;
// a message that has no answer yet may get some. What was said up to now counts as read,
// unless they follow it already: then what they have read goes up to seq, if that is not 0.
// They are told in their UserLog, on all their devices; of what they have read by ThreadRead.
func (m *Module) FollowThread(ctx context.Context, user UserID, id MessageID, seq int64) error {
	if err := m.begin(); err != nil {
		return opError("chat.FollowThread", err)
	}
	defer m.busy.Done()
	return opError("chat.FollowThread", m.followThread(ctx, user, id, seq))
}

func (m *Module) followThread(ctx context.Context, user UserID, id MessageID, seq int64) error {
	msg, err := m.store.Message(ctx, id)
	if err != nil {
		return err
	}
	r, err := m.readable(ctx, user, msg.Room)
	switch {
	case err != nil:
		return err
	case user == "":
		return ErrUnauthenticated
	case seq < 0:
		return &FieldError{Field: "seq", Code: "min", Reason: "must not be negative"}
	}
	seq = min(seq, r.Rev)
	began, err := m.setFollow(ctx, Follow{User: user, Thread: msg.thread(), ReadSeq: r.Rev}, true)
	if err != nil || began || seq == 0 {
		return err
	}
	moved, err := m.store.ReadThread(ctx, user, msg.thread(), seq)
	if moved {
		m.live.send(errand{what: tellThreadRead, user: user, room: msg.Room, thread: msg.thread()})
	}
	return err
}

// thread is the message that began the thread in which this one stands, or may begin.
func (m Message) thread() MessageID {
	if m.Thread != "" {
		return m.Thread
	}
	return m.ID
}

func (c *core) setFollow(ctx context.Context, f Follow, on bool) (changed bool, err error) {
	err = c.addingTo(ctx, []UserID{f.User}, func() error {
		changed, err = c.store.SetFollow(ctx, f, on, c.now())
		return err
	})
	return changed, err
}

// UnfollowThread ends it, also when they may not read the message any more. Only if they
// write in the thread do they follow it again. One that they do not follow stays as it is.
func (m *Module) UnfollowThread(ctx context.Context, user UserID, id MessageID) error {
	if err := m.begin(); err != nil {
		return opError("chat.UnfollowThread", err)
	}
	defer m.busy.Done()
	if user == "" {
		return opError("chat.UnfollowThread", ErrUnauthenticated)
	}
	msg, err := m.store.Message(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil // nobody can tell that it never was there
	}
	if err == nil {
		_, err = m.setFollow(ctx, Follow{User: user, Thread: msg.thread()}, false)
	}
	return opError("chat.UnfollowThread", err)
}

// A Followed is a thread that somebody follows, with the message that began it.
type Followed struct {
	Message Message `json:"message"`
	ReadSeq int64   `json:"readSeq"`
	LastSeq int64   `json:"lastSeq"`
	Unread  int     `json:"unread"`
}

// FollowedThreads returns at most limit threads that the user follows and may read, the
// newest first, by when they began, from those whose first message has an ID below before,
// "": from the newest, and whether there are more.
func (m *Module) FollowedThreads(ctx context.Context, user UserID, before MessageID, limit int) ([]Followed, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.FollowedThreads", err)
	}
	defer m.busy.Done()
	if user == "" {
		return nil, false, opError("chat.FollowedThreads", ErrUnauthenticated)
	}
	list, err := m.followed(ctx, user, before, limit+1)
	if err != nil {
		return nil, false, opError("chat.FollowedThreads", err)
	}
	list, more, err := filledPage(ctx, m, user, list, limit, func(f *Followed) *Message { return &f.Message })
	return list, more, opError("chat.FollowedThreads", err)
}

// followed goes on until there are enough that the user may read.
func (m *Module) followed(ctx context.Context, user UserID, before MessageID, limit int) ([]Followed, error) {
	var seen []Followed
	may := map[RoomID]bool{}
	for {
		list, err := m.store.Follows(ctx, user, before, maxPageSize)
		if err != nil {
			return nil, err
		}
		found, err := m.readables(ctx, user, each(list, func(f Follow) MessageID { return f.Thread }), may)
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			i := slices.IndexFunc(found, func(msg Message) bool { return msg.ID == f.Thread })
			if i >= 0 {
				seen = append(seen, Followed{found[i], f.ReadSeq, f.LastSeq, f.Unread})
			}
		}
		if len(seen) >= limit || len(list) < maxPageSize {
			return seen[:min(limit, len(seen))], nil
		}
		before = list[len(list)-1].Thread
	}
}
