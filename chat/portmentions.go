package chat

import (
	"context"
	"slices"
)

// mentionsOf are whom messages call, with a line for each of them before.
func (e *exporter) mentionsOf(ctx context.Context, list []Message) (map[MessageID][]UserID, error) {
	found, err := e.m.store.Mentions(ctx, each(list, func(msg Message) MessageID { return msg.ID }))
	if err == nil {
		err = e.users(ctx, each(found, func(x Mention) UserID { return x.User })...)
	}
	called := map[MessageID][]UserID{}
	for _, x := range found {
		called[x.Message] = append(called[x.Message], x.User)
	}
	for _, users := range called {
		slices.Sort(users)
	}
	return called, err
}

// calling adds to a line whom the message calls.
func (l messageLine) calling(users []UserID) messageLine {
	for _, u := range users {
		if u == "" {
			l.MentionsRoom = true
		} else {
			l.Mentions = append(l.Mentions, u)
		}
	}
	return l
}

// called writes in which messages of others the user is called.
func (e *exporter) called(ctx context.Context, user UserID) error {
	for before := MessageID(""); e.err == nil; {
		ids, err := e.m.store.MentionsOf(ctx, user, before, maxPageSize)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			e.line(mentionLine{lineMention, user, id})
			before = id
		}
	}
	return e.err
}

// calls adds whom a message calls to the batch.
func (ri *roomImport) calls(l messageLine) error {
	for _, user := range l.Mentions {
		here, err := ri.im.known("mentions", user)
		if err != nil {
			return err
		}
		ri.mentions = append(ri.mentions, Mention{Message: l.ID, User: here})
	}
	if l.MentionsRoom {
		ri.mentions = append(ri.mentions, Mention{Message: l.ID})
	}
	return nil
}

// flushMentions stores the batch of those who are called in messages that are there by
// now.
func (ri *roomImport) flushMentions(ctx context.Context) error {
	if len(ri.mentions) == 0 {
		return nil
	}
	if _, err := ri.im.m.store.ImportMentions(ctx, ri.here.ID, ri.mentions); err != nil {
		return atLine(ri.first, err)
	}
	ri.mentions = ri.mentions[:0]
	return nil
}
