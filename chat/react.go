package chat

import "context"

// React puts an emoji under a message on behalf of the actor: one emoji of Unicode, kept
// in its fully-qualified form however it is written, or a :shortcode: of the characters
// a-z, 0-9, _, + and -, of at most 64 bytes. The same one again changes nothing. Whoever
// may post may react, as far as Options.Policy does not say otherwise. ErrFull: the message
// has MaxTallies others. ErrGone: it was deleted.
func (m *Module) React(ctx context.Context, actor UserID, id MessageID, emoji string) (Message, error) {
	return m.setReaction(ctx, "chat.React", actor, id, emoji, true)
}

// Unreact takes the actor's emoji away again. One that is not there changes nothing.
func (m *Module) Unreact(ctx context.Context, actor UserID, id MessageID, emoji string) (Message, error) {
	return m.setReaction(ctx, "chat.Unreact", actor, id, emoji, false)
}

func (m *Module) setReaction(ctx context.Context, op string, actor UserID, id MessageID, emoji string, on bool) (Message, error) {
	if err := m.begin(); err != nil {
		return Message{}, opError(op, err)
	}
	defer m.busy.Done()
	old, err := m.store.Message(ctx, id)
	if err != nil {
		return Message{}, opError(op, err)
	}
	var msg Message
	err = m.writeTo(ctx, old.Room, func(r Room) error {
		if err := m.can(ctx, actor, ActionReact, Target{Room: r, Message: &old}); err != nil {
			return err
		}
		clean, ok := cleanEmoji(emoji)
		if !ok {
			return &FieldError{Field: "emoji", Code: "emoji", Reason: "must be one emoji, or a :shortcode: of a-z, 0-9, _, + and -, of at most 64 bytes"}
		}
		msg, _, err = m.store.SetReaction(ctx, Reaction{Message: id, Emoji: clean, User: actor, At: m.now()}, on, mayReact(on))
		return err
	})
	if err == nil {
		err = m.fill(ctx, &msg)
	}
	if err != nil {
		return Message{}, opError(op, err)
	}
	return msg, nil
}

// mayReact tells whether a message takes one more reaction, or gives one back.
func mayReact(on bool) func(m Message, others int) error {
	return func(m Message, others int) error {
		switch {
		case m.Deleted():
			return ErrGone
		case on && others >= MaxTallies:
			return ErrFull
		}
		return nil
	}
}

func (c *core) fillReactions(ctx context.Context, list []*Message) error {
	ids := each(list, func(msg *Message) MessageID {
		if msg.Deleted() {
			return "" // it has none
		}
		return msg.ID
	})
	if len(ids) == 0 {
		return nil
	}
	found, err := c.store.Tallies(ctx, ids)
	for _, msg := range list {
		if tallies := found[msg.ID]; len(tallies) > 0 {
			msg.Reactions = &tallies
		}
	}
	return err
}
