package chat

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// maxToldRoom is how many members a room may have for each of them to be told in their
// UserLog of a message that calls everybody. In larger ones it only counts.
const maxToldRoom = 500

// calls finds out whom a text calls that the author says in the room: nil if it holds no
// call. Who may not read the room, who blocks the author, whom the author must not find, and
// the author are not called, and everybody is only
// by those who may: then it is text, as it is for what is nobody's handle, so that it says
// nothing of who there is.
func (c *core) calls(ctx context.Context, author UserID, r Room, text string) (*Calls, error) {
	handles := c.handlesIn(text)
	if len(handles) == 0 {
		return nil, nil
	}
	calls := &Calls{}
	var err error
	if i := slices.Index(handles, RoomHandle); i >= 0 {
		handles = slices.Delete(handles, i, i+1)
		if calls.Room, err = c.mayCallRoom(ctx, author, r); err != nil {
			return nil, err
		}
	}
	if calls.Users, err = c.callable(ctx, author, r, handles[:min(len(handles), MaxMentions)]); err != nil {
		return nil, err
	}
	if calls.Room {
		if calls.Tell, err = c.toldOfRoom(ctx, r); err != nil {
			return nil, err
		}
	}
	if err := c.spare(ctx, author, calls); err != nil {
		return nil, err
	}
	calls.Quiet, err = c.quietIn(ctx, r.ID, calls.Users)
	return calls, err
}

// quietIn are those of the users who want to be told of nothing in the room.
func (c *core) quietIn(ctx context.Context, room RoomID, users []UserID) (quiet []UserID, err error) {
	for _, u := range users {
		got, err := c.store.Member(ctx, room, u)
		if gone(err) != nil {
			return nil, err
		}
		if got.Notify.At(c.now()) == NotifyNone {
			quiet = append(quiet, u)
		}
	}
	return quiet, nil
}

// spare takes those away who block the author.
func (c *core) spare(ctx context.Context, author UserID, calls *Calls) (err error) {
	for _, list := range []*[]UserID{&calls.Users, &calls.Tell} {
		if len(*list) > 0 && err == nil {
			*list, err = c.unblocking(ctx, author, *list)
		}
	}
	return err
}

// handlesIn are those that the text calls. What the parser cannot take calls nobody.
func (c *core) handlesIn(text string) (handles []string) {
	_ = c.calmly("the parser of Markdown", func() error {
		handles = c.markup.calledIn(text)
		return nil
	})
	return handles
}

// mayCallRoom asks the policy.
func (c *core) mayCallRoom(ctx context.Context, author UserID, r Room) (bool, error) {
	err := c.can(ctx, author, ActionMentionRoom, Target{Room: r})
	if errors.Is(err, ErrForbidden) {
		return false, nil
	}
	return err == nil, err
}

// callable are those with one of the handles whom the author can call in the room.
func (c *core) callable(ctx context.Context, author UserID, r Room, handles []string) ([]UserID, error) {
	if len(handles) == 0 {
		return nil, nil
	}
	people, err := c.store.UsersByHandle(ctx, handles)
	if err != nil {
		return nil, err
	}
	who := User{ID: author}
	if c.opts.Policy != nil {
		if who, err = c.finder(ctx, author); err != nil {
			return nil, err
		}
	}
	if left := unknown(handles, people); len(left) > 0 && c.directory != nil && (r.Kind == Public || c.opts.Policy != nil) {
		more, err := c.strangers(ctx, who, left)
		if err != nil {
			return nil, err
		}
		people = append(people, more...)
	}
	// Whether they may read it does not depend on what roles the author has.
	plain := WithRoles(ctx)
	var list []UserID
	for _, u := range people {
		ok, err := c.isFound(ctx, who, u)
		if err != nil {
			return nil, err
		}
		if !ok || u.ID == author {
			continue
		}
		switch err := c.mayRead(plain, u.ID, r); {
		case err == nil:
			list = append(list, u.ID)
		case !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrUnauthenticated):
			return nil, err
		}
	}
	return list, nil
}

// unknown are the handles that nobody of these has.
func unknown(handles []string, people []User) []string {
	return slices.DeleteFunc(slices.Clone(handles), func(h string) bool {
		return slices.ContainsFunc(people, func(u User) bool { return u.Handle == h })
	})
}

