package chat

import "context"

// reaction adds a reaction to the batch, which follows that of messages.
func (ri *roomImport) reaction(ctx context.Context, line int64, l reactionLine) error {
	if ri == nil || l.Room != ri.from.ID {
		return errNoRoom
	}
	user, err := ri.im.known("user", l.User)
	if err != nil {
		return err
	}
	emoji, ok := cleanEmoji(l.Emoji)
	switch {
	case !ok:
		return &FieldError{Field: "emoji", Code: "emoji", Reason: "must be one emoji or a :shortcode:"}
	case ri.from.Rev > 0 && l.Rev > ri.from.Rev:
		return &FieldError{Field: "rev", Code: "max", Reason: "must not be above the rev of the room"}
	}
	if err := ri.open(ctx); err != nil {
		return err
	}
	if !ri.reacted {
		if err := ri.flush(ctx); err != nil {
			return err
		}
		ri.reacted = true
	}
	if len(ri.reactions) == 0 {
		ri.first = line
	}
	ri.reactions = append(ri.reactions, Reaction{Message: l.Message, Emoji: emoji, User: user, Rev: l.Rev, At: l.At.UTC()})
	if len(ri.reactions) >= blockLines {
		return ri.flushReactions(ctx)
	}
	return nil
}

// flushReactions stores the batch of reactions.
func (ri *roomImport) flushReactions(ctx context.Context) error {
	if len(ri.reactions) == 0 {
		return nil
	}
	n, err := ri.im.m.store.ImportReactions(ctx, ri.here.ID, ri.reactions)
	if err != nil {
		return atLine(ri.first, err)
	}
	ri.im.report.Reactions += n
	ri.reactions = ri.reactions[:0]
	return nil
}
