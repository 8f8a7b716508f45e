package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type reportRow struct {
	bun.BaseModel `bun:"alias:p"`

	ID        chat.ReportID     `bun:"id"`
	Room      chat.RoomID       `bun:"room_id"`
	Message   chat.MessageID    `bun:"message_id"`
	Author    chat.UserID       `bun:"author_id"`
	Reporter  chat.UserID       `bun:"reporter_id"`
	Reason    string            `bun:"reason"`
	Text      string            `bun:"text"`
	Status    chat.ReportStatus `bun:"status"`
	CreatedAt time.Time         `bun:"created_at,nullzero"`
	ClosedAt  time.Time         `bun:"closed_at,nullzero"`
	ClosedBy  chat.UserID       `bun:"closed_by"`
}

func newReportRow(r chat.Report) (reportRow, error) {
	row := reportRow{ID: r.ID, Room: r.Room, Message: r.Message, Author: r.Author, Reporter: r.Reporter, Reason: r.Reason, Text: r.Text,
		Status: r.Status, CreatedAt: stamp(r.CreatedAt), ClosedAt: stamp(r.ClosedAt), ClosedBy: r.ClosedBy}
	return row, errors.Join(storable(string(r.ID), string(r.Author), string(r.Reporter), r.Reason, r.Text, string(r.Status), string(r.ClosedBy)),
		writable(r.CreatedAt, r.ClosedAt))
}

func (r reportRow) report() chat.Report {
	return chat.Report{ID: r.ID, Room: r.Room, Message: r.Message, Author: r.Author, Reporter: r.Reporter, Reason: r.Reason, Text: r.Text,
		Status: r.Status, CreatedAt: r.CreatedAt.UTC(), ClosedAt: r.ClosedAt.UTC(), ClosedBy: r.ClosedBy}
}

// AddReport implements chat.ReportStore.
func (s *Store) AddReport(ctx context.Context, r chat.Report) (chat.Report, bool, error) {
	const op = "report of message %q"
	row, err := newReportRow(r)
	if err == nil {
		err = lookup(string(r.Message))
	}
	row.Status, row.ClosedAt, row.ClosedBy = chat.ReportOpen, time.Time{}, ""
	stored, added := row, false
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			stored = row
			added, err = s.addReport(ctx, tx, &stored)
			return err
		})
	}
	if err != nil {
		return chat.Report{}, false, s.fail(ctx, err, op, r.Message)
	}
	return stored.report(), added, nil
}

// addReport holds the room of the message, so that it stays as it is.
func (s *Store) addReport(ctx context.Context, tx conn, row *reportRow) (bool, error) {
	if err := holdMessage(ctx, tx, row.Message); err != nil {
		return false, err
	}
	err := selectReport(ctx, tx, row, "p.message_id = ? AND p.reporter_id = ?", row.Message, row.Reporter)
	if !errors.Is(found(err), chat.ErrNotFound) {
		return false, undoAfter(err)
	}
	var msg messageRow
	if err := selectMessage(ctx, tx, &msg, "m.id = ?", row.Message); err != nil {
		return false, found(err)
	}
	if !msg.DeletedAt.IsZero() {
		return false, chat.ErrGone
	}
	row.Room, row.Author, row.Text = msg.Room, msg.Author, msg.Text
	_, err = tx.NewInsert().Model(row).ModelTableExpr("?reports").Exec(ctx)
	return true, s.taken(err)
}

// CloseReport implements chat.ReportStore.
func (s *Store) CloseReport(ctx context.Context, id chat.ReportID, act chat.Act, closing func(*chat.Report) error) (chat.Report, error) {
	err := lookup(string(id))
	var row reportRow
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			row, err = closeReport(ctx, tx, id, act, closing)
			return err
		})
	}
	if err != nil {
		return chat.Report{}, s.fail(ctx, err, "close report %q", id)
	}
	return row.report(), nil
}

func closeReport(ctx context.Context, tx conn, id chat.ReportID, act chat.Act, closing func(*chat.Report) error) (reportRow, error) {
	var row reportRow
	// It changes nothing, but holds the report, whom nobody changes meanwhile.
	if err := tx.NewRaw(`UPDATE ?reports SET status = status WHERE id = ? RETURNING *`, id).Scan(ctx, &row); err != nil {
		return reportRow{}, found(err)
	}
	changed := row.report()
	if err := closing(&changed); errors.Is(err, chat.ErrUnchanged) {
		return row, errUndo
	} else if err != nil {
		return reportRow{}, err
	}
	row.Status, row.ClosedAt, row.ClosedBy, row.Text = changed.Status, stamp(changed.ClosedAt), changed.ClosedBy, ""
	if err := errors.Join(storable(string(row.Status), string(row.ClosedBy)), writable(row.ClosedAt)); err != nil {
		return reportRow{}, err
	}
	_, err := tx.NewRaw(`UPDATE ?reports SET status = ?, closed_at = ?, closed_by = ?, text = '' WHERE id = ?`,
		row.Status, bun.NullZero(row.ClosedAt), row.ClosedBy, id).Exec(ctx)
	if err != nil {
		return reportRow{}, err
	}
	return row, logAct(ctx, tx, &act)
}

// Report implements chat.ReportStore.
func (s *Store) Report(ctx context.Context, id chat.ReportID) (chat.Report, error) {
	var row reportRow
	err := lookup(string(id))
	if err == nil {
		err = s.reading(ctx, func(db conn) error { return selectReport(ctx, db, &row, "p.id = ?", id) })
	}
	return row.report(), s.fail(ctx, found(err), "report %q", id)
}

func selectReport(ctx context.Context, db conn, row *reportRow, where string, args ...any) error {
	return db.NewSelect().Model(row).ModelTableExpr("?reports AS p").Where(where, args...).Scan(ctx)
}

// Reports implements chat.ReportStore.
func (s *Store) Reports(ctx context.Context, q chat.ReportQuery) ([]chat.Report, error) {
	limit, err := pageSize(q.Limit, 0)
	if err = errors.Join(err, storable(string(q.After), string(q.Status))); err != nil {
		return nil, s.fail(ctx, err, "reports")
	}
	if lookup(string(q.Room), string(q.Reporter)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "reports")
	}
	var rows []reportRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		sel := db.NewSelect().Model(&rows).ModelTableExpr("?reports AS p").Where("p.id > ?", q.After).OrderExpr("p.id").Limit(int64(limit))
		if q.Room != "" {
			sel.Where("p.room_id = ?", q.Room)
		}
		if q.Reporter != "" {
			sel.Where("p.reporter_id = ?", q.Reporter)
		}
		if q.Status != "" {
			sel.Where("p.status = ?", q.Status)
		}
		return sel.Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "reports")
	}
	list := make([]chat.Report, len(rows))
	for i, row := range rows {
		list[i] = row.report()
	}
	return list, nil
}
