package chat

import (
	"cmp"
	"context"
	"errors"
)

// RunCommand does what a message that begins with a slash asks for, and tells what became
// of it. Who may is for Options.Policy to say: ActionUseCommand. ErrInvalid: there is no
// such command, or it is none.
func (m *Module) RunCommand(ctx context.Context, actor UserID, room RoomID, d Draft) (CommandResult, error) {
	if err := m.begin(); err != nil {
		return CommandResult{}, opError("chat.RunCommand", err)
	}
	defer m.busy.Done()
	res, err := m.runCommand(ctx, actor, room, d)
	return res, opError("chat.RunCommand", err)
}

func (m *Module) runCommand(ctx context.Context, actor UserID, room RoomID, d Draft) (CommandResult, error) {
	name, args, _ := m.commands.typed(d.Text)
	r, err := m.store.Room(ctx, room)
	if err == nil {
		err = m.can(ctx, actor, ActionUseCommand, Target{Room: r, Command: name})
	}
	if err == nil {
		err = m.rules.check(d)
	}
	if err == nil && len(d.Attachments) > 0 {
		err = &FieldError{Field: "attachments", Code: "excluded", Reason: "must be empty: a command takes none"}
	}
	if err != nil {
		return CommandResult{}, err
	}
	c := m.commands[name]
	if c == nil {
		return CommandResult{}, &FieldError{Field: "text", Code: "command", Reason: "is no command that there is here; begin with // to say it"}
	}
	u, err := m.store.User(ctx, actor)
	if err != nil {
		return CommandResult{}, err
	}
	reply, err := m.handle(ctx, c, Invocation{u, r, name, args, d.ClientID, d.ReplyTo, d.Thread})
	if err != nil {
		return CommandResult{}, err
	}
	return m.answered(ctx, actor, c.Name, d, r, reply)
}

// handle has the host do it, in time and not too often at once. A handler that does not end
// with its context holds its slot until it does.
func (m *Module) handle(ctx context.Context, c *commandSlot, in Invocation) (Reply, error) {
	select {
	case c.slots <- struct{}{}:
	default:
		return Reply{}, errors.Join(errUnavailable, errCommandBusy)
	}
	ctx, cancel := context.WithTimeout(ctx, m.opts.CommandTimeout)
	defer cancel()
	var reply Reply
	done := make(chan error, 1)
	m.busy.Go(func() {
		defer func() { <-c.slots }()
		var got Reply
		err := m.calmly("a command", func() (err error) {
			got, err = c.Handle(ctx, in)
			return err
		})
		reply = got
		done <- err
	})
	select {
	case err := <-done:
		return reply, err
	case <-ctx.Done():
		return Reply{}, ctx.Err()
	}
}

// answered says the reply where it belongs.
func (m *Module) answered(ctx context.Context, actor UserID, name string, d Draft, r Room, reply Reply) (CommandResult, error) {
	res := CommandResult{Command: name, Text: reply.Text}
	if reply.Text == "" {
		return res, nil
	}
	said := Draft{ClientID: d.ClientID, Text: reply.Text, ReplyTo: d.ReplyTo, Thread: d.Thread, InRoom: d.InRoom}
	if !reply.InRoom {
		if err := m.rules.check(said); err != nil {
			return CommandResult{}, errors.New("the reply of the command breaks a rule: " + err.Error())
		}
		if m.markup != nil {
			res.Nodes = m.markup.nodes(reply.Text)
		}
		return res, nil
	}
	msg, created, err := m.post(ctx, cmp.Or(reply.Author, actor), r.ID, said)
	if err != nil {
		return CommandResult{}, err
	}
	res.Message, res.Created = &msg, created
	return res, nil
}

// Commands returns those that the viewer may use in the room, as Options.Commands has them,
// or all if room is empty.
func (m *Module) Commands(ctx context.Context, viewer UserID, room RoomID) ([]Command, error) {
	if err := m.begin(); err != nil {
		return nil, opError("chat.Commands", err)
	}
	defer m.busy.Done()
	if room == "" {
		return m.opts.Commands, nil
	}
	list, err := m.commandsIn(ctx, viewer, room)
	return list, opError("chat.Commands", err)
}

func (m *Module) commandsIn(ctx context.Context, viewer UserID, room RoomID) ([]Command, error) {
	r, err := m.readable(ctx, viewer, room)
	if err != nil {
		return nil, err
	}
	var list []Command
	for _, c := range m.opts.Commands {
		err := m.can(ctx, viewer, ActionUseCommand, Target{Room: r, Command: c.Name})
		switch {
		case err == nil:
			list = append(list, c)
		case !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrArchived):
			return nil, err
		}
	}
	return list, nil
}
