package chat

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// A Draft is a message to be posted.
type Draft struct {
	// ClientID is the sender's own name for the message, at most 64 printable ASCII
	// characters. Posting it again, from the same author in the same room, returns the
	// first message. Default: a new one, so that a repeated post is another message.
	ClientID string `json:"clientId" validate:"max=64,printascii"`
	// Text is what is said: not blank unless there are Attachments, at most Options.MaxText
	// characters. "@ann" calls who has that handle, if they may read the room: at most
	// MaxMentions of them. "@room" calls everybody in it, if the policy allows the author
	// ActionMentionRoom. Not so in code and links, after a backslash, and for what is part of
	// a word or an address.
	Text string `json:"text" validate:"text"`
	// Attachments are complete uploads of the author that no message has, each once, in the
	// order in which they are shown; see Module.CreateUpload and Options.Uploads. Default
	// none.
	Attachments []FileID `json:"attachments" validate:"max=100"`
	// ReplyTo is a message of the room that this one answers. Default none.
	ReplyTo MessageID `json:"replyTo" validate:"max=64,printascii"`
	// Thread is a message of the room, beside which this one shall stand in a thread; of
	// a message that is in one already, in that. Default: in the main flow.
	Thread MessageID `json:"thread" validate:"max=64,printascii"`
	// InRoom has a message of a thread stand in the main flow too.
	InRoom bool `json:"inRoom"`
}

