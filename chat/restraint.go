package chat

import (
	"context"
	"encoding/json"
	"time"
)

// restraints are the sanctions on somebody in one room that are in force.
type restraints struct {
	everywhere, ban, mute *Sanction
}

// sanctions finds out what keeps somebody from a room, or with none from everything.
func (c *core) sanctions(ctx context.Context, user UserID, room RoomID) (restraints, error) {
	var now restraints
	if user == "" {
		return now, nil
	}
	if p, ok := passTo(ctx, user, room); ok {
		return p.now, nil
	}
	if _, ok := passOf(ctx, user); ok && room == "" {
		return now, nil
	}
	list, err := c.store.SanctionsOn(ctx, user, room)
	admin := hasRole(ctx, RoleAdmin)
	for _, s := range list {
		switch {
		case !s.stands(c.now()):
		case s.Room == "":
			now.everywhere = &s
		case admin: // who could lift it
		case s.Kind == Ban:
			now.ban = &s
		default:
			now.mute = &s
		}
	}
	return now, err
}

// keepOut is an error for who is banned. What they are banned from does not exist for them.
func (r restraints) keepOut() error {
	switch {
	case r.everywhere != nil:
		return &restraintError{ErrBanned, r.everywhere.Until}
	case r.ban != nil:
		return ErrNotFound
	}
	return nil
}

// keepQuiet is an error for who is muted.
func (r restraints) keepQuiet() error {
	if r.mute != nil {
		return &restraintError{ErrMuted, r.mute.Until}
	}
	return nil
}

// writes tells whether somebody who is muted may not do it.
func (a Action) writes() bool {
	return a == ActionPostMessage || a == ActionEditMessage || a == ActionReact || a == ActionPin || a == ActionUseCommand
}

// A restraintError is an ErrBanned or ErrMuted that knows its end.
type restraintError struct {
	err   error
	until time.Time // zero: never
}

func (e *restraintError) Unwrap() error { return e.err }

func (e *restraintError) Error() string {
	if e.until.IsZero() {
		return e.err.Error()
	}
	return e.err.Error() + " until " + e.until.Format(time.RFC3339)
}

// notBannedFrom are those of the rooms that the viewer is not banned from.
func (c *core) notBannedFrom(ctx context.Context, viewer UserID, list []Room) ([]Room, error) {
	if viewer == "" || hasRole(ctx, RoleAdmin) {
		return list, nil
	}
	bans, err := c.store.SanctionsOn(ctx, viewer, each(list, func(r Room) RoomID { return r.ID })...)
	if err != nil {
		return nil, err
	}
	from := map[RoomID]bool{}
	for _, s := range bans {
		from[s.Room] = from[s.Room] || s.Kind == Ban && s.stands(c.now())
	}
	var free []Room
	for _, r := range list {
		if !from[r.ID] {
			free = append(free, r)
		}
	}
	return free, nil
}

// sanctionOf returns the sanction that the event is about, if it is in force.
func (c *core) sanctionOf(ctx context.Context, ev Event) (*Sanction, error) {
	list, err := c.store.SanctionsOn(ctx, UserID(ev.Object), ev.Room)
	for _, s := range list {
		if s.Room == ev.Room && s.Kind == ev.Kind.aboutSanction() && s.stands(c.now()) {
			return &s, nil
		}
	}
	return nil, err
}

// restraintJSON is what everybody in a room may know of a sanction: not why.
type restraintJSON struct {
	Room   RoomID       `json:"room"`
	User   UserID       `json:"user"`
	Kind   SanctionKind `json:"kind"`
	Stands bool         `json:"stands"`
	Until  time.Time    `json:"until,omitzero"`
}

func (ev Event) restraint() restraintJSON {
	out := restraintJSON{Room: ev.Room, User: UserID(ev.Object), Kind: ev.Kind.aboutSanction()}
	if ev.Sanction != nil {
		out.Stands, out.Until = true, ev.Sanction.Until
	}
	return out
}

func (ev *Event) readRestraint(payload json.RawMessage) error {
	p, err := readAs[restraintJSON](payload)
	if err == nil {
		ev.Object = string(p.User)
		if p.Stands {
			ev.Sanction = &Sanction{Kind: p.Kind, Room: p.Room, User: p.User, Until: p.Until}
		}
	}
	return err
}
