package chat

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// A Tx is the module within a transaction of the host. Its methods are those of the
// Module, with the same rules, and write with the host's own rows: a commit makes all of
// it visible and publishes the events, a rollback leaves nothing, not even a hole in the
// Revs.
//
// A method that fails leaves no trace, and the transaction can go on: unless the database
// itself failed to answer a read, which on PostgreSQL ends it as any failed statement does.
// What a method returns is as the transaction sees it; nobody was told of it yet.
type Tx struct {
	core
	m *Module

	mu       sync.Mutex
	held     map[RoomID]*heldLog
	watching bool // somebody releases what is held
	released bool // they did

	done func()
	over <-chan struct{} // closed by done
}

// Within returns the module within the host's transaction: tx is what Store.Within of
// storage/sqlite or storage/postgres makes of it.
//
//	sqlTx, err := db.BeginTx(ctx, nil)
//	...
//	defer sqlTx.Rollback()
//	tx := m.Within(store.Within(sqlTx))
//	defer tx.Done()
//	... the host's own rows ...
//	_, _, err = tx.Post(ctx, author, room, chat.Draft{Text: "Order 42 was paid"})
//	...
//	return sqlTx.Commit()
//
// While the transaction is open it holds the rooms that it wrote to: others who write
// there wait. In the goroutine that runs it call the Tx rather than the Module, which may
// have to wait for the same connection.
//
// The Policy, the Directory and Hooks are asked with the ctx of the call, as always. What
// they read of the host's own rows they read outside of the transaction, unless the host
// puts that into ctx: there they do not see what it wrote, and where one connection is all
// there is they wait for it in vain.
//
// Shutdown waits, as long as its context allows, for a transaction that wrote something
// to end and to be published; it can go on until then.
func (m *Module) Within(tx Storage) *Tx {
	over := make(chan struct{})
	t := &Tx{core: m.core, m: m, held: map[RoomID]*heldLog{}, over: over, done: sync.OnceFunc(func() { close(over) })}
	t.store, t.enter = tx, t.hold
	return t
}

// Done has the events of a committed transaction published at once, and lets go of one
// that was rolled back. Call it when the transaction has ended; deferring it is enough,
// also when a deferred Rollback comes after it. Without it events come a little later:
// within about a quarter of a second. It may be called many times and from anywhere.
func (t *Tx) Done() { t.done() }

// ended tells whether the transaction has. A Storage that cannot tell ends with Done.
func (t *Tx) ended() bool {
	if tx, ok := t.store.(interface{ Ended() bool }); ok {
		return tx.Ended()
	}
	select {
	case <-t.over:
		return true
	default:
		return false
	}
}

// begin counts an operation in. A transaction that Shutdown waits for may go on.
func (t *Tx) begin() error {
	if t.store == nil {
		return errors.New("a transaction needs a Storage")
	}
	if t.ended() {
		return fmt.Errorf("the transaction has ended: %w", sql.ErrTxDone)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.watching && !t.released {
		t.m.busy.Add(1)
		return nil
	}
	return t.m.begin()
}

// SignIn is Module.SignIn.
func (t *Tx) SignIn(ctx context.Context, id Identity) (User, error) {
	return inTx(t, "chat.Tx.SignIn", func() (User, error) { return t.remember(ctx, id) })
}

// CreateRoom is Module.CreateRoom.
func (t *Tx) CreateRoom(ctx context.Context, owner UserID, d RoomDraft) (Room, error) {
	return inTx(t, "chat.Tx.CreateRoom", func() (Room, error) { return t.createRoom(ctx, owner, d) })
}

// OpenRoom is Module.OpenRoom.
func (t *Tx) OpenRoom(ctx context.Context, actor UserID, d RoomDraft) (r Room, made bool, err error) {
	r, err = inTx(t, "chat.Tx.OpenRoom", func() (r Room, err error) {
		r, made, err = t.openRoom(ctx, actor, d)
		return r, err
	})
	return r, made, err
}

// ManageRoom is Module.ManageRoom.
func (t *Tx) ManageRoom(ctx context.Context, by UserID, room RoomID, e RoomEdit) (Room, error) {
	return inTx(t, "chat.Tx.ManageRoom", func() (Room, error) { return t.changeRoom(ctx, by, room, e, notPersonal) })
}

// ManageMember is Module.ManageMember.
func (t *Tx) ManageMember(ctx context.Context, by UserID, room RoomID, user UserID, role Role) (got Member, added bool, err error) {
	got, err = inTx(t, "chat.Tx.ManageMember", func() (got Member, err error) {
		got, added, err = t.place(ctx, lawful, Member{Room: room, User: user, Role: role}, by)
		return got, err
	})
	return got, added, err
}

// AddMember is Module.AddMember.
func (t *Tx) AddMember(ctx context.Context, by UserID, room RoomID, user UserID) (Member, error) {
	return inTx(t, "chat.Tx.AddMember", func() (Member, error) { return t.addMember(ctx, by, room, user) })
}

// Post is Module.Post.
func (t *Tx) Post(ctx context.Context, author UserID, room RoomID, d Draft) (msg Message, created bool, err error) {
	msg, err = inTx(t, "chat.Tx.Post", func() (msg Message, err error) {
		msg, created, err = t.post(ctx, author, room, d)
		return msg, err
	})
	return msg, created, err
}

// Edit is Module.Edit. The bytes of attachments that it removes go with the next Sweep.
func (t *Tx) Edit(ctx context.Context, actor UserID, id MessageID, e Edit) (Message, error) {
	return inTx(t, "chat.Tx.Edit", func() (Message, error) { return t.edit(ctx, actor, id, e) })
}

// Delete is Module.Delete. The bytes of attachments go with the next Sweep.
func (t *Tx) Delete(ctx context.Context, actor UserID, id MessageID) (Message, error) {
	return inTx(t, "chat.Tx.Delete", func() (Message, error) { return t.remove(ctx, actor, id) })
}

// Room is Module.Room.
func (t *Tx) Room(ctx context.Context, viewer UserID, idOrSlug string) (Room, error) {
	return inTx(t, "chat.Tx.Room", func() (Room, error) {
		r, _, err := t.room(ctx, viewer, idOrSlug)
		return r, err
	})
}

// Message is Module.Message.
func (t *Tx) Message(ctx context.Context, viewer UserID, id MessageID) (Message, error) {
	return inTx(t, "chat.Tx.Message", func() (Message, error) { return t.message(ctx, viewer, id) })
}

// inTx runs one operation.
func inTx[T any](t *Tx, op string, fn func() (T, error)) (T, error) {
	if err := t.begin(); err != nil {
		var none T
		return none, opError(op, err)
	}
	defer t.m.busy.Done()
	got, err := fn()
	return got, opError(op, err)
}
