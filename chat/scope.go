package chat

import (
	"context"
	"errors"
)

// The scopes that a token can have. What needs none of them, such as making bots, tokens
// and webhooks, exporting, and changing or erasing the viewer, is for people alone: no
// token may do it.
const (
	// ScopeReadRooms is seeing rooms.
	ScopeReadRooms = "rooms:read"
	// ScopeWriteRooms is making, changing and archiving them.
	ScopeWriteRooms = "rooms:write"
	// ScopeReadMembers is seeing who belongs to a room, and, for who is not limited to some
	// rooms, looking for people.
	ScopeReadMembers = "members:read"
	// ScopeWriteMembers is joining and leaving, adding and removing, and invites.
	ScopeWriteMembers = "members:write"
	// ScopeReadMessages is reading: messages and their revisions, the log, who types, who is
	// there, who has read what; and subscribing over Bayeux.
	ScopeReadMessages = "messages:read"
	// ScopeWriteMessages is posting, editing, deleting, pinning, typing, and telling how far
	// one has read.
	ScopeWriteMessages = "messages:write"
	// ScopeReact is adding and taking away reactions.
	ScopeReact = "reactions:write"

	// scopeHook is that of the token of an incoming webhook, which nobody can ask for.
	scopeHook = "hook"
	// scopeFree is for what any token may do.
	scopeFree = "free"
)

// A Grant is what the credentials of somebody are limited to: at most what Policy lets
// them do.
type Grant struct {
	// Scopes are what may be done.
	Scopes Set
	// Rooms are the IDs of the rooms in which it may be done: others do not exist. Empty: in
	// all.
	Rooms Set
}

// ErrInsufficientScope is an ErrForbidden: the token lacks the scope that it takes.
var ErrInsufficientScope = errors.New("the token lacks a scope that this takes")

// scopeError is an ErrInsufficientScope that knows which.
type scopeError struct{ scope string }

func (e *scopeError) Error() string {
	if e.scope == "" {
		return "no token may do this: it is for people"
	}
	return "the token lacks the scope " + e.scope
}

func (e *scopeError) Is(target error) bool {
	return target == ErrInsufficientScope || target == ErrForbidden
}

// limitsRooms tells whether some rooms do not exist for who has the grant.
func (g *Grant) limitsRooms() bool { return g != nil && g.Rooms != "" }

// grantKey is where a context keeps a Grant.
type grantKey struct{}

// WithGrant returns a context in which whoever acts is limited to the grant; nil: to
// nothing. For HTTP and Bayeux it is done from Identity.Grant.
func WithGrant(ctx context.Context, g *Grant) context.Context {
	if g == nil && grantIn(ctx) == nil {
		return ctx
	}
	return context.WithValue(ctx, grantKey{}, g)
}

func grantIn(ctx context.Context) *Grant {
	g, _ := ctx.Value(grantKey{}).(*Grant)
	return g
}

// Granted is nil if whoever acts in ctx has the scope, or no Grant limits them; else it is
// an ErrInsufficientScope.
func Granted(ctx context.Context, scope string) error {
	g := grantIn(ctx)
	if g == nil || scope == scopeFree || scope != "" && g.Scopes.Has(scope) {
		return nil
	}
	return &scopeError{scope}
}

// actionScopes are the scopes that actions take. What is not here no token may do.
var actionScopes = map[Action]string{
	ActionReadRoom:   scopeFree, // what of it may be read is for the routes to say
	ActionCreateRoom: ScopeWriteRooms, ActionUpdateRoom: ScopeWriteRooms, ActionArchiveRoom: ScopeWriteRooms,
	ActionJoinRoom: ScopeWriteMembers, ActionInvite: ScopeWriteMembers, ActionAddMember: ScopeWriteMembers,
	ActionUpdateMember: ScopeWriteMembers, ActionRemoveMember: ScopeWriteMembers,
	ActionPostMessage: ScopeWriteMessages, ActionEditMessage: ScopeWriteMessages, ActionDeleteMessage: ScopeWriteMessages,
	ActionPin: ScopeWriteMessages, ActionPurgeRevision: ScopeWriteMessages, ActionReadRevisions: ScopeReadMessages,
	ActionUseCommand: ScopeWriteMessages, ActionMentionRoom: ScopeWriteMessages, ActionFindUser: ScopeReadMembers,
	ActionReact: ScopeReact,
}

// granted holds whoever acts to their Grant.
func granted(ctx context.Context, action Action, room RoomID) error {
	g := grantIn(ctx)
	switch {
	case g == nil:
		return nil
	case !g.limitsRooms() || g.Rooms.Has(string(room)):
	case room == "":
		return ErrForbidden
	default:
		return ErrNotFound
	}
	if action == ActionPostMessage && g.Scopes.Has(scopeHook) {
		return nil
	}
	return Granted(ctx, actionScopes[action])
}
