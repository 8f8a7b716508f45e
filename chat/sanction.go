package chat

import (
	"context"
	"time"
)

// A SanctionKind says what somebody may not do.
type SanctionKind string

const (
	// Ban keeps somebody out of a room, which does not exist for them any more; or, with
	// no Room, from everything.
	Ban SanctionKind = "ban"
	// Mute keeps somebody from writing, reacting, pinning and typing in a room that they
	// may read.
	Mute SanctionKind = "mute"
)

// A Sanction is a ban or a mute. There is one of each Kind for a user and a room at most.
type Sanction struct {
	Kind SanctionKind
	// Room is where; empty, for bans only: everywhere.
	Room RoomID
	User UserID
	// By is who decided it; empty: the host.
	By     UserID
	Reason string
	At     time.Time
	// Until is when it ends by itself; zero: never.
	Until time.Time
}

// stands tells whether it is in force.
func (s Sanction) stands(now time.Time) bool {
	return s.Kind != "" && (s.Until.IsZero() || s.Until.After(now))
}

// SanctionStore keeps bans and mutes. Those that have ended by themselves stay until
// somebody lifts or replaces them.
type SanctionStore interface {
	// SetSanction asks check, then stores s in the place of the one of its Kind that the
	// user has in its Room, and adds act to the audit log, in one step. check gets the
	// user's place in the room, without a Role for who is no member, and how many members
	// have RoleOwner; it is not asked about a ban without a Room. An error it returns ends
	// it without a trace and is returned, wrapped. It must not call the store, and may run
	// more than once.
	//
	// In a room it takes the next Rev and logs MemberMuted or MemberBanned with the user as
	// Object, s.By as Actor, at s.At. A member who is banned is removed in the same step,
	// as RemoveMember does with MemberLeft, before that. ErrNotFound: no such room.
	SetSanction(ctx context.Context, s Sanction, act Act, check func(m Member, owners int) error) error

	// LiftSanction removes the one of that Kind, Room and User, adds act to the audit log,
	// and in a room takes the next Rev and logs MemberUnmuted or MemberUnbanned as
	// SetSanction does, with act's Actor and time, in one step. ErrNotFound: there is none.
	LiftSanction(ctx context.Context, s Sanction, act Act) error

	// SanctionsOn returns those of the user in the rooms and those everywhere, in no given
	// order, also when they have ended.
	SanctionsOn(ctx context.Context, user UserID, rooms ...RoomID) ([]Sanction, error)

	// Sanctions returns at most limit sanctions of that Kind in the room, with none those
	// everywhere, on users with an ID above after, in ascending user ID order.
	Sanctions(ctx context.Context, room RoomID, kind SanctionKind, after UserID, limit int) ([]Sanction, error)

	// SanctionsOf returns at most limit sanctions on the user, in ascending order of Room
	// and then Kind, from the one after that of after.
	SanctionsOf(ctx context.Context, user UserID, after Sanction, limit int) ([]Sanction, error)
}
