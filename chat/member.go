package chat

import (
	"context"
	"time"
)

// Role is what a member may do in a room.
type Role string

const (
	// RoleOwner created the room or was made an owner of it.
	RoleOwner Role = "owner"
	// RoleMember may read and write.
	RoleMember Role = "member"
)

// A Member is one user's place in one room.
type Member struct {
	Room     RoomID    `json:"room"`
	User     UserID    `json:"user"`
	Role     Role      `json:"role"`
	JoinedAt time.Time `json:"joinedAt"`
}

// MemberStore keeps who belongs to which room.
type MemberStore interface {
	// AddMember stores m, raises the room's Rev by one and logs MemberJoined with
	// m.User as Object and by as Actor at m.JoinedAt, all in one step, and returns
	// m and true. Somebody who is a member already stays as they are: that takes no
	// Rev, and returns the stored member and false. ErrNotFound: no such room.
	AddMember(ctx context.Context, m Member, by UserID) (Member, bool, error)

	// Member returns the user's place in the room, or ErrNotFound.
	Member(ctx context.Context, room RoomID, user UserID) (Member, error)

	// Members returns at most limit members with a user ID above after, in
	// ascending user ID order. A room that does not exist has none.
	Members(ctx context.Context, room RoomID, after UserID, limit int) ([]Member, error)
}
