package chat

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"
)

// An InviteDraft is an invite to be made.
type InviteDraft struct {
	// Role is RoleMember or RoleReadOnly. Default RoleMember.
	Role Role `json:"role" validate:"omitempty,oneof=member read-only"`
	// ExpiresAt is when it ends, in the future. Default never.
	ExpiresAt time.Time `json:"expiresAt"`
	// MaxUses is how many may come in by it, at most 100000. Default 0: any number.
	MaxUses int `json:"maxUses" validate:"min=0,max=100000"`
}

// CreateInvite makes an invite to the room and returns it with its token, 26 characters
// fit for a URL, which is told only now. Who may is for Options.Policy to say.
func (m *Module) CreateInvite(ctx context.Context, actor UserID, room RoomID, d InviteDraft) (Invite, string, error) {
	if err := m.begin(); err != nil {
		return Invite{}, "", opError("chat.CreateInvite", err)
	}
	defer m.busy.Done()
	inv, token, err := m.createInvite(ctx, actor, room, d)
	return inv, token, opError("chat.CreateInvite", err)
}

func (m *Module) createInvite(ctx context.Context, actor UserID, room RoomID, d InviteDraft) (Invite, string, error) {
	d.Role = cmp.Or(d.Role, RoleMember)
	if err := m.mayInvite(ctx, actor, room, d.Role); err != nil {
		return Invite{}, "", err
	}
	if err := m.rules.check(d); err != nil {
		return Invite{}, "", err
	}
	inv := Invite{ID: InviteID(newID()), Room: room, Role: d.Role, CreatedBy: actor, CreatedAt: m.now(),
		ExpiresAt: d.ExpiresAt.UTC().Truncate(time.Microsecond), MaxUses: d.MaxUses}
	if inv.expired(inv.CreatedAt) {
		return Invite{}, "", &FieldError{Field: "expiresAt", Code: "future", Reason: "must be in the future"}
	}
	token := rand.Text()
	if err := m.store.AddInvite(ctx, inv, inviteKey(token)); err != nil {
		return Invite{}, "", err
	}
	return inv, token, nil
}

func (m *Module) mayInvite(ctx context.Context, actor UserID, room RoomID, role Role) error {
	r, err := m.roomTo(ctx, actor, room)
	if err != nil {
		return err
	}
	return m.can(ctx, actor, ActionInvite, Target{Room: r, Role: role})
}

// inviteKey is what the storage knows of a token: who reads the database cannot come in.
func inviteKey(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (inv Invite) expired(now time.Time) bool {
	return !inv.ExpiresAt.IsZero() && !inv.ExpiresAt.After(now)
}

// use is nil while the invite lets somebody in, else ErrGone.
func (inv Invite) use(now time.Time) error {
	if inv.expired(now) || inv.MaxUses > 0 && inv.Uses >= inv.MaxUses {
		return ErrGone
	}
	return nil
}

// Invites returns at most limit invites to the room, in ID order from the one after
// after, and whether there are more; those that let nobody in any more too. Who may see
// them is for Options.Policy to say.
func (m *Module) Invites(ctx context.Context, actor UserID, room RoomID, after InviteID, limit int) ([]Invite, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Invites", err)
	}
	defer m.busy.Done()
	err := m.mayInvite(ctx, actor, room, RoleMember)
	var list []Invite
	if err == nil {
		list, err = m.store.Invites(ctx, room, after, limit+1)
	}
	if err != nil {
		return nil, false, opError("chat.Invites", err)
	}
	more := len(list) > limit
	return list[:min(limit, len(list))], more, nil
}

// RemoveInvite withdraws an invite; who came in by it stays. Who may is for
// Options.Policy to say.
func (m *Module) RemoveInvite(ctx context.Context, actor UserID, room RoomID, id InviteID) error {
	if err := m.begin(); err != nil {
		return opError("chat.RemoveInvite", err)
	}
	defer m.busy.Done()
	err := m.mayInvite(ctx, actor, room, RoleMember)
	if err == nil {
		err = m.store.RemoveInvite(ctx, room, id, m.newAct(room, actor, ActInviteRemoved, "", string(id)))
	}
	return opError("chat.RemoveInvite", err)
}

// AcceptInvite makes the user a member of the room that the token lets them into, and
// tells whether they are new: a member stays as they are, and uses nothing up. The log
// says that who made the invite added them. ErrNotFound: no such invite, or none for who is
// banned from its room. ErrGone: it has expired or was used up.
func (m *Module) AcceptInvite(ctx context.Context, user UserID, token string) (Room, Member, bool, error) {
	if err := m.begin(); err != nil {
		return Room{}, Member{}, false, opError("chat.AcceptInvite", err)
	}
	defer m.busy.Done()
	r, got, added, err := m.acceptInvite(ctx, user, token)
	return r, got, added, opError("chat.AcceptInvite", err)
}

func (m *Module) acceptInvite(ctx context.Context, user UserID, token string) (r Room, got Member, added bool, err error) {
	if user == "" {
		return Room{}, Member{}, false, ErrUnauthenticated
	}
	key := inviteKey(token)
	inv, err := m.store.InviteByKey(ctx, key)
	if err == nil {
		err = granted(ctx, ActionJoinRoom, inv.Room)
	}
	if err != nil {
		return Room{}, Member{}, false, err
	}
	err = m.writeTo(ctx, inv.Room, func(room Room) error {
		r = room
		got, added, err = m.letIn(ctx, inv, r, user, key)
		return err
	})
	if err != nil {
		return Room{}, Member{}, false, err
	}
	return r, got, added, nil
}

// letIn adds somebody to a room that is being written to.
func (m *Module) letIn(ctx context.Context, inv Invite, r Room, user UserID, key string) (got Member, added bool, err error) {
	now, err := m.sanctions(ctx, user, r.ID)
	if err == nil {
		err = now.keepOut()
	}
	if err == nil {
		err = lawful(ActionAddMember, Target{Room: r})
	}
	if err != nil {
		return Member{}, false, err
	}
	u, err := m.store.User(ctx, user)
	if err == nil {
		err = m.beforeAddMember(ctx, inv.CreatedBy, r, u)
	}
	if err != nil {
		return Member{}, false, err
	}
	err = m.addingTo(ctx, []UserID{user}, func() error {
		now := m.now()
		got, added, err = m.store.UseInvite(ctx, key, Member{User: user, JoinedAt: now, ReadSeq: r.Rev}, func(inv Invite) error { return inv.use(now) })
		if errors.Is(err, ErrBanned) {
			err = ErrNotFound // as all of the room is for them
		}
		return err
	})
	return got, added, err
}
