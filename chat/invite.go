package chat

import (
	"context"
	"time"
)

// An InviteID names an invite.
type InviteID string

// An Invite lets whoever knows its token into a room.
type Invite struct {
	ID   InviteID `json:"id"`
	Room RoomID   `json:"room"`
	// Role is what they become: RoleMember or RoleReadOnly.
	Role      Role      `json:"role"`
	CreatedBy UserID    `json:"createdBy"`
	CreatedAt time.Time `json:"createdAt"`
	// ExpiresAt is when it ends; zero: never.
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
	// MaxUses is how many may come in by it; 0: any number. Uses is how many did.
	MaxUses int `json:"maxUses"`
	Uses    int `json:"uses"`
}

// InviteStore keeps invites. The key of an invite is made of its token, which is not
// stored.
type InviteStore interface {
	// AddInvite stores inv under the key, with no Uses. An ID or key that is taken is
	// ErrExists. ErrNotFound: no such room.
	AddInvite(ctx context.Context, inv Invite, key string) error

	// InviteByKey returns the invite with the key, or ErrNotFound.
	InviteByKey(ctx context.Context, key string) (Invite, error)

	// Invites returns at most limit invites to the room with an ID above after, in
	// ascending ID order. A room that does not exist has none.
	Invites(ctx context.Context, room RoomID, after InviteID, limit int) ([]Invite, error)

	// RemoveInvite removes the room's invite and adds act to the audit log, in one step, or
	// returns ErrNotFound.
	RemoveInvite(ctx context.Context, room RoomID, id InviteID, act Act) error

	// UseInvite asks use about the invite with the key, then raises its Uses by one and
	// adds m to its room as AddMember does, on behalf of inv.CreatedBy, all in one step,
	// and returns m and true. m's Room and Role are those of the invite. Somebody who is
	// a member already stays as they are: that is no use of the invite, and returns the
	// stored member and false; use is not asked.
	//
	// use may run more than once and must not call the store. An error it returns is
	// returned, wrapped, and then nothing has happened. ErrNotFound: no such invite.
	// ErrBanned: as AddMember says.
	UseInvite(ctx context.Context, key string, m Member, use func(inv Invite) error) (Member, bool, error)
}
