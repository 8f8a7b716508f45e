package chat

import (
	"context"
	"errors"
)

// takesOrder tells whether the lines about those who keep order are for the room: the ones in
// a person's own export are not.
func (im *importer) takesOrder() bool { return im.kind == exportOfRoom }

// sanction adds a sanction to the batch of what keeps order, which comes last.
func (ri *roomImport) sanction(ctx context.Context, line int64, l sanctionLine) error {
	user, by, err := ri.ordering(ctx, line, l.Room, l.User, l.By)
	if err == nil {
		ri.order.Sanctions = append(ri.order.Sanctions, Sanction{Kind: l.Kind, User: user, By: by, Reason: l.Reason, At: l.At.UTC(), Until: l.Until.UTC()})
	}
	return err
}

func (ri *roomImport) report(ctx context.Context, line int64, l reportLine) error {
	author, reporter, err := ri.ordering(ctx, line, l.Room, l.Author, l.Reporter)
	if err != nil {
		return err
	}
	by, err := ri.im.known("closedBy", l.ClosedBy)
	if err == nil {
		ri.order.Reports = append(ri.order.Reports, Report{ID: l.ID, Message: l.Message, Author: author, Reporter: reporter, Reason: l.Reason,
			Text: l.Text, Status: l.Status, CreatedAt: l.CreatedAt.UTC(), ClosedAt: l.ClosedAt.UTC(), ClosedBy: by})
	}
	return err
}

func (ri *roomImport) act(ctx context.Context, line int64, l actLine) error {
	user, actor, err := ri.ordering(ctx, line, l.Room, l.User, l.Actor)
	if err == nil {
		ri.order.Acts = append(ri.order.Acts, Act{ID: l.ID, Actor: actor, What: l.What, User: user, Object: l.Object, Reason: l.Reason,
			At: l.At.UTC(), Until: l.Until.UTC()})
	}
	return err
}

// ordering makes sure that the room is there, and tells who two people are here.
func (ri *roomImport) ordering(ctx context.Context, line int64, room RoomID, user, by UserID) (UserID, UserID, error) {
	if ri == nil || room != ri.from.ID {
		return "", "", errNoRoom
	}
	if err := ri.open(ctx); err != nil {
		return "", "", err
	}
	if o := ri.order; len(o.Sanctions)+len(o.Reports)+len(o.Acts) == 0 {
		ri.orderLine = line
	}
	a, err1 := ri.im.known("user", user)
	b, err2 := ri.im.known("by", by)
	return a, b, errors.Join(err1, err2)
}

// flushOrder stores the batch, whose messages are there by now.
func (ri *roomImport) flushOrder(ctx context.Context) error {
	if len(ri.order.Sanctions)+len(ri.order.Reports)+len(ri.order.Acts) == 0 {
		return nil
	}
	n, err := ri.im.m.store.ImportOrder(ctx, ri.here.ID, ri.order)
	if err != nil {
		return atLine(ri.orderLine, err)
	}
	ri.im.report.Order += n
	ri.order = Order{}
	return nil
}

// block blocks somebody who is here for somebody who is.
func (im *importer) block(ctx context.Context, l blockLine) error {
	user, err := im.known("user", l.User)
	if err == nil {
		err = im.room.finish(ctx)
	}
	if err != nil {
		return err
	}
	im.room = nil
	_, err = im.m.store.User(ctx, l.Other)
	if err == nil && l.Other != user {
		err = im.m.addingTo(ctx, []UserID{user}, func() error {
			_, err := im.m.store.SetBlock(ctx, Block{User: user, Other: l.Other, At: l.At.UTC()}, true)
			return err
		})
	}
	return gone(err) // who did not come along cannot be heard from
}
