package chat

import (
	"context"
	"slices"
)

// message writes a message, which calls these, with what it said before, and its files.
func (e *exporter) message(ctx context.Context, msg Message, files []File, called ...UserID) error {
	e.line(newMessageLine(msg).calling(called))
	if err := e.revisions(ctx, msg); err != nil {
		return err
	}
	return e.files(ctx, files)
}

func (e *exporter) revisions(ctx context.Context, msg Message) error {
	if msg.EditedAt.IsZero() || msg.Deleted() || e.err != nil {
		return e.err
	}
	list, err := e.m.store.Revisions(ctx, msg.ID, 0, MaxRevisions)
	if err != nil {
		return err
	}
	for _, rev := range slices.Backward(list) {
		if rev.ReplacedBy != msg.AuthorID {
			rev.ReplacedBy = "" // only authors edit; the lines before name nobody else
		}
		e.line(newRevisionLine(msg.Room, rev))
	}
	return e.err
}
