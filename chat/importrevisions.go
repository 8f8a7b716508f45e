package chat

import "context"

// revision adds a revision of the message before it to the batch.
func (ri *roomImport) revision(l revisionLine) error {
	if ri == nil || l.Room != ri.from.ID {
		return errNoRoom
	}
	by, err := ri.im.known("replacedBy", l.ReplacedBy)
	switch {
	case err != nil:
		return err
	case l.Message != ri.lastID || ri.reacted:
		return misfit("a revision that does not follow its message")
	case l.N <= ri.lastN:
		return &FieldError{Field: "n", Code: "order", Reason: "must be above that of the revision before"}
	case ri.revised == MaxRevisions:
		return misfit("more than %d revisions of a message", MaxRevisions)
	}
	ri.lastN = l.N
	ri.revised++
	ri.revisions = append(ri.revisions, Revision{Message: l.Message, N: l.N, Text: l.Text, ReplacedAt: l.ReplacedAt.UTC(), ReplacedBy: by})
	return nil
}

// flushRevisions stores the batch of revisions, whose messages are there by now.
func (ri *roomImport) flushRevisions(ctx context.Context) error {
	if len(ri.revisions) == 0 {
		return nil
	}
	if _, err := ri.im.m.store.ImportRevisions(ctx, ri.here.ID, ri.revisions); err != nil {
		return atLine(ri.first, err)
	}
	ri.revisions = ri.revisions[:0]
	return nil
}
