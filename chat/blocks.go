package chat

import (
	"context"
	"strings"
	"time"
)

// Block notes that the user does not want to hear from the other one, who is not told. The
// other can open no direct room with the user, nor write in the one of the two: ErrBlocked.
// Elsewhere both go on as before; what the other wrote comes with Author.Blocked, so that
// the user's clients can hide it. The user is told in their UserLog, on all their devices.
// The same one again changes nothing. ErrFull: they block MaxBlocks others. ErrNotFound: no
// such user.
func (m *Module) Block(ctx context.Context, user, other UserID) error {
	return m.setBlock(ctx, "chat.Block", user, other, true)
}

// Unblock ends that. Who is not blocked stays as they are.
func (m *Module) Unblock(ctx context.Context, user, other UserID) error {
	return m.setBlock(ctx, "chat.Unblock", user, other, false)
}

func (m *Module) setBlock(ctx context.Context, op string, user, other UserID, on bool) error {
	if err := m.begin(); err != nil {
		return opError(op, err)
	}
	defer m.busy.Done()
	if user == "" {
		return opError(op, ErrUnauthenticated)
	}
	if user == other {
		return opError(op, &FieldError{Field: "user", Code: "ne", Reason: "must be somebody else"})
	}
	if on {
		if _, err := m.store.User(ctx, other); err != nil {
			return opError(op, err)
		}
	}
	return opError(op, m.addingTo(ctx, []UserID{user}, func() error {
		_, err := m.store.SetBlock(ctx, Block{User: user, Other: other, At: m.now()}, on)
		return err
	}))
}

// A Blocked is a block with who it is of.
type Blocked struct {
	User User      `json:"user"`
	At   time.Time `json:"at"`
	// Rev is the cursor for what comes after it.
	Rev int64 `json:"-"`
}

// Blocks returns at most limit blocks of the user, the latest first, from those with a Rev
// below before, 0: from the latest, and whether there are more.
func (m *Module) Blocks(ctx context.Context, user UserID, before int64, limit int) ([]Blocked, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Blocks", err)
	}
	defer m.busy.Done()
	if user == "" {
		return nil, false, opError("chat.Blocks", ErrUnauthenticated)
	}
	list, err := m.store.Blocks(ctx, user, before, limit+1)
	more := len(list) > limit
	list = list[:min(limit, len(list))]
	var people map[UserID]User
	if err == nil {
		people, err = m.usersOf(ctx, each(list, func(b Block) UserID { return b.Other }))
	}
	out := make([]Blocked, len(list))
	for i, b := range list {
		u := people[b.Other]
		u.ID, u.Blocked = b.Other, true
		out[i] = Blocked{u, b.At, b.Rev}
	}
	return out, more, opError("chat.Blocks", err)
}

// otherOf is the other one of the pair that a direct room is of, or empty.
func (r Room) otherOf(user UserID) UserID {
	a, b, _ := strings.Cut(strings.TrimPrefix(r.Ref, "~"), "~")
	switch {
	case r.Kind != Direct || r.Ref == "" || a == b:
		return ""
	case UserID(a) == user:
		return UserID(b)
	case UserID(b) == user:
		return UserID(a)
	}
	return ""
}

// welcome is ErrBlocked where somebody may not write to the other one.
func (c *core) welcome(ctx context.Context, actor UserID, r Room) error {
	if other := r.otherOf(actor); other != "" {
		return c.blocked(ctx, actor, other)
	}
	return nil
}

// notBlocked is ErrBlocked for a draft of a direct room with somebody who blocks its owner.
func (c *core) notBlocked(ctx context.Context, owner UserID, d RoomDraft) error {
	if d.Kind != Direct || owner == "" {
		return nil
	}
	return c.blocked(ctx, owner, d.Members...)
}

// blocked is ErrBlocked for whom one of the others blocks.
func (c *core) blocked(ctx context.Context, user UserID, others ...UserID) error {
	list, err := c.store.BlocksAmong(ctx, others, []UserID{user})
	if err == nil && len(list) > 0 {
		err = ErrBlocked
	}
	return err
}

// Reachable returns those of the users who do not block the author. A host that tells
// people by mail or the like of what somebody wrote asks it first.
func (m *Module) Reachable(ctx context.Context, author UserID, users []UserID) ([]UserID, error) {
	if err := m.begin(); err != nil {
		return nil, opError("chat.Reachable", err)
	}
	defer m.busy.Done()
	free, err := m.unblocking(ctx, author, users)
	return free, opError("chat.Reachable", err)
}

// unblocking are those of the users who do not block the author: whom a mention may notify.
func (c *core) unblocking(ctx context.Context, author UserID, users []UserID) ([]UserID, error) {
	list, err := c.store.BlocksAmong(ctx, users, []UserID{author})
	deaf := map[UserID]bool{}
	for _, b := range list {
		deaf[b.User] = true
	}
	var free []UserID
	for _, u := range users {
		if !deaf[u] {
			free = append(free, u)
		}
	}
	return free, err
}

// markBlocked tells the viewer which of the users they block.
func (c *core) markBlocked(ctx context.Context, viewer UserID, users ...*User) error {
	others := each(users, func(u *User) UserID { return u.ID })
	if viewer == "" || len(others) == 0 {
		return nil
	}
	list, err := c.store.BlocksAmong(ctx, []UserID{viewer}, others)
	for _, b := range list {
		for _, u := range users {
			u.Blocked = u.Blocked || u.ID == b.Other
		}
	}
	return err
}

// markBlockedIn is markBlocked for users by their IDs.
func (c *core) markBlockedIn(ctx context.Context, viewer UserID, users map[UserID]User) error {
	list := make([]*User, 0, len(users))
	for _, u := range users {
		list = append(list, &u)
	}
	err := c.markBlocked(ctx, viewer, list...)
	for _, u := range list {
		users[u.ID] = *u
	}
	return err
}

// fillFor is fill for somebody who may have blocked some of the authors.
func (c *core) fillFor(ctx context.Context, viewer UserID, list ...*Message) error {
	if err := c.fill(ctx, list...); err != nil {
		return err
	}
	users := make([]*User, 0, len(list))
	for _, msg := range list {
		if users = append(users, &msg.Author); msg.Quote != nil {
			users = append(users, &msg.Quote.Author)
		}
	}
	return c.markBlocked(ctx, viewer, users...)
}
