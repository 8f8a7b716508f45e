package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type revisionRow struct {
	bun.BaseModel `bun:"alias:v"`

	Message    chat.MessageID `bun:"message_id"`
	N          int64          `bun:"n"`
	Text       string         `bun:"text"`
	ReplacedAt time.Time      `bun:"replaced_at,nullzero"`
	ReplacedBy chat.UserID    `bun:"replaced_by"`
}

func newRevisionRow(r chat.Revision) revisionRow {
	return revisionRow{Message: r.Message, N: r.N, Text: r.Text, ReplacedAt: stamp(r.ReplacedAt), ReplacedBy: r.ReplacedBy}
}

func (r revisionRow) revision() chat.Revision {
	return chat.Revision{Message: r.Message, N: r.N, Text: r.Text, ReplacedAt: r.ReplacedAt.UTC(), ReplacedBy: r.ReplacedBy}
}

// revise keeps what a message said before c, and of all that it said the newest.
func revise(ctx context.Context, tx conn, now messageRow, c chat.Change, text string) error {
	row := newRevisionRow(chat.Revision{Message: now.ID, N: now.Rev, Text: text, ReplacedAt: c.At, ReplacedBy: c.Actor})
	if _, err := tx.NewInsert().Model(&row).ModelTableExpr("?revisions").Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw(`DELETE FROM ?revisions WHERE message_id = ? AND n <=
		(SELECT v.n FROM ?revisions AS v WHERE v.message_id = ? ORDER BY v.n DESC LIMIT 1 OFFSET ?)`,
		now.ID, now.ID, chat.MaxRevisions).Exec(ctx)
	return err
}

// Revisions implements chat.RevisionStore.
func (s *Store) Revisions(ctx context.Context, message chat.MessageID, before int64, limit int) ([]chat.Revision, error) {
	limit, err := pageSize(limit, 0)
	if err != nil {
		return nil, s.fail(ctx, err, "revisions of message %q", message)
	}
	if lookup(string(message)) != nil {
		return nil, s.fail(ctx, ctx.Err(), "revisions of message %q", message)
	}
	if before <= 0 {
		before = maxRev
	}
	var rows []revisionRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?revisions AS v").
			Where("v.message_id = ? AND v.n < ?", message, before).OrderExpr("v.n DESC").Limit(int64(limit)).Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "revisions of message %q", message)
	}
	list := make([]chat.Revision, len(rows))
	for i, row := range rows {
		list[i] = row.revision()
	}
	return list, nil
}

// RemoveRevision implements chat.RevisionStore.
func (s *Store) RemoveRevision(ctx context.Context, message chat.MessageID, n int64, act *chat.Act) error {
	err := lookup(string(message))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			did, err := inserted(tx.NewRaw(`DELETE FROM ?revisions WHERE message_id = ? AND n = ?`, message, n).Exec(ctx))
			if err == nil && !did {
				err = chat.ErrNotFound
			}
			if err == nil {
				err = logAct(ctx, tx, act)
			}
			return err
		})
	}
	return s.fail(ctx, err, "remove revision %d of message %q", n, message)
}

// ImportRevisions implements chat.RevisionStore.
func (s *Store) ImportRevisions(ctx context.Context, room chat.RoomID, list []chat.Revision) (int, error) {
	rows := make([]revisionRow, len(list))
	err := lookup(string(room))
	for i, r := range list {
		rows[i] = newRevisionRow(r)
		err = errors.Join(err, storable(string(r.Message), r.Text, string(r.ReplacedBy)), writable(r.ReplacedAt))
	}
	n := 0
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			n, err = importRevisions(ctx, tx, room, rows)
			return err
		})
	}
	if err != nil {
		return 0, s.fail(ctx, err, "import revisions into room %q", room)
	}
	return n, nil
}

func importRevisions(ctx context.Context, tx conn, room chat.RoomID, rows []revisionRow) (int, error) {
	if _, err := holdRoom(ctx, tx, room); err != nil {
		return 0, err
	}
	return importAnswers(ctx, tx, room, rows, func(r revisionRow) chat.MessageID { return r.Message }, func(part *[]revisionRow) *bun.InsertQuery {
		return tx.NewInsert().Model(part).ModelTableExpr("?revisions").On("CONFLICT (message_id, n) DO NOTHING")
	})
}
