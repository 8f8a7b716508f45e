package chat

import (
	"context"
	"time"
)

// Role is what a member may do in a room.
type Role string

const (
	// RoleOwner created the room or was made an owner of it. A room keeps at least one.
	RoleOwner Role = "owner"
	// RoleModerator keeps order.
	RoleModerator Role = "moderator"
	// RoleMember reads and writes.
	RoleMember Role = "member"
	// RoleReadOnly only reads.
	RoleReadOnly Role = "read-only"
)

// isPlain tells whether nobody is above those with that role.
func (r Role) isPlain() bool { return r == RoleMember || r == RoleReadOnly }

// A Member is one user's place in one room.
type Member struct {
	Room     RoomID    `json:"room"`
	User     UserID    `json:"user"`
	Role     Role      `json:"role"`
	JoinedAt time.Time `json:"joinedAt"`
	// ReadSeq is the Seq up to which they have read. For who is new that is all there is.
	ReadSeq int64 `json:"readSeq"`
	// Notify is what they want to be told of.
	Notify Notify `json:"-"`
}

// isPlain tells whether a moderator may decide about the member, or about who is none.
func (m *Member) isPlain() bool { return m == nil || m.Role == "" || m.Role.isPlain() }

// Unread is what a member has not read in one room.
type Unread struct {
	Room RoomID `json:"room"`
	// ReadSeq is the Seq up to which they have read, LastSeq that of the newest message of
	// the main flow.
	ReadSeq int64 `json:"readSeq"`
	LastSeq int64 `json:"lastSeq"`
	// Count is how many messages of others in the main flow lie above ReadSeq, without
	// tombstones; it stops at UnreadCap.
	Count int `json:"unread"`
	// Mentions is how many messages of others above ReadSeq call them, by name or with
	// everybody in the room; it stops at UnreadCap too. The module shows none to who wants to
	// be told of nothing there, while it is so.
	Mentions int `json:"mentions"`
	// Notify is what they want to be told of in the room.
	Notify Notify `json:"-"`
}

// heeded is what is unread without what they do not want to hear of at that time.
func (u Unread) heeded(now time.Time) Unread {
	if u.Notify.At(now) == NotifyNone {
		u.Mentions = 0
	}
	return u
}

// UnreadCap is where the counting of unread messages ends: people see "99+".
const UnreadCap = 100

// MemberStore keeps who belongs to which room.
type MemberStore interface {
	// AddMember stores m, raises the room's Rev by one and logs MemberJoined with
	// m.User as Object and by as Actor at m.JoinedAt, and RoomAdded in the user's
	// UserLog with the room as Object and the same Actor and time, all in one step, and
	// returns m and true. Somebody who is a member already stays as they are: that takes no
	// Rev, and returns the stored member and false. ErrNotFound: no such room. ErrBanned: a
	// ban of theirs in the room stands at m.JoinedAt.
	AddMember(ctx context.Context, m Member, by UserID) (Member, bool, error)

	// UpdateMember lets change edit the current member, then stores their Role under the
	// room's next Rev, logs c with m.User as Object, and returns the member as stored.
	// Nothing else about them can change. owners is how many members have RoleOwner,
	// before the change.
	//
	// change may run more than once and must not call the store. An error it returns
	// ends the update without a trace and is returned, wrapped; ErrUnchanged does so
	// too, but the result is the current member and no error. ErrNotFound: no such
	// member.
	UpdateMember(ctx context.Context, room RoomID, user UserID, c Change, change func(m *Member, owners int) error) (Member, error)

	// RemoveMember asks check, as UpdateMember does, then removes the member, raises the
	// room's Rev by one and logs c with the user as Object, and RoomRemoved in the user's
	// UserLog with the room as Object and c's Actor and time, all in one step.
	RemoveMember(ctx context.Context, room RoomID, user UserID, c Change, check func(m Member, owners int) error) error

	// Member returns the user's place in the room, or ErrNotFound.
	Member(ctx context.Context, room RoomID, user UserID) (Member, error)

	// Members returns at most limit members with a user ID above after, in
	// ascending user ID order. A room that does not exist has none.
	Members(ctx context.Context, room RoomID, after UserID, limit int) ([]Member, error)

	// MembersOf returns the members of the rooms, at most most of each: those with the lowest
	// user IDs, room by room in ascending order of both IDs. A room that does not exist has
	// none.
	MembersOf(ctx context.Context, rooms []RoomID, most int) ([]Member, error)

	// Acquaintances returns at most limit of those who are members of a room in which the
	// user is one too, without the user, once each: those with an ID above after, in
	// ascending ID order.
	Acquaintances(ctx context.Context, user, after UserID, limit int) ([]UserID, error)

	// ShareRoom tells whether there is a room in which both are members.
	ShareRoom(ctx context.Context, a, b UserID) (bool, error)

	// MarkRead raises the member's ReadSeq to seq, or to the room's Rev if that is
	// lower, unless it is there or further already; with back it is set, be it raised or
	// lowered. It returns the member as they are then, and whether ReadSeq is another
	// than before. It is no change to the room and takes no Rev. ErrNotFound: no such
	// member.
	MarkRead(ctx context.Context, room RoomID, user UserID, seq int64, back bool) (Member, bool, error)

	// Unread returns what the user has not read, one entry for each room of which they
	// are a member, at most limit with a room ID above after, in ascending ID order.
	Unread(ctx context.Context, user UserID, after RoomID, limit int) ([]Unread, error)

	// UnreadIn returns the entry of Unread for one room, as it is at one moment.
	// ErrNotFound: no such member.
	UnreadIn(ctx context.Context, room RoomID, user UserID) (Unread, error)
}
