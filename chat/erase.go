package chat

import (
	"context"
	"errors"
)

// erasedProvider is the Provider of users who were erased. No Identity may have it.
const erasedProvider = "erased"

// blank is all that is left of a user.
func (m *Module) blank(id UserID) User {
	return User{ID: id, Provider: erasedProvider, Subject: string(id), DisplayName: "Deleted user", UpdatedAt: m.now()}
}

// EraseUser forgets everything that the user wrote and was called: their messages become
// tombstones, their profile that of a "Deleted user", and they belong to no room. What
// remains is that somebody with this ID wrote and deleted at those times. Their files are
// removed from Options.Blobs; without these it is an error if there are any. If the storage
// is a Scrubber, it then makes sure that its files hold nothing more either. Subscribers
// of each room get UserErased, and what runs for the user is cut; see Revoke.
//
// End the person's log-in first: whoever comes with their identity afterwards is a new
// user. Not so who was banned from everything: for that, a digest of their Provider and
// Subject stays, and they are ErrBanned until that ban is lifted. After an error half of it may be done; calling it again does the rest, and for
// somebody who was erased already it does no harm. A room whose only owner it was has
// none any more; see ManageRoom. ErrNotFound: no such user.
func (m *Module) EraseUser(ctx context.Context, user UserID) error {
	if err := m.begin(); err != nil {
		return opError("chat.EraseUser", err)
	}
	defer m.busy.Done()
	m.dispatch.erasures.Add(1)
	defer m.dispatch.erasures.Add(-1)
	blank, err := m.blankOf(ctx, user)
	if err != nil {
		return opError("chat.EraseUser", err)
	}
	rooms, err := m.store.EraseUser(ctx, blank, m.now())
	m.cut(ctx, user) // after an error too: half of it may be done
	told := m.tellErased(ctx, user, rooms)
	if err == nil {
		_, err = m.discard(ctx)
	}
	if s, ok := m.store.(Scrubber); ok && err == nil {
		err = s.Scrub(ctx)
	}
	return opError("chat.EraseUser", errors.Join(err, told))
}

// tellErased wakes the dispatchers of the rooms. Storage alone knew which these are, so
// each is placed just before its event.
func (m *Module) tellErased(ctx context.Context, user UserID, rooms []RoomID) error {
	if m.dispatch.none() {
		return nil
	}
	// They were erased: those who ought to be told are, also if the caller is gone.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), m.opts.RequestTimeout)
	defer cancel()
	var all []error
	for _, room := range rooms {
		all = append(all, gone(m.tellErasedIn(ctx, user, room)))
	}
	return errors.Join(all...)
}

func (m *Module) tellErasedIn(ctx context.Context, user UserID, room RoomID) error {
	log := m.enter(ctx, room)
	defer log.leave()
	rev, err := m.revOfErasure(ctx, user, room)
	if err == nil {
		log.from(rev - 1)
	}
	return err
}

// revOfErasure looks for the event from the newest back. One that was pruned already is
// as good as told.
func (m *Module) revOfErasure(ctx context.Context, user UserID, room RoomID) (int64, error) {
	r, err := m.store.Room(ctx, room)
	if err != nil {
		return 0, err
	}
	for after := r.Rev; after > r.Pruned; {
		after = max(after-batch, r.Pruned)
		events, err := m.store.Events(ctx, room, after, batch)
		if errors.Is(err, ErrGone) {
			break
		}
		if err != nil {
			return 0, err
		}
		for _, ev := range events {
			if ev.Kind == UserErased && ev.Object == string(user) {
				return ev.Rev, nil
			}
		}
	}
	return r.Rev + 1, nil
}
