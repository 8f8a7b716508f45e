package chat

import (
	"context"
	"time"
)

// A Revision is what a message said before an edit.
type Revision struct {
	Message MessageID `json:"message"`
	// N is the room's Rev of the edit that replaced the text: it orders the revisions of a
	// message and names each of them for good.
	N    int64  `json:"n"`
	Text string `json:"text"`
	// ReplacedAt and ReplacedBy are when and by whom it was edited.
	ReplacedAt time.Time `json:"replacedAt"`
	ReplacedBy UserID    `json:"replacedBy"`
}

// MaxRevisions is how many revisions are kept of a message. The oldest go first.
const MaxRevisions = 50

// RevisionStore keeps revisions, at most MaxRevisions of a message, the newest. An
// UpdateMessage of the kind MessageUpdated that changes the Text adds the one from before.
// They go with the text of their message: UpdateMessage removes them when it stores a
// DeletedAt, EraseUser those of the user's messages, ExpireMessages those of what it
// removes.
type RevisionStore interface {
	// Revisions returns at most limit revisions of the message with an N below before, 0:
	// of any, the newest first. A message that does not exist has none.
	Revisions(ctx context.Context, message MessageID, before int64, limit int) ([]Revision, error)

	// RemoveRevision removes one revision for good, or returns ErrNotFound. It takes no
	// Rev and logs nothing. act, unless it is nil, is added to the audit log in the same step.
	RemoveRevision(ctx context.Context, message MessageID, n int64, act *Act) error

	// ImportRevisions stores revisions as given, in one step, and returns how many were
	// stored: those that are there already are skipped, and those of what is no message of
	// the room or a tombstone. It takes no Rev and logs nothing. ErrNotFound: no such room.
	ImportRevisions(ctx context.Context, room RoomID, list []Revision) (int, error)
}

// Revisions returns at most limit revisions of a message, the newest first, from those
// with an N below before, 0: from the newest, and whether there are more. Its author and
// who moderates the room may see them, as far as Options.Policy does not say otherwise.
func (m *Module) Revisions(ctx context.Context, viewer UserID, id MessageID, before int64, limit int) ([]Revision, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Revisions", err)
	}
	defer m.busy.Done()
	_, err := m.mayRevise(ctx, viewer, id, ActionReadRevisions)
	var list []Revision
	if err == nil {
		list, err = m.store.Revisions(ctx, id, before, limit+1)
	}
	more := len(list) > limit
	return list[:min(limit, len(list))], more, opError("chat.Revisions", err)
}

// PurgeRevision removes one revision for good, and nobody is told. Who may delete the
// message may, as far as Options.Policy does not say otherwise. ErrNotFound: there is no
// such revision.
func (m *Module) PurgeRevision(ctx context.Context, actor UserID, id MessageID, n int64) error {
	if err := m.begin(); err != nil {
		return opError("chat.PurgeRevision", err)
	}
	defer m.busy.Done()
	msg, err := m.mayRevise(ctx, actor, id, ActionPurgeRevision)
	if err == nil {
		var act *Act
		if msg.AuthorID != actor {
			a := m.newAct(msg.Room, actor, ActPurged, msg.AuthorID, string(id))
			act = &a
		}
		err = m.store.RemoveRevision(ctx, id, n, act)
	}
	return opError("chat.PurgeRevision", err)
}

// mayRevise asks whether somebody who may read the message may do that with what it said
// before.
func (m *Module) mayRevise(ctx context.Context, actor UserID, id MessageID, action Action) (Message, error) {
	msg, err := m.store.Message(ctx, id)
	if err != nil {
		return Message{}, err
	}
	r, err := m.readable(ctx, actor, msg.Room)
	if err != nil {
		return Message{}, err
	}
	return msg, m.can(ctx, actor, action, Target{Room: r, Message: &msg})
}
