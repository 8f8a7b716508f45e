package chat

import (
	"context"
	"errors"
)

// A BotDraft is a bot to be made.
type BotDraft struct {
	// Name is shown beside what it writes: one line of at most 100 characters.
	Name string `json:"name" validate:"sayable,visible,line,max=100"`
	// AvatarURL is that of its picture: http or https, at most 2000 characters. Default none.
	AvatarURL string `json:"avatarUrl" validate:"max=2000"`
}

// CreateBot makes a bot for the room, as a member of it, or for the whole module if room is
// empty. It can do nothing yet; see CreateBotToken. Who may is for Options.Policy to say:
// ActionManageBots, and for a room ActionAddMember too. ErrFull: the room has MaxBots.
func (m *Module) CreateBot(ctx context.Context, actor UserID, room RoomID, d BotDraft) (Bot, error) {
	if err := m.begin(); err != nil {
		return Bot{}, opError("chat.CreateBot", err)
	}
	defer m.busy.Done()
	b, err := m.createBot(ctx, actor, Bot{Room: room}, ActionManageBots, d)
	return b, opError("chat.CreateBot", err)
}

// createBot makes the user, then the bot, then the member: what fails half-way leaves a
// user whom nobody sees.
func (m *Module) createBot(ctx context.Context, actor UserID, b Bot, action Action, d BotDraft) (Bot, error) {
	if err := m.mayAddBot(ctx, actor, b.Room, action); err != nil {
		return Bot{}, err
	}
	if err := errors.Join(m.rules.check(d), checkAvatar(d.AvatarURL)); err != nil {
		return Bot{}, err
	}
	now, id := m.now(), newID()
	u, err := m.store.SaveUser(ctx, User{ID: UserID(id), Provider: BotProvider, Subject: id, DisplayName: cleanName(d.Name),
		AvatarURL: webURL(d.AvatarURL), CreatedAt: now, UpdatedAt: now}, nil)
	if err != nil {
		return Bot{}, err
	}
	b.User, b.CreatedBy, b.CreatedAt = u, actor, now
	if err := m.store.AddBot(ctx, b); err != nil || b.Room == "" {
		return b, err
	}
	if _, _, err := m.PutMember(ctx, actor, b.Room, u.ID, RoleMember); err != nil {
		return Bot{}, errors.Join(err, m.store.RemoveBot(context.WithoutCancel(ctx), u.ID))
	}
	return b, nil
}

// mayAddBot asks for both actions before anything is made.
func (m *Module) mayAddBot(ctx context.Context, actor UserID, room RoomID, action Action) error {
	if room == "" {
		return m.can(ctx, actor, action, Target{})
	}
	r, err := m.store.Room(ctx, room)
	if err == nil {
		err = m.can(ctx, actor, action, Target{Room: r})
	}
	if err == nil {
		err = m.can(ctx, actor, ActionAddMember, Target{Room: r, Role: RoleMember})
	}
	return err
}

func checkAvatar(u string) error {
	if u != "" && webURL(u) == "" {
		return &FieldError{Field: "avatarUrl", Code: "url", Reason: "must be an http or https URL"}
	}
	return nil
}

// mayManage asks about what was made for the room, or for the whole module.
func (m *Module) mayManage(ctx context.Context, actor UserID, room RoomID, action Action) error {
	if room == "" {
		return m.can(ctx, actor, action, Target{})
	}
	r, err := m.store.Room(ctx, room)
	if err != nil {
		return err
	}
	return m.can(ctx, actor, action, Target{Room: r})
}

// Bots returns at most limit bots that were made for the room, or for the whole module if
// it is empty, in the order of their users' IDs from the one after after, and whether there
// are more. Who may see them is for Options.Policy to say.
func (m *Module) Bots(ctx context.Context, actor UserID, room RoomID, after UserID, limit int) ([]Bot, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Bots", err)
	}
	defer m.busy.Done()
	list, more, err := m.bots(ctx, actor, Bot{Room: room}, ActionManageBots, after, limit)
	return list, more, opError("chat.Bots", err)
}

// bots lists those that were made for the same room as like, and are hooks if it is.
func (m *Module) bots(ctx context.Context, actor UserID, like Bot, action Action, after UserID, limit int) ([]Bot, bool, error) {
	if err := m.mayManage(ctx, actor, like.Room, action); err != nil {
		return nil, false, err
	}
	list, err := m.store.Bots(ctx, like.Room, like.Hook, after, limit+1)
	if err != nil {
		return nil, false, err
	}
	more := len(list) > limit
	list = list[:min(limit, len(list))]
	users, err := m.usersOf(ctx, each(list, func(b Bot) UserID { return b.User.ID }))
	for i, b := range list {
		if u, ok := users[b.User.ID]; ok {
			list[i].User = u
		}
	}
	return list, more, err
}

// RemoveBot takes a bot's tokens away, ends what runs by them, and has it leave every room.
// What it wrote stays. Who may is for Options.Policy to say.
func (m *Module) RemoveBot(ctx context.Context, actor, bot UserID) error {
	if err := m.begin(); err != nil {
		return opError("chat.RemoveBot", err)
	}
	defer m.busy.Done()
	b, err := m.managedBot(ctx, actor, bot, false, ActionManageBots)
	if err == nil {
		err = m.removeBot(ctx, actor, b)
	}
	return opError("chat.RemoveBot", err)
}

// managedBot is the bot that the actor may manage, and is a hook or not.
func (m *Module) managedBot(ctx context.Context, actor, bot UserID, hook bool, action Action) (Bot, error) {
	b, err := m.store.Bot(ctx, bot)
	if err == nil && b.Hook != hook {
		err = ErrNotFound
	}
	if err == nil {
		err = m.mayManage(ctx, actor, b.Room, action)
	}
	return b, err
}

func (m *Module) removeBot(ctx context.Context, actor UserID, b Bot) error {
	if err := m.store.RemoveBot(ctx, b.User.ID); err != nil {
		return err
	}
	m.cut(ctx, b.User.ID)
	for after := RoomID(""); ; {
		rooms, err := m.store.Rooms(ctx, RoomQuery{Member: b.User.ID, Archived: true, After: after, Limit: maxPageSize})
		if err != nil || len(rooms) == 0 {
			return err
		}
		for _, r := range rooms {
			anyway := func(Action, Target) error { return nil }
			if err := m.writeTo(ctx, r.ID, func(r Room) error { return m.unplace(ctx, anyway, r, b.User.ID, actor) }); gone(err) != nil {
				return err
			}
			after = r.ID
		}
	}
}
