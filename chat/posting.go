package chat

import (
	"cmp"
	"context"
)

// A Draft is a message to be posted.
type Draft struct {
	// ClientID is the sender's own name for the message, at most 64 printable ASCII
	// characters. Posting it again, from the same author in the same room, returns the
	// first message. Default: a new one, so that a repeated post is another message.
	ClientID string `json:"clientId" validate:"max=64,printascii"`
	// Text is what is said: not blank, at most Options.MaxText characters.
	Text string `json:"text" validate:"text"`
}

// An Edit is a new text for a message.
type Edit struct {
	// Text follows the rules of Draft.Text.
	Text string `json:"text" validate:"text"`
	// IfRev refuses the edit with ErrStale when the message's Rev is another by now.
	// Default 0: any.
	IfRev int64 `json:"-"`
}

// Post says something in a room. It returns the message and true, or, for a client ID
// that was used before, the first message as it is now and false. The same client ID
// with another text is ErrReused. When Post returns an error, posting the same draft
// again is safe if it has a client ID.
func (m *Module) Post(ctx context.Context, author UserID, room RoomID, d Draft) (Message, bool, error) {
	if err := m.begin(); err != nil {
		return Message{}, false, opError("chat.Post", err)
	}
	defer m.busy.Done()
	msg, created, err := m.post(ctx, author, room, d)
	return msg, created, opError("chat.Post", err)
}

func (m *Module) post(ctx context.Context, author UserID, room RoomID, d Draft) (Message, bool, error) {
	log := m.dispatch.enter(room)
	defer log.leave()
	r, err := m.store.Room(ctx, room)
	if err != nil {
		return Message{}, false, err
	}
	log.from(r.Rev)
	if err := m.mayWrite(ctx, author, r); err != nil {
		return Message{}, false, err
	}
	if err := m.rules.check(d); err != nil {
		return Message{}, false, err
	}
	msg, created, err := m.store.AddMessage(ctx, Message{
		ID: MessageID(newID()), Room: room, AuthorID: author,
		ClientID: cmp.Or(d.ClientID, newID()), Text: d.Text, CreatedAt: m.now(),
	})
	if err != nil {
		return Message{}, false, err
	}
	// An edited or deleted message can no longer be compared with its draft.
	if !created && msg.Rev == msg.Seq && msg.Text != d.Text {
		return Message{}, false, ErrReused
	}
	err = m.fillAuthors(ctx, &msg)
	return msg, created, err
}

// Edit replaces the text of a message; only its author may. A deleted message is
// ErrGone. The same text again changes nothing.
func (m *Module) Edit(ctx context.Context, actor UserID, id MessageID, e Edit) (Message, error) {
	return m.change(ctx, "chat.Edit", actor, id, MessageUpdated, func(msg *Message) error {
		switch {
		case msg.Deleted():
			return ErrGone
		case e.IfRev != 0 && e.IfRev != msg.Rev:
			return ErrStale
		case msg.Text == e.Text:
			return ErrUnchanged
		}
		msg.Text, msg.EditedAt = e.Text, m.now()
		return nil
	}, e)
}

// Delete leaves a tombstone in the place of a message; only its author may. Deleting
// it again changes nothing.
func (m *Module) Delete(ctx context.Context, actor UserID, id MessageID) (Message, error) {
	return m.change(ctx, "chat.Delete", actor, id, MessageDeleted, func(msg *Message) error {
		if msg.Deleted() {
			return ErrUnchanged
		}
		msg.Text, msg.DeletedAt, msg.DeletedBy = "", m.now(), actor
		return nil
	}, nil)
}

// change runs one update of a message under the rules.
func (m *Module) change(ctx context.Context, op string, actor UserID, id MessageID, kind EventKind, fn func(*Message) error, draft any) (Message, error) {
	if err := m.begin(); err != nil {
		return Message{}, opError(op, err)
	}
	defer m.busy.Done()
	msg, err := m.changeOne(ctx, actor, id, kind, fn, draft)
	return msg, opError(op, err)
}

func (m *Module) changeOne(ctx context.Context, actor UserID, id MessageID, kind EventKind, fn func(*Message) error, draft any) (Message, error) {
	old, err := m.store.Message(ctx, id)
	if err != nil {
		return Message{}, err
	}
	log := m.dispatch.enter(old.Room)
	defer log.leave()
	r, err := m.store.Room(ctx, old.Room)
	if err != nil {
		return Message{}, err
	}
	log.from(r.Rev)
	if err := m.mayChange(ctx, actor, r, old); err != nil {
		return Message{}, err
	}
	if draft != nil {
		if err := m.rules.check(draft); err != nil {
			return Message{}, err
		}
	}
	msg, err := m.store.UpdateMessage(ctx, id, Change{Kind: kind, Actor: actor, At: m.now()}, fn)
	if err != nil {
		return Message{}, err
	}
	err = m.fillAuthors(ctx, &msg)
	return msg, err
}
