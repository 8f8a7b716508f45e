package chat

import (
	"context"
	"time"
)

// A Message is one thing somebody said. A deleted one keeps its place as a
// tombstone without text.
type Message struct {
	ID   MessageID `json:"id"`
	Room RoomID    `json:"room"`
	// Seq is the room's Rev at which the message was created. It never changes and
	// orders history.
	Seq int64 `json:"seq"`
	// Rev is the room's Rev of the latest change to the message.
	Rev int64 `json:"rev"`

	AuthorID UserID `json:"-"`
	// Author is the author as known now. Storage neither reads nor fills it.
	Author User `json:"author"`
	// ClientID is the sender's own name for the message: the same one again, from
	// the same author in the same room, is the same message.
	ClientID string `json:"clientId"`

	Text string `json:"text"`
	// Nodes are the Text as its author marked it up; nil: it is plain, and to be shown as
	// it is. Storage neither reads nor fills them.
	Nodes *[]Node `json:"nodes,omitempty"`

	// Calls is whom the text calls; nil: nobody, and in an update whom it called before.
	// AddMessage and UpdateMessage read it; storage never fills it.
	Calls *Calls `json:"-"`

	// ReplyTo is the message of the room that this one answers; empty: none.
	ReplyTo MessageID `json:"replyTo,omitempty"`
	// Quote is what ReplyTo says now. Storage neither reads nor fills it.
	Quote *Quote `json:"quote,omitempty"`
	// Thread is the message that began the thread in which this one stands; empty: it
	// stands in the main flow. With InRoom it stands in both.
	Thread MessageID `json:"thread,omitempty"`
	InRoom bool      `json:"inRoom,omitempty"`
	// Replies is about the thread that this message began; nil: none. Storage neither
	// reads nor fills it.
	Replies *Thread `json:"replies,omitempty"`
	// Reactions are the emoji under it, in the order in which they came; nil: none. Storage
	// neither reads nor fills it.
	Reactions *[]Tally `json:"reactions,omitempty"`

	// Attachments are the files that came with it; nil: none. Storage reads their IDs as
	// FileStore says, and fills in no more than these.
	Attachments *[]Attachment `json:"attachments,omitempty"`

	CreatedAt time.Time `json:"createdAt"`
	EditedAt  time.Time `json:"editedAt,omitzero"`
	DeletedAt time.Time `json:"deletedAt,omitzero"`
	DeletedBy UserID    `json:"deletedBy,omitempty"`
	// PinnedAt is since when it is pinned in its room; zero: it is not.
	PinnedAt time.Time `json:"pinnedAt,omitzero"`
	PinnedBy UserID    `json:"pinnedBy,omitempty"`
}

// Deleted tells whether the message is a tombstone.
func (m Message) Deleted() bool { return !m.DeletedAt.IsZero() }

// InMainFlow tells whether the message stands among those that are no part of a thread.
func (m Message) InMainFlow() bool { return m.Thread == "" || m.InRoom }

// Pinned tells whether the message is pinned.
func (m Message) Pinned() bool { return !m.PinnedAt.IsZero() }

// A MessageQuery selects a stretch of a room's history. Before and After exclude
// themselves; 0 leaves that side open.
type MessageQuery struct {
	Room          RoomID
	Before, After int64
	// Thread leaves out all that is not of that thread, its first message too; Main what
	// does not stand in the main flow. Default: all messages.
	Thread MessageID
	Main   bool
	// SkipDeleted leaves tombstones out.
	SkipDeleted bool
	// Limit is the most to return; it must be positive. With an After other than 0
	// the oldest that match are returned (with -1 from the very start), else the
	// newest.
	Limit int
}

// A MessagePage is a stretch of history in ascending Seq order.
type MessagePage struct {
	Items []Message
	// HasBefore and HasAfter tell whether messages that the query would not skip
	// lie directly before the first and after the last of Items.
	HasBefore, HasAfter bool
	// AsOf is the room's Rev read before the rows: every change up to it is in
	// Items, so that following the log from AsOf leaves no gap.
	AsOf int64
}

