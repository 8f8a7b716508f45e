package chat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
)

// Hooks are functions of the host that are asked before something happens, whoever
// wants it: over HTTP, from Go, or Within a transaction of the host. The rules come
// first: a hook is asked about what the actor may do and what is in order. It may change
// a draft, which then has to follow the rules again, or refuse with an error:
//
//   - Refuse(reason) tells the person why: ErrForbidden, 403.
//   - A *FieldError names the field that is at fault: ErrInvalid, 422.
//   - Any other error of this package means what it says everywhere.
//   - Everything else is a failure of the host's: 500, and only the log learns more. So
//     is a panic, which is caught.
//
// A post that is repeated, since its answer was lost, asks the hook again: for the same
// draft it should do the same, else the repetition is ErrReused. So is an edit that in
// the end changes nothing. Hooks may be called many at once, and should honour ctx. They
// may call the module, but not Within a transaction, which it would wait for.
//
// A word filter is one function for Post and for Edit: see the example.
//
// A hook decides, it does not record: what it allowed may still fail. To write rows of
// your own that are committed together with the message, or not at all, see Within, and
// the option InTx of storage/sqlite and storage/postgres; an error from the latter is
// one from the operation, and errors.Is finds it.
type Hooks struct {
	// Post is asked about a new message. Default nil: all are welcome, here as below.
	Post func(ctx context.Context, author User, room Room, d *Draft) error
	// Edit is asked about a new text for the message.
	Edit func(ctx context.Context, actor User, msg Message, e *Edit) error
	// Delete is asked before the message becomes a tombstone.
	Delete func(ctx context.Context, actor User, msg Message) error
	// CreateRoom is asked about a new room. The lobby and what is imported is no
	// concern of it.
	CreateRoom func(ctx context.Context, owner User, d *RoomDraft) error
	// AddMember is asked before the user becomes a member of the room; the first
	// members of a new one are CreateRoom's business. An empty by is the host.
	AddMember func(ctx context.Context, by User, room Room, user User) error
}

// Refuse returns an ErrForbidden whose reason is shown to the person who asked.
func Refuse(reason string) error { return &refusal{cmp.Or(reason, ErrForbidden.Error())} }

// A refusal is an ErrForbidden with words that are fit for everybody.
type refusal struct{ reason string }

func (r *refusal) Error() string        { return r.reason }
func (r *refusal) Is(target error) bool { return target == ErrForbidden }

// refusedFor returns the reason that somebody gave for everybody to see, or other.
func refusedFor(err error, other string) string {
	var r *refusal
	if errors.As(err, &r) {
		return r.reason
	}
	return other
}

func (c *core) beforePost(ctx context.Context, author UserID, r Room, d *Draft) error {
	ask := c.opts.Before.Post
	return before(ctx, c, author, d, ask != nil, func(u User) error { return ask(ctx, u, r, d) })
}

func (c *core) beforeEdit(ctx context.Context, actor UserID, msg Message, e *Edit) error {
	ask := c.opts.Before.Edit
	return before(ctx, c, actor, e, ask != nil, func(u User) error {
		if err := c.fillAuthors(ctx, &msg); err != nil {
			return err
		}
		return ask(ctx, u, msg, e)
	})
}

func (c *core) beforeDelete(ctx context.Context, actor UserID, msg Message) error {
	ask := c.opts.Before.Delete
	return before(ctx, c, actor, &struct{}{}, ask != nil, func(u User) error {
		if err := c.fillAuthors(ctx, &msg); err != nil {
			return err
		}
		return ask(ctx, u, msg)
	})
}

func (c *core) beforeCreateRoom(ctx context.Context, owner UserID, d *RoomDraft) error {
	ask := c.opts.Before.CreateRoom
	d.Members, d.Roles = slices.Clone(d.Members), maps.Clone(d.Roles) // the hook must not write to the caller's
	return before(ctx, c, owner, d, ask != nil, func(u User) error { return ask(ctx, u, d) })
}

func (c *core) beforeAddMember(ctx context.Context, by UserID, r Room, user User) error {
	ask := c.opts.Before.AddMember
	return before(ctx, c, by, &struct{}{}, ask != nil, func(u User) error { return ask(ctx, u, r, user) })
}

// before checks a draft, lets the hook see it if there is one, and checks what became of
// it.
func before[D any](ctx context.Context, c *core, actor UserID, draft *D, hooked bool, ask func(User) error) error {
	if err := c.rules.check(*draft); err != nil || !hooked {
		return err
	}
	var u User
	if actor != "" {
		var err error
		if u, err = c.store.User(ctx, actor); err != nil {
			return err
		}
	}
	if err := c.calmly("a hook", func() error { return ask(u) }); err != nil {
		return err
	}
	return c.rules.check(*draft)
}

// calmly runs a function of the host's. A panic in it is an error, and the log learns
// where it came from.
func (c *core) calmly(what string, fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			c.opts.Logger.Error("chat: panic in "+what, "panic", v, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic in %s: %v", what, v)
		}
	}()
	return fn()
}
