package chat

import (
	"cmp"
	"context"
	"errors"
	"strings"
)

// OpenRoom returns the room that there is for d.Ref, or for the pair of a direct one, or
// makes it as CreateRoom does, and tells whether it did. However many try at once, one
// makes it. A room that is there stays as it is, whatever else the draft says. Whether
// actor may is for the caller to decide. Without a Ref and with more than two people it
// always makes one.
func (m *Module) OpenRoom(ctx context.Context, actor UserID, d RoomDraft) (Room, bool, error) {
	if err := m.begin(); err != nil {
		return Room{}, false, opError("chat.OpenRoom", err)
	}
	defer m.busy.Done()
	r, made, err := m.openRoom(ctx, actor, d)
	return r, made, opError("chat.OpenRoom", err)
}

func (c *core) openRoom(ctx context.Context, actor UserID, d RoomDraft) (Room, bool, error) {
	if err := c.inOrder(d); err != nil {
		return Room{}, false, err
	}
	if err := c.notBlocked(ctx, actor, d); err != nil {
		return Room{}, false, err
	}
	ref := d.room(actor).Ref
	if ref == "" {
		r, err := c.createRoom(ctx, actor, d)
		return r, err == nil, err
	}
	if r, err := c.store.RoomByRef(ctx, ref); !errors.Is(err, ErrNotFound) {
		return r, false, err
	}
	r, err := c.createRoom(ctx, actor, d)
	if !errors.Is(err, ErrExists) {
		return r, err == nil, err
	}
	// Somebody else was faster, or it is the slug that is taken.
	if there, found := c.store.RoomByRef(ctx, ref); found == nil {
		return there, false, nil
	}
	return Room{}, false, err
}

// mayOpen asks the policy about a room that somebody wants to be there. One that is there
// already must be one that they may read, which is for the caller to see.
func (c *core) mayOpen(ctx context.Context, actor UserID, d RoomDraft) error {
	if err := c.inOrder(d); err != nil {
		return err
	}
	return c.can(ctx, actor, ActionCreateRoom, Target{Room: d.room(actor)})
}

// inOrder checks a draft by every rule.
func (c *core) inOrder(d RoomDraft) error {
	d.Kind = cmp.Or(d.Kind, Public)
	return errors.Join(c.rules.check(d), d.check())
}

// RefPrefix stands before the Ref of a room where the ID of a room is expected.
const RefPrefix = "ref:"

// named finds a room by ID, slug or Ref, whoever may read it.
func (c *core) named(ctx context.Context, viewer UserID, name string) (Room, error) {
	if ref, ok := strings.CutPrefix(name, RefPrefix); ok {
		return c.bound(ctx, viewer, ref)
	}
	r, err := c.store.Room(ctx, RoomID(name))
	if errors.Is(err, ErrNotFound) {
		r, err = c.store.RoomBySlug(ctx, name)
	}
	return r, err
}

// bound finds the room for something of the host's, which is made when the host says so.
func (c *core) bound(ctx context.Context, viewer UserID, ref string) (Room, error) {
	r, err := c.store.RoomByRef(ctx, ref)
	if !errors.Is(err, ErrNotFound) || c.opts.OpenRef == nil || !refForm.MatchString(ref) {
		return r, err
	}
	who := User{}
	if viewer != "" {
		if who, err = c.store.User(ctx, viewer); err != nil {
			return Room{}, err
		}
	}
	var d RoomDraft
	err = c.calmly("OpenRef", func() (err error) { d, err = c.opts.OpenRef(ctx, who, ref); return err })
	if err != nil {
		return Room{}, err
	}
	if viewer == "" {
		return Room{}, ErrUnauthenticated
	}
	d.Ref = ref
	r, _, err = c.openRoom(ctx, viewer, d)
	return r, err
}
