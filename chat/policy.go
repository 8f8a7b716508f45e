package chat

import "context"

// An Action is something that somebody wants to do.
type Action string

// The actions that a Policy is asked about.
const (
	ActionReadRoom     Action = "room.read"
	ActionCreateRoom   Action = "room.create"
	ActionUpdateRoom   Action = "room.update"
	ActionArchiveRoom  Action = "room.archive" // and to open it again
	ActionJoinRoom     Action = "room.join"
	ActionInvite       Action = "room.invite" // to make, see and withdraw links
	ActionAddMember    Action = "member.add"
	ActionUpdateMember Action = "member.update"
	ActionRemoveMember Action = "member.remove" // leaving too
	ActionManageBots   Action = "bot.manage"    // and their tokens
	// ActionManageWebhooks is to make, see and remove those of a room or the module.
	ActionManageWebhooks Action = "webhook.manage"
	ActionUseCommand     Action = "command.use"
	ActionPostMessage    Action = "message.post"
	ActionEditMessage    Action = "message.edit"
	ActionDeleteMessage  Action = "message.delete"
	ActionReadRevisions  Action = "revision.read"
	ActionPurgeRevision  Action = "revision.purge"
	ActionFindUser       Action = "user.find"     // to look for people, see and address them
	ActionPin            Action = "message.pin"   // and to unpin
	ActionReact          Action = "message.react" // to add and to take away
	ActionMentionRoom    Action = "room.mention"  // to call everybody in it

	ActionMute         Action = "member.mute"    // to set, see and lift
	ActionBan          Action = "member.ban"     // from a room: to set, see and lift
	ActionSkipSlowMode Action = "room.slow.skip" // to post as if there were none
	ActionReadReports  Action = "report.read"
	ActionCloseReport  Action = "report.close"
	ActionReadAudit    Action = "audit.read"
	// ActionAdminister is to see and do the like everywhere; its Target is empty.
	ActionAdminister Action = "administer"
)

// A Target is what an action is about.
type Target struct {
	// Room is the room; for ActionCreateRoom what it shall be, without an ID. It is empty
	// for what concerns the whole module.
	Room Room
	// Member is the actor's own place in the room; nil: they have none.
	Member *Member
	// Message is the message that it is done to, without Author. Actions on messages only.
	Message *Message
	// Other is the member whose place shall change or end, without a Role for who is none.
	// Actions on members only; nil: their list.
	Other *Member
	// Command is the name of the command, which need not exist. ActionUseCommand only.
	Command string
	// User is who was found; nil: to look for people at all. ActionFindUser only, which is
	// about no room.
	User *User
	// Role is the one that somebody shall get by it. Actions on members and invites.
	Role Role
}

// A Policy says who may do what. It is asked for REST, for Bayeux and for calls from Go
// alike, by many goroutines at once.
//
// Can returns nil for yes. A no is ErrForbidden, or Refuse with a reason for everybody to
// see; ErrUnauthenticated when a log-in might help. What ActionReadRoom is refused for
// does not exist for that person: whatever else they try there is ErrNotFound. Any other
// error means that it cannot be told: an outage. actor is a zero User for nobody; the
// roles that the host gave them are RolesIn(ctx).
//
// It is asked about others than who asks, too: whether those whom a message calls may read
// it, and who is to be told of what. RolesIn is empty then, as it is in a Consumer and in
// other calls from Go without WithRoles. Bots and webhooks are actors like all others, with
// BotProvider; they are members of their rooms. So a policy that goes by Target.Member, as
// RoomRoles does, or looks up actor.Subject at the host, is right for everybody, and one
// that goes by RolesIn alone keeps staff from being called. A host that makes the right
// people members, with the right RoomDraft.Roles, often needs none of its own. The page
// offers what RoomRoles would allow: tools for order to owners and moderators of a room.
//
// Rules that hold for all stay with the module: who is in a Direct room never changes, a
// room that has owners keeps the last, nothing is written in an archived room, and only its author
// edits a message. Who is banned or muted stays so whatever the policy says, but for those
// with the host's RoleAdmin, who are only kept out by a ban from everything.
type Policy interface {
	Can(ctx context.Context, actor User, action Action, target Target) error
}

// PolicyFunc lets a function be a Policy.
type PolicyFunc func(ctx context.Context, actor User, action Action, target Target) error

// Can calls f.
func (f PolicyFunc) Can(ctx context.Context, actor User, action Action, target Target) error {
	return f(ctx, actor, action, target)
}

