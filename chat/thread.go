package chat

import (
	"context"
	"errors"
	"time"
)

// A Thread is what somebody began by answering a message beside the main flow.
type Thread struct {
	// Root is the message that it is about.
	Root MessageID `json:"-"`
	// Count is how many messages it has, without Root and without tombstones.
	Count int `json:"count"`
	// LastSeq is the Seq of the newest of them.
	LastSeq int64 `json:"lastSeq"`
}

// A Quote is what a message says that another one answers.
type Quote struct {
	ID     MessageID `json:"id"`
	Seq    int64     `json:"seq"`
	Author User      `json:"author"`
	// Text is how it begins: at most 200 characters. A tombstone has none.
	Text string `json:"text"`
	// Attachments is how many files came with it.
	Attachments int       `json:"attachments,omitempty"`
	DeletedAt   time.Time `json:"deletedAt,omitzero"`
}

// maxQuote is the most characters of a Quote's Text.
const maxQuote = 200

func newQuote(msg Message) *Quote {
	q := &Quote{ID: msg.ID, Seq: msg.Seq, Author: msg.Author, Text: msg.Text, DeletedAt: msg.DeletedAt}
	if text := []rune(msg.Text); len(text) > maxQuote {
		q.Text = string(text[:maxQuote-1]) + "…"
	}
	return q
}

// fill sets what a message shows besides what is stored of it.
func (c *core) fill(ctx context.Context, list ...*Message) error {
	called, err := c.calleesOf(ctx, list)
	c.fillNodes(list, called)
	return errors.Join(err, c.fillAuthors(ctx, list...), c.fillQuotes(ctx, list), c.fillThreads(ctx, list),
		c.fillReactions(ctx, list), c.fillAttachments(ctx, list))
}

// fillNew is fill for a message that was written just now, with files or without: nobody has
// answered it yet, or reacted to it.
func (c *core) fillNew(ctx context.Context, msg *Message, files bool) error {
	list := []*Message{msg}
	called, err := c.calleesOf(ctx, list)
	c.fillNodes(list, called)
	err = errors.Join(err, c.fillAuthors(ctx, msg), c.fillQuotes(ctx, list))
	if files {
		err = errors.Join(err, c.fillAttachments(ctx, list))
	}
	return err
}

func (c *core) fillQuotes(ctx context.Context, list []*Message) error {
	ids := each(list, func(msg *Message) MessageID { return msg.ReplyTo })
	if len(ids) == 0 {
		return nil
	}
	found, err := c.store.MessagesByID(ctx, ids)
	if err != nil {
		return err
	}
	if err := c.fillAuthors(ctx, pointers(found)...); err != nil {
		return err
	}
	files, err := c.filesOf(ctx, ids)
	if err != nil {
		return err
	}
	quotes := map[MessageID]*Quote{}
	for _, msg := range found {
		quotes[msg.ID] = newQuote(msg)
		quotes[msg.ID].Attachments = len(files[msg.ID])
	}
	for _, msg := range list {
		msg.Quote = quotes[msg.ReplyTo] // nil for what has expired
	}
	return nil
}

func (c *core) fillThreads(ctx context.Context, list []*Message) error {
	roots := each(list, func(msg *Message) MessageID {
		if msg.Thread != "" {
			return "" // threads have no threads
		}
		return msg.ID
	})
	if len(roots) == 0 {
		return nil
	}
	found, err := c.store.Threads(ctx, roots)
	if err != nil {
		return err
	}
	threads := map[MessageID]*Thread{}
	for _, t := range found {
		threads[t.Root] = &t
	}
	for _, msg := range list {
		msg.Replies = threads[msg.ID]
	}
	return nil
}

// answer puts a draft where it belongs: what it answers, and what thread that is in.
func (c *core) answer(ctx context.Context, room RoomID, d Draft) (replyTo, thread MessageID, err error) {
	if d.ReplyTo != "" {
		if _, err := c.answered(ctx, room, "replyTo", d.ReplyTo); err != nil {
			return "", "", err
		}
	}
	if d.Thread == "" {
		return d.ReplyTo, "", nil
	}
	root, err := c.answered(ctx, room, "thread", d.Thread)
	if err == nil && root.Thread != "" {
		root.ID = root.Thread // an answer to an answer is one in the same thread
	}
	return d.ReplyTo, root.ID, err
}

// answered is the message of the room that a field of the draft names.
func (c *core) answered(ctx context.Context, room RoomID, field string, id MessageID) (Message, error) {
	msg, err := c.store.Message(ctx, id)
	if errors.Is(err, ErrNotFound) || err == nil && msg.Room != room {
		return Message{}, &FieldError{Field: field, Code: "unknown", Reason: "must be a message of the room"}
	}
	return msg, err
}
