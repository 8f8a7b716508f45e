package chat

import "context"

// An Order is what an export of a room says about who kept order there, and how.
type Order struct {
	Sanctions []Sanction
	Reports   []Report
	Acts      []Act
}

// OrderStore takes it in.
type OrderStore interface {
	// ImportOrder stores all of o as given, as of the room, in one step, and returns how
	// much of it is new here: what is there already is skipped, and so are reports of what
	// is no message of the room. It takes no Rev and logs nothing. ErrNotFound: no such
	// room.
	ImportOrder(ctx context.Context, room RoomID, o Order) (int, error)
}