// RoomRoles is the Policy of a module that is given none, and for others to build on:
//
//   - Everybody reads public rooms, and who is logged in joins them and writes there,
//     member or not. Other rooms exist only for their members.
//   - RoleReadOnly reads. RoleMember writes, reacts and uses commands. RoleModerator also
//     deletes what others wrote, sees and purges what it said before edits, pins, calls
//     everybody in the room by "@room", adds, removes, mutes and bans members, readers and
//     who is neither, sees and closes reports, reads the audit log, and is free of the slow
//     mode. RoleOwner may everything, but mutes and bans no other owner. In direct rooms
//     everybody pins and calls everybody.
//   - Bots and webhooks of a room are made by its owners, those of the whole module by RoleAdmin.
//   - People are found by whoever is logged in: those with whom they share a room, or whom
//     the Directory tells of.
//   - Private and direct rooms are made by whoever is logged in; public ones, and those
//     with a Ref, by those with the host's RoleAdmin. These may also do in every room
//     what owners do, except reading and writing in those that are not theirs, mute and
//     ban everybody there, ban from everything, and see all reports and acts.
type RoomRoles struct {
	// LoginToRead keeps public rooms from those who are not logged in. Default false.
	LoginToRead bool
}

var _ Policy = RoomRoles{}

// Can implements Policy.
func (p RoomRoles) Can(ctx context.Context, actor User, action Action, t Target) error {
	switch public := t.Room.Kind == Public; {
	case action == ActionReadRoom && public && (actor.ID != "" || !p.LoginToRead):
		return nil
	case action == ActionReadRoom && !public && t.Member != nil:
		return nil
	case actor.ID == "":
		return ErrUnauthenticated
	case may(ctx, actor, action, t):
		return nil
	}
	return ErrForbidden
}

// may is what somebody may do who is logged in, besides reading.
func may(ctx context.Context, actor User, action Action, t Target) bool {
	mine, admin := t.standing(), hasRole(ctx, RoleAdmin)
	manages := mine == RoleOwner || admin
	switch action {
	case ActionFindUser:
		return true
	case ActionCreateRoom:
		return admin || t.Room.Kind != Public && (t.Room.Ref == "" || t.Room.Kind == Direct)
	case ActionUpdateRoom, ActionArchiveRoom, ActionManageBots, ActionManageWebhooks:
		return manages
	case ActionJoinRoom:
		return t.Room.Kind == Public
	case ActionInvite, ActionAddMember:
		return manages || mine == RoleModerator && t.Role.isPlain()
	case ActionUpdateMember:
		return manages || mine == RoleModerator && t.Other.isPlain() && t.Role.isPlain()
	case ActionRemoveMember:
		return manages || t.Other.User == actor.ID || mine == RoleModerator && t.Other.isPlain()
	case ActionPin, ActionMentionRoom:
		return manages || mine == RoleModerator || t.Room.Kind == Direct && mine != ""
	case ActionAdminister:
		return admin
	case ActionMute, ActionBan:
		return admin || mine == RoleOwner && (t.Other == nil || t.Other.Role != RoleOwner) || mine == RoleModerator && t.Other.isPlain()
	case ActionSkipSlowMode, ActionReadReports, ActionCloseReport, ActionReadAudit:
		return manages || mine == RoleModerator
	case ActionPostMessage, ActionReact, ActionUseCommand:
		return t.mayWrite()
	case ActionEditMessage:
		return t.Message.AuthorID == actor.ID && t.mayWrite()
	case ActionReadRevisions:
		return manages || mine == RoleModerator || t.Message.AuthorID == actor.ID
	case ActionDeleteMessage, ActionPurgeRevision:
		return manages || mine == RoleModerator || t.Message.AuthorID == actor.ID && t.mayWrite()
	}
	return false
}

// standing is the actor's role; empty for who is no member.
func (t Target) standing() Role {
	if t.Member == nil {
		return ""
	}
	return t.Member.Role
}

// mayWrite tells whether the actor's words are welcome.
func (t Target) mayWrite() bool {
	if t.Member == nil {
		return t.Room.Kind == Public
	}
	return t.Member.Role != RoleReadOnly
}

// rolesKey is where a context keeps roles.
type rolesKey struct{}

// WithRoles returns a context in which whoever acts has the roles that the host gave
// them. For HTTP and Bayeux it is done from Identity.Roles; a host that calls the Module
// itself does it where its Policy asks for roles.
func WithRoles(ctx context.Context, roles ...string) context.Context {
	return context.WithValue(ctx, rolesKey{}, roles)
}

// RolesIn returns the roles of WithRoles.
func RolesIn(ctx context.Context) []string {
	roles, _ := ctx.Value(rolesKey{}).([]string)
	return roles
}

func hasRole(ctx context.Context, role string) bool {
	return Identity{Roles: RolesIn(ctx)}.HasRole(role)
}