// A Change describes an update for the log.
type Change struct {
	Kind     EventKind
	Actor    UserID
	ClientID string
	At       time.Time
	// Act is added to the audit log in the same step; nil: the change is none of order. A
	// change that fails or changes nothing adds none.
	Act *Act
}

// MessageStore keeps messages. Everything that changes a room takes the room's
// next Rev and writes the log in the same step: all of it or nothing happens.
type MessageStore interface {
	// AddMessage raises the room's Rev by one, stores m with that as Seq and Rev,
	// logs MessageCreated with m.ID as Object and m.AuthorID as Actor, and returns
	// the message as stored and true. Each of m.Calls, but not the author, has MentionAdded
	// logged in their UserLog, with m.ID as Object and the same Actor and time.
	//
	// If the room has a message with the same AuthorID and ClientID, that one is
	// returned as it is now, with false; no Rev is taken. ErrNotFound: no such room.
	// ErrExists: the ID is taken by a message with another author or ClientID.
	AddMessage(ctx context.Context, m Message) (Message, bool, error)

	// UpdateMessage lets change edit the current message, then stores its Text,
	// EditedAt, DeletedAt, DeletedBy, PinnedAt and PinnedBy under the room's next Rev, logs
	// c with the message as Object, and returns the message as stored. Nothing else about
	// the message can change, but for whom it Calls: those whom it did not call before are
	// told as by AddMessage, with c.Actor and c.At. ErrFull: it would be pinned besides MaxPins
	// others. What it does to revisions, reactions and files, see RevisionStore, ReactionStore
	// and FileStore.
	//
	// change may run more than once and must not call the store. An error it
	// returns ends the update without a trace and is returned, wrapped; ErrUnchanged
	// does so too, but the result is the current message and no error.
	// ErrNotFound: no such message.
	UpdateMessage(ctx context.Context, id MessageID, c Change, change func(*Message) error) (Message, error)

	// ImportMessages stores messages of the room with the Seq that each of them
	// carries (Rev becomes the same), and raises the room's Rev and Pruned to the
	// highest, in one step. It returns how many were stored: those of which the
	// room has the AuthorID and ClientID already are skipped. Any other whose Seq is
	// not above the room's Rev, or stands twice in the list, is ErrExists, and then
	// nothing is stored.
	ImportMessages(ctx context.Context, room RoomID, list []Message) (int, error)

	// ExpireMessages removes at most limit of the room's oldest messages without a
	// trace: in Seq order, up to the first that was not created before the given time.
	// If there were any it raises the room's Rev by one and logs MessagesExpired at at,
	// with the highest Seq removed as Object (in decimal) and no Actor, in one step. It
	// returns how many were removed. ErrNotFound: no such room.
	ExpireMessages(ctx context.Context, room RoomID, before time.Time, limit int, at time.Time) (int, error)

	// Message returns the message, or ErrNotFound.
	Message(ctx context.Context, id MessageID) (Message, error)

	// MessagesByID returns those of the messages that exist, once each, in no given
	// order.
	MessagesByID(ctx context.Context, ids []MessageID) ([]Message, error)

	// MessageBySeq returns the message of the room with that Seq, or ErrNotFound.
	MessageBySeq(ctx context.Context, room RoomID, seq int64) (Message, error)

	// MessagesBy returns at most limit messages of the author with an ID above after,
	// from all rooms, in ascending ID order.
	MessagesBy(ctx context.Context, author UserID, after MessageID, limit int) ([]Message, error)

	// Threads returns one entry for each of the messages that began a thread with a
	// message in it that is no tombstone, in no given order.
	Threads(ctx context.Context, roots []MessageID) ([]Thread, error)

	// Messages returns a page of the room's history, or ErrNotFound when there is no
	// such room. Pages read one after the other while others write hold every message
	// once.
	Messages(ctx context.Context, q MessageQuery) (MessagePage, error)
}