// toldOfRoom are the members of a room that is not too large, but for those who want to be
// told of nothing there.
func (c *core) toldOfRoom(ctx context.Context, r Room) ([]UserID, error) {
	members, err := c.store.Members(ctx, r.ID, "", maxToldRoom+1)
	if err != nil || len(members) > maxToldRoom {
		return nil, err
	}
	return each(members, func(m Member) UserID {
		if m.Notify.At(c.now()) == NotifyNone {
			return ""
		}
		return m.User
	}), nil
}

// told are those who may be told of it in their logs.
func (calls *Calls) told() []UserID {
	if calls == nil {
		return nil
	}
	all := slices.Concat(calls.Users, calls.Tell)
	slices.Sort(all)
	return slices.Compact(all)
}

// recalls is calls for a text that takes the place of another. nil: neither calls anybody.
func (c *core) recalls(ctx context.Context, author UserID, r Room, before, text string) (*Calls, error) {
	calls, err := c.calls(ctx, author, r, text)
	if err == nil && calls == nil && strings.Contains(before, "@") {
		calls = &Calls{}
	}
	return calls, err
}

// calleesOf are those whom messages call, by the handles that they have now.
func (c *core) calleesOf(ctx context.Context, list []*Message) (map[MessageID]callees, error) {
	ids := each(list, func(msg *Message) MessageID {
		if c.markup == nil || !strings.Contains(msg.Text, "@") {
			return ""
		}
		return msg.ID
	})
	if len(ids) == 0 {
		return nil, nil
	}
	mentions, err := c.store.Mentions(ctx, ids)
	if err != nil {
		return nil, err
	}
	people, err := c.usersOf(ctx, each(mentions, func(x Mention) UserID { return x.User }))
	called := map[MessageID]callees{}
	for _, x := range mentions {
		if called[x.Message] == nil {
			called[x.Message] = callees{}
		}
		if handle := people[x.User].Handle; handle != "" {
			called[x.Message][handle] = x.User
		} else if x.User == "" {
			called[x.Message][RoomHandle] = ""
		}
	}
	return called, err
}

// Mentions returns at most limit messages of others that call the user and that they may
// read, by name or with everybody in a room of theirs, the newest first, from those with
// an ID below before, "": from the newest, and whether there are more.
func (m *Module) Mentions(ctx context.Context, user UserID, before MessageID, limit int) ([]Message, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Mentions", err)
	}
	defer m.busy.Done()
	if user == "" {
		return nil, false, opError("chat.Mentions", ErrUnauthenticated)
	}
	list, err := m.mentions(ctx, user, before, limit+1)
	if err != nil {
		return nil, false, opError("chat.Mentions", err)
	}
	list, more, err := filledPage(ctx, m, user, list, limit, func(msg *Message) *Message { return msg })
	return list, more, opError("chat.Mentions", err)
}

// mentions goes on until there are enough that the user may read.
func (m *Module) mentions(ctx context.Context, user UserID, before MessageID, limit int) ([]Message, error) {
	var seen []Message
	may := map[RoomID]bool{}
	for {
		ids, err := m.store.MentionsOf(ctx, user, before, maxPageSize)
		if err != nil {
			return nil, err
		}
		some, err := m.readables(ctx, user, ids, may)
		seen = append(seen, some...)
		if err != nil || len(seen) >= limit || len(ids) < maxPageSize {
			return seen[:min(limit, len(seen))], err
		}
		before = ids[len(ids)-1]
	}
}

// readables are those of the messages that the user may read, in their order; may is what
// is known of rooms so far.
func (m *Module) readables(ctx context.Context, user UserID, ids []MessageID, may map[RoomID]bool) ([]Message, error) {
	found, err := m.store.MessagesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	messages := map[MessageID]Message{}
	for _, msg := range found {
		messages[msg.ID] = msg
		if _, known := may[msg.Room]; !known {
			_, err := m.readable(ctx, user, msg.Room)
			if gone(err) != nil {
				return nil, err
			}
			may[msg.Room] = err == nil
		}
	}
	var seen []Message
	for _, id := range ids {
		if msg, ok := messages[id]; ok && may[msg.Room] {
			seen = append(seen, msg)
		}
	}
	return seen, nil
}
