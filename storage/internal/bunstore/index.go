package bunstore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// A findableRow is a message as search knows it. Filled when IndexMessages passes it, it
// goes with the text of the message.
type findableRow struct {
	bun.BaseModel `bun:"alias:d"`

	Message   chat.MessageID `bun:"message_id"`
	Room      chat.RoomID    `bun:"room_id"`
	Author    chat.UserID    `bun:"author_id"`
	CreatedAt time.Time      `bun:"created_at,nullzero"`
	// Link is 1 when there is a link in the text.
	Link  int    `bun:"link"`
	Terms string `bun:"terms"`
}

func (s *Store) newFindableRow(m messageRow) findableRow {
	row := findableRow{Message: m.ID, Room: m.Room, Author: m.Author, CreatedAt: m.CreatedAt}
	if chat.HasLink(m.Text) {
		row.Link = 1
	}
	words := chat.Words(m.Text)
	terms := make([]string, len(words))
	for i, w := range words {
		terms[i] = term(w.Folded)
	}
	row.Terms = s.dialect.Terms(terms)
	return row
}

// NoTerm takes the place of a word that nobody can look for.
const NoTerm = "0"

// termName writes a hash so that no full-text search has an idea of its own about it.
var termName = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// term is a word as it stands in the index: 50 bits of its hash. So both databases see
// nothing but short ASCII words, in which no syntax of theirs can be; and their indexes,
// which leave parts of what was removed lying about in their pages, hold no text.
func term(word string) string {
	if word == "" {
		return NoTerm
	}
	sum := sha256.Sum256([]byte(word))
	return termName.EncodeToString(sum[:7])[:10]
}

// reindex brings up to date what is known of a message whose text has changed. One that
// was not indexed before will be when it is its turn.
func (s *Store) reindex(ctx context.Context, tx conn, m messageRow) error {
	was, err := inserted(tx.NewRaw(`DELETE FROM ?findable WHERE message_id = ?`, m.ID).Exec(ctx))
	if err != nil || !was || !m.DeletedAt.IsZero() {
		return err
	}
	row := s.newFindableRow(m)
	_, err = tx.NewInsert().Model(&row).ModelTableExpr("?findable").Exec(ctx)
	return err
}

// IndexMessages implements chat.SearchStore.
func (s *Store) IndexMessages(ctx context.Context, room chat.RoomID, limit int) (int, error) {
	limit, err := pageSize(limit, 0)
	if err != nil {
		return 0, s.fail(ctx, err, "index messages of room %q", room)
	}
	if lookup(string(room)) != nil {
		return 0, s.fail(ctx, ctx.Err(), "index messages of room %q", room)
	}
	var next []messageRow
	err = s.reading(ctx, func(db conn) error { return selectUnindexed(ctx, db, room, 1, &next) })
	if err != nil || len(next) == 0 { // there is no need to wait for those who write
		return 0, s.fail(ctx, err, "index messages of room %q", room)
	}
	n := 0
	err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
		n, err = s.index(ctx, tx, room, limit)
		return err
	})
	if err != nil {
		return 0, s.fail(ctx, err, "index messages of room %q", room)
	}
	return n, nil
}

// index holds the room, so that no text changes between being read and being indexed.
func (s *Store) index(ctx context.Context, tx conn, room chat.RoomID, limit int) (int, error) {
	if _, err := holdRoom(ctx, tx, room); errors.Is(err, chat.ErrNotFound) {
		return 0, errUndo // gone since
	} else if err != nil {
		return 0, err
	}
	var list []messageRow
	if err := selectUnindexed(ctx, tx, room, limit, &list); err != nil || len(list) == 0 {
		return 0, undoAfter(err)
	}
	var rows []findableRow
	for _, m := range list {
		if m.DeletedAt.IsZero() {
			rows = append(rows, s.newFindableRow(m))
		}
	}
	for len(rows) > 0 {
		part := rows[:min(importAtOnce, len(rows))]
		rows = rows[len(part):]
		if _, err := tx.NewInsert().Model(&part).ModelTableExpr("?findable").Exec(ctx); err != nil {
			return 0, err
		}
	}
	_, err := tx.NewRaw(`INSERT INTO ?indexed (room_id, seq) VALUES (?, ?)
		ON CONFLICT (room_id) DO UPDATE SET seq = excluded.seq`, room, list[len(list)-1].Seq).Exec(ctx)
	return len(list), err
}

// selectUnindexed reads the next messages to be indexed.
func selectUnindexed(ctx context.Context, db conn, room chat.RoomID, limit int, list *[]messageRow) error {
	var seq int64
	err := db.NewRaw(`SELECT seq FROM ?indexed WHERE room_id = ?`, room).Scan(ctx, &seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	*list = nil
	return db.NewSelect().Model(list).ModelTableExpr("?messages AS m").
		Where("m.room_id = ? AND m.seq > ?", room, seq).OrderExpr("m.seq").Limit(int64(limit)).Scan(ctx)
}

// Unindexed implements chat.SearchStore.
func (s *Store) Unindexed(ctx context.Context, after chat.RoomID, limit int) ([]chat.RoomID, error) {
	limit, err := pageSize(limit, 0)
	if err = errors.Join(err, storable(string(after))); err != nil {
		return nil, s.fail(ctx, err, "unindexed rooms")
	}
	var list []chat.RoomID
	err = s.reading(ctx, func(db conn) error {
		list = nil
		return db.NewRaw(`SELECT r.id FROM ?rooms AS r WHERE r.id > ? AND EXISTS (SELECT 1 FROM ?messages AS m WHERE m.room_id = r.id
			AND m.seq > coalesce((SELECT i.seq FROM ?indexed AS i WHERE i.room_id = r.id), 0))
			ORDER BY r.id LIMIT ?`, after, limit).Scan(ctx, &list)
	})
	return list, s.fail(ctx, err, "unindexed rooms")
}