// An Edit is a new text for a message.
type Edit struct {
	// Text follows the rules of Draft.Text; it may be blank if attachments are left.
	// Who is told is whom it did not call before.
	Text string `json:"text" validate:"said"`
	// Attachments are those of the message that stay. None can be added. Default nil: all.
	Attachments *[]FileID `json:"attachments" validate:"omitempty,max=100"`
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

func (c *core) post(ctx context.Context, author UserID, room RoomID, d Draft) (Message, bool, error) {
	log := c.enter(ctx, room)
	defer log.leave()
	r, err := c.store.Room(ctx, room)
	if err != nil {
		return Message{}, false, err
	}
	log.from(r.Rev)
	if err := c.can(ctx, author, ActionPostMessage, Target{Room: r}); err != nil {
		return Message{}, false, err
	}
	if err := c.beforePost(ctx, author, r, &d); err != nil {
		return Message{}, false, err
	}
	replyTo, thread, err := c.answer(ctx, room, d)
	if err == nil {
		err = c.attachable(ctx, author, d.Attachments)
	}
	if err != nil {
		return Message{}, false, err
	}
	calls, err := c.calls(ctx, author, r, d.Text)
	if err != nil {
		return Message{}, false, err
	}
	msg, created, err := c.addMessage(ctx, r, Message{
		ID: MessageID(newID()), Room: room, AuthorID: author,
		ClientID: cmp.Or(d.ClientID, newID()), Text: d.Text, Calls: calls, CreatedAt: c.now(),
		ReplyTo: replyTo, Thread: thread, InRoom: thread != "" && d.InRoom,
		Attachments: named(d.Attachments),
	})
	if err != nil {
		return Message{}, false, unfitField(err)
	}
	if created {
		err = c.fillNew(ctx, &msg, len(d.Attachments) > 0)
	} else {
		err = c.fill(ctx, &msg)
	}
	if err == nil && !created && !repeats(d, msg) {
		err = ErrReused
	}
	if err != nil {
		return Message{}, false, err
	}
	return msg, created, nil
}

// repeats tells whether a draft may have become the message that was there already. One
// that was edited or deleted can no longer be compared with its draft.
func repeats(d Draft, msg Message) bool {
	return !msg.EditedAt.IsZero() || msg.Deleted() || msg.Text == d.Text && slices.Equal(idsOf(msg.Attachments), d.Attachments)
}

// addMessage stores a message, of which those whom it calls are told in their own logs.
func (c *core) addMessage(ctx context.Context, r Room, m Message) (msg Message, created bool, err error) {
	err = c.addingTo(ctx, m.Calls.told(), func() error {
		msg, created, err = c.add(ctx, r, m)
		return err
	})
	return msg, created, err
}

// Edit replaces the text of a message, and removes attachments; only its author may. A
// deleted message is ErrGone. The same text and attachments again change nothing.
func (m *Module) Edit(ctx context.Context, actor UserID, id MessageID, e Edit) (Message, error) {
	if err := m.begin(); err != nil {
		return Message{}, opError("chat.Edit", err)
	}
	defer m.busy.Done()
	msg, err := m.edit(ctx, actor, id, e)
	if err == nil && e.Attachments != nil {
		m.discardSoon(ctx)
	}
	return msg, opError("chat.Edit", err)
}

func (c *core) edit(ctx context.Context, actor UserID, id MessageID, e Edit) (Message, error) {
	var calls *Calls
	ask := func(r Room, msg Message) (told []UserID, err error) {
		if err = c.beforeEdit(ctx, actor, msg, &e); err == nil {
			calls, err = c.recalls(ctx, actor, r, msg.Text, e.Text)
		}
		return calls.told(), err
	}
	return c.change(ctx, actor, id, ActionEditMessage, MessageUpdated, ask, func(msg *Message) error {
		switch {
		case msg.Deleted():
			return ErrGone
		case e.IfRev != 0 && e.IfRev != msg.Rev:
			return ErrStale
		}
		left, err := kept(msg.Attachments, e.Attachments)
		switch {
		case err != nil:
			return err
		case left == nil && strings.TrimSpace(e.Text) == "":
			return &FieldError{Field: "text", Code: "visible", Reason: "must not be empty"}
		case msg.Text == e.Text && len(idsOf(left)) == len(idsOf(msg.Attachments)):
			return ErrUnchanged
		}
		msg.Text, msg.Attachments, msg.EditedAt, msg.Calls = e.Text, left, c.now(), calls
		return nil
	})
}

// Delete leaves a tombstone in the place of a message: its author may, and who moderates
// the room. Deleting it again changes nothing.
func (m *Module) Delete(ctx context.Context, actor UserID, id MessageID) (Message, error) {
	if err := m.begin(); err != nil {
		return Message{}, opError("chat.Delete", err)
	}
	defer m.busy.Done()
	msg, err := m.remove(ctx, actor, id)
	if err == nil {
		m.discardSoon(ctx)
	}
	return msg, opError("chat.Delete", err)
}

func (c *core) remove(ctx context.Context, actor UserID, id MessageID) (Message, error) {
	ask := func(_ Room, msg Message) ([]UserID, error) { return nil, c.beforeDelete(ctx, actor, msg) }
	return c.change(ctx, actor, id, ActionDeleteMessage, MessageDeleted, ask, func(msg *Message) error {
		if msg.Deleted() {
			return ErrUnchanged
		}
		msg.Text, msg.DeletedAt, msg.DeletedBy = "", c.now(), actor
		msg.PinnedAt, msg.PinnedBy = time.Time{}, ""
		return nil
	})
}

// change runs one update of a message: by whoever may, if ask has nothing against it, which
// says who may be told of it in their own logs.
func (c *core) change(ctx context.Context, actor UserID, id MessageID, action Action, kind EventKind, ask func(Room, Message) ([]UserID, error), fn func(*Message) error) (Message, error) {
	old, err := c.store.Message(ctx, id)
	if err != nil {
		return Message{}, err
	}
	var msg Message
	err = c.writeTo(ctx, old.Room, func(r Room) error {
		if err := c.can(ctx, actor, action, Target{Room: r, Message: &old}); err != nil {
			return err
		}
		told, err := ask(r, old)
		if err != nil {
			return err
		}
		change := Change{Kind: kind, Actor: actor, At: c.now(), Act: c.actOn(r, old, actor, kind)}
		return c.addingTo(ctx, told, func() error {
			msg, err = c.store.UpdateMessage(ctx, id, change, fn)
			return err
		})
	})
	if err == nil {
		err = c.fill(ctx, &msg)
	}
	if err != nil {
		return Message{}, err
	}
	return msg, nil
}
