package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// Messages implements chat.MessageStore.
//
// It needs no transaction: the rev is read before the rows, so whatever changes in
// between is only ever more than AsOf promises.
func (s *Store) Messages(ctx context.Context, q chat.MessageQuery) (chat.MessagePage, error) {
	limit, err := pageSize(q.Limit, 1)
	if err == nil {
		err = lookup(string(q.Room), string(q.Thread))
	}
	var page chat.MessagePage
	if err == nil {
		err = s.reading(ctx, func(db conn) (err error) {
			page, err = readPage(ctx, db, q, limit)
			return err
		})
	}
	if err != nil {
		return chat.MessagePage{}, s.fail(ctx, found(err), "messages of room %q", q.Room)
	}
	return page, nil
}

// readPage reads up to limit rows, of which the last is only there to tell whether
// the history goes on.
func readPage(ctx context.Context, db conn, q chat.MessageQuery, limit int) (chat.MessagePage, error) {
	var page chat.MessagePage
	if err := db.NewRaw(`SELECT rev FROM ?rooms WHERE id = ?`, q.Room).Scan(ctx, &page.AsOf); err != nil {
		return page, err
	}
	var rows []messageRow
	if err := pageQuery(db, q, limit, &rows).Scan(ctx); err != nil {
		return page, err
	}
	more := len(rows) == limit
	if more {
		rows = rows[:limit-1]
	}
	if q.After == 0 {
		slices.Reverse(rows)
	}
	page.Items = make([]chat.Message, len(rows))
	for i, row := range rows {
		page.Items[i] = row.message()
	}
	return page, edges(ctx, db, q, more, &page)
}

func pageQuery(db conn, q chat.MessageQuery, limit int, rows *[]messageRow) *bun.SelectQuery {
	query := within(db.NewSelect().Model(rows).ModelTableExpr("?messages AS m"), q)
	if q.Before > 0 {
		query.Where("m.seq < ?", q.Before)
	}
	if q.After != 0 {
		return query.Where("m.seq > ?", max(q.After, 0)).OrderExpr("m.seq ASC").Limit(int64(limit))
	}
	return query.OrderExpr("m.seq DESC").Limit(int64(limit))
}

// edges tells what lies around the page. One side is known from the row too many;
// the other is asked for only if the query was bounded there.
func edges(ctx context.Context, db conn, q chat.MessageQuery, more bool, page *chat.MessagePage) error {
	first, last := max(q.After, 0)+1, q.Before-1
	if q.Before <= 0 {
		last = math.MaxInt64
	}
	if n := len(page.Items); n > 0 {
		first, last = page.Items[0].Seq, page.Items[n-1].Seq
	}
	var err error
	switch {
	case q.After == 0:
		page.HasBefore = more
	case q.After > 0:
		page.HasBefore, err = anyMessage(ctx, db, q, "m.seq < ?", first)
		fallthrough
	default:
		page.HasAfter = more
	}
	if err == nil && !page.HasAfter && q.Before > 0 {
		page.HasAfter, err = anyMessage(ctx, db, q, "m.seq > ?", last)
	}
	return err
}

// anyMessage asks for the first one in order: of an EXISTS the planner of PostgreSQL may
// think that it comes upon one soon while it reads the whole table.
func anyMessage(ctx context.Context, db conn, q chat.MessageQuery, where string, seq int64) (bool, error) {
	query := db.NewSelect().ModelTableExpr("?messages AS m").ColumnExpr("m.seq")
	err := within(query, q).Where(where, seq).OrderExpr("m.seq").Limit(1).Scan(ctx, &seq)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// within leaves out what the query is not about. Each case has an index of its own.
func within(query *bun.SelectQuery, q chat.MessageQuery) *bun.SelectQuery {
	query.Where("m.room_id = ?", q.Room)
	switch {
	case q.Thread != "" && q.Main:
		query.Where("m.thread = ? AND m.thread <> '' AND m.main = 1", q.Thread)
	case q.Thread != "":
		query.Where("m.thread = ? AND m.thread <> ''", q.Thread)
	case q.Main:
		query.Where("m.main = 1")
	}
	if q.SkipDeleted {
		query.Where("m.deleted_at IS NULL")
	}
	return query
}

type threadRow struct {
	Root    chat.MessageID `bun:"thread"`
	Count   int            `bun:"replies"`
	LastSeq int64          `bun:"last_seq"`
}

// Threads implements chat.MessageStore.
func (s *Store) Threads(ctx context.Context, roots []chat.MessageID) ([]chat.Thread, error) {
	var list []chat.Thread
	for part := range parts(roots) {
		var rows []threadRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			return db.NewRaw(`SELECT m.thread, count(*) AS replies, max(m.seq) AS last_seq FROM ?messages AS m
				WHERE m.thread IN (?) AND m.thread <> '' AND m.deleted_at IS NULL GROUP BY m.thread`, bun.List(part)).Scan(ctx, &rows)
		})
		if err != nil {
			return nil, s.fail(ctx, err, "threads")
		}
		for _, row := range rows {
			list = append(list, chat.Thread(row))
		}
	}
	return list, s.fail(ctx, ctx.Err(), "threads")
}
