package chat

import (
	"context"
	"time"
)

// The lines about those who keep order. In a person's own export they tell what concerns
// that person, without others, and an import passes over them.
const (
	lineSanction = "sanction"
	lineReport   = "report"
	lineAct      = "act"
	lineBlock    = "block"
)

type sanctionLine struct {
	Type string `json:"type"`
	// Room is empty for what is in force everywhere, which only a person's own export has.
	Room   RoomID       `json:"room,omitempty"`
	User   UserID       `json:"user" validate:"required"`
	Kind   SanctionKind `json:"kind" validate:"oneof=ban mute"`
	By     UserID       `json:"by,omitempty"`
	Reason string       `json:"reason,omitempty" validate:"sayable"`
	At     time.Time    `json:"at" validate:"required"`
	Until  time.Time    `json:"until,omitzero"`
}

type reportLine struct {
	Type      string       `json:"type"`
	Room      RoomID       `json:"room"`
	ID        ReportID     `json:"id" validate:"id"`
	Message   MessageID    `json:"message" validate:"id"`
	Author    UserID       `json:"author,omitempty"`
	Reporter  UserID       `json:"reporter" validate:"required"`
	Reason    string       `json:"reason,omitempty" validate:"sayable"`
	Text      string       `json:"text,omitempty" validate:"sayable"`
	Status    ReportStatus `json:"status" validate:"oneof=open resolved dismissed"`
	CreatedAt time.Time    `json:"createdAt" validate:"required"`
	ClosedAt  time.Time    `json:"closedAt,omitzero"`
	ClosedBy  UserID       `json:"closedBy,omitempty"`
}

type actLine struct {
	Type   string    `json:"type"`
	Room   RoomID    `json:"room,omitempty"`
	ID     ActID     `json:"id" validate:"id"`
	Actor  UserID    `json:"actor,omitempty"`
	What   ActKind   `json:"what" validate:"required,max=64,printascii"`
	User   UserID    `json:"user,omitempty"`
	Object string    `json:"object,omitempty" validate:"max=255,sayable"`
	Reason string    `json:"reason,omitempty" validate:"sayable"`
	At     time.Time `json:"at" validate:"required"`
	Until  time.Time `json:"until,omitzero"`
}

type blockLine struct {
	Type string `json:"type"`
	User UserID `json:"user" validate:"required"`
	// Other is only known by the ID.
	Other UserID    `json:"other" validate:"id"`
	At    time.Time `json:"at" validate:"required"`
}

func newSanctionLine(s Sanction) sanctionLine {
	return sanctionLine{lineSanction, s.Room, s.User, s.Kind, s.By, s.Reason, s.At, s.Until}
}

func newReportLine(r Report) reportLine {
	return reportLine{lineReport, r.Room, r.ID, r.Message, r.Author, r.Reporter, r.Reason, r.Text, r.Status, r.CreatedAt, r.ClosedAt, r.ClosedBy}
}

func newActLine(a Act) actLine {
	return actLine{lineAct, a.Room, a.ID, a.Actor, a.What, a.User, a.Object, a.Reason, a.At, a.Until}
}

// order writes who kept order in the room, and how: the newest acts first.
func (e *exporter) order(ctx context.Context, room RoomID) error {
	for _, kind := range []SanctionKind{Ban, Mute} {
		err := inPages(func(last Sanction) ([]Sanction, error) {
			return e.m.store.Sanctions(ctx, room, kind, last.User, maxPageSize)
		}, func(s Sanction) error {
			err := e.users(ctx, s.User, s.By)
			e.line(newSanctionLine(s))
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, status := range []ReportStatus{ReportOpen, ReportResolved, ReportDismissed} {
		err := inPages(func(last Report) ([]Report, error) {
			return e.m.store.Reports(ctx, ReportQuery{Room: room, Status: status, After: last.ID, Limit: maxPageSize})
		}, func(r Report) error {
			err := e.users(ctx, r.Author, r.Reporter, r.ClosedBy)
			e.line(newReportLine(r))
			return err
		})
		if err != nil {
			return err
		}
	}
	return e.acts(ctx, ActQuery{Room: room}, func(a Act) Act { return a })
}

// acts writes those that match, as they may be shown.
func (e *exporter) acts(ctx context.Context, q ActQuery, shown func(Act) Act) error {
	q.Limit = maxPageSize
	return inPages(func(last Act) ([]Act, error) {
		q.Before = last.ID
		return e.m.store.Acts(ctx, q)
	}, func(a Act) error {
		a = shown(a)
		err := e.users(ctx, a.Actor, a.User)
		e.line(newActLine(a))
		return err
	})
}

// orderOf writes what concerns one person: what they may not, what they reported, what was
// done to them, and whom they block.
func (e *exporter) orderOf(ctx context.Context, user UserID) error {
	err := inPages(func(last Sanction) ([]Sanction, error) {
		return e.m.store.SanctionsOf(ctx, user, last, maxPageSize)
	}, func(s Sanction) error {
		s.By = ""
		e.line(newSanctionLine(s))
		return e.err
	})
	if err != nil {
		return err
	}
	err = inPages(func(last Report) ([]Report, error) {
		return e.m.store.Reports(ctx, ReportQuery{Reporter: user, After: last.ID, Limit: maxPageSize})
	}, func(r Report) error {
		r.Author, r.Text, r.ClosedBy = "", "", "" // which are of others
		e.line(newReportLine(r))
		return e.err
	})
	if err != nil {
		return err
	}
	err = e.acts(ctx, ActQuery{User: user}, func(a Act) Act {
		if a.Actor != user {
			a.Actor = ""
		}
		return a
	})
	if err != nil {
		return err
	}
	return inPages(func(last Block) ([]Block, error) {
		return e.m.store.Blocks(ctx, user, last.Rev, maxPageSize)
	}, func(b Block) error {
		e.line(blockLine{lineBlock, b.User, b.Other, b.At})
		return e.err
	})
}

// inPages reads pages, each from the last of the one before on, and does something with all
// that is in them.
func inPages[T any](page func(last T) ([]T, error), do func(T) error) error {
	var last T
	for {
		list, err := page(last)
		if err != nil {
			return err
		}
		for _, x := range list {
			if err := do(x); err != nil {
				return err
			}
			last = x
		}
		if len(list) < maxPageSize {
			return nil
		}
	}
}
