package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type messageRow struct {
	bun.BaseModel `bun:"alias:m"`

	ID       chat.MessageID `bun:"id"`
	Room     chat.RoomID    `bun:"room_id"`
	Seq      int64          `bun:"seq"`
	Rev      int64          `bun:"rev"`
	Author   chat.UserID    `bun:"author_id"`
	ClientID string         `bun:"client_id"`
	Text     string         `bun:"text"`
	ReplyTo  chat.MessageID `bun:"reply_to"`
	Thread   chat.MessageID `bun:"thread"`
	// Main is 1 for what stands in the main flow, else 0: one column for one index.
	Main      int         `bun:"main"`
	CreatedAt time.Time   `bun:"created_at,nullzero"`
	EditedAt  time.Time   `bun:"edited_at,nullzero"`
	DeletedAt time.Time   `bun:"deleted_at,nullzero"`
	DeletedBy chat.UserID `bun:"deleted_by"`
	PinnedAt  time.Time   `bun:"pinned_at,nullzero"`
	PinnedBy  chat.UserID `bun:"pinned_by"`
}

func newMessageRow(m chat.Message) (messageRow, error) {
	row := messageRow{
		ID: m.ID, Room: m.Room, Seq: m.Seq, Rev: m.Rev, Author: m.AuthorID, ClientID: m.ClientID, Text: m.Text,
		ReplyTo: m.ReplyTo, Thread: m.Thread,
		CreatedAt: stamp(m.CreatedAt), EditedAt: stamp(m.EditedAt), DeletedAt: stamp(m.DeletedAt), DeletedBy: m.DeletedBy,
		PinnedAt: stamp(m.PinnedAt), PinnedBy: m.PinnedBy,
	}
	if m.InMainFlow() {
		row.Main = 1
	}
	return row, errors.Join(
		storable(string(m.ID), string(m.Room), string(m.AuthorID), m.ClientID, m.Text, string(m.ReplyTo), string(m.Thread),
			string(m.DeletedBy), string(m.PinnedBy)),
		writable(m.CreatedAt, m.EditedAt, m.DeletedAt, m.PinnedAt))
}

func (r messageRow) message() chat.Message {
	return chat.Message{
		ID: r.ID, Room: r.Room, Seq: r.Seq, Rev: r.Rev, AuthorID: r.Author, ClientID: r.ClientID, Text: r.Text,
		ReplyTo: r.ReplyTo, Thread: r.Thread, InRoom: r.Thread != "" && r.Main == 1,
		CreatedAt: r.CreatedAt.UTC(), EditedAt: r.EditedAt.UTC(), DeletedAt: r.DeletedAt.UTC(), DeletedBy: r.DeletedBy,
		PinnedAt: r.PinnedAt.UTC(), PinnedBy: r.PinnedBy,
	}
}

// AddMessage implements chat.MessageStore.
func (s *Store) AddMessage(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
	return s.addMessage(ctx, m, nil)
}

// addMessage adds a message, unless then, which is asked about a new one, has something
// against it.
func (s *Store) addMessage(
	ctx context.Context, m chat.Message, then func(ctx context.Context, tx conn, row messageRow) error,
) (chat.Message, bool, error) {
	row, err := newMessageRow(m)
	if err != nil {
		return chat.Message{}, false, s.fail(ctx, err, "add message %q", m.ID)
	}
	var stored messageRow
	var added bool
	err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
		stored = row
		stored.Seq, err = takeRev(ctx, tx, m.Room)
		if err != nil {
			return err
		}
		stored.Rev = stored.Seq
		added, err = inserted(insertMessage(ctx, tx, stored))
		if err != nil {
			return s.taken(err)
		}
		if !added {
			return undoAfter(selectOriginal(ctx, tx, row, &stored))
		}
		if then != nil {
			if err := then(ctx, tx, stored); err != nil {
				return err
			}
		}
		if err := attach(ctx, tx, stored, m.Attachments); err != nil {
			return err
		}
		now := stored.message()
		if err := logEvent(ctx, tx, chat.Event{
			Room: m.Room, Rev: stored.Rev, Kind: chat.MessageCreated, Object: string(m.ID),
			Actor: m.AuthorID, ClientID: m.ClientID, At: row.CreatedAt, Message: &now,
		}); err != nil {
			return err
		}
		if err := follow(ctx, tx, now, m.Calls); err != nil {
			return err
		}
		return call(ctx, tx, now, m.Calls, chat.Change{Actor: m.AuthorID, At: row.CreatedAt})
	})
	if err != nil {
		return chat.Message{}, false, s.fail(ctx, err, "add message %q", m.ID)
	}
	return stored.message(), added, nil
}

const insertMessageQuery = `INSERT INTO ?messages
	(id, room_id, seq, rev, author_id, client_id, text, reply_to, thread, main, created_at, edited_at, deleted_at, deleted_by, pinned_at, pinned_by)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (room_id, author_id, client_id) DO NOTHING`

// insertMessage stores a message unless the room has one under the same author and
// client ID.
func insertMessage(ctx context.Context, tx conn, r messageRow) (sql.Result, error) {
	return tx.newHot(insertMessageQuery, r.ID, r.Room, r.Seq, r.Rev, r.Author, r.ClientID, r.Text,
		r.ReplyTo, r.Thread, r.Main, r.CreatedAt, r.EditedAt, r.DeletedAt, r.DeletedBy,
		r.PinnedAt, r.PinnedBy).Exec(ctx)
}

// selectOriginal loads the message that row was sent as before.
func selectOriginal(ctx context.Context, tx conn, row messageRow, original *messageRow) error {
	*original = messageRow{}
	return tx.NewSelect().Model(original).ModelTableExpr("?messages AS m").
		Where("m.room_id = ? AND m.author_id = ? AND m.client_id = ?", row.Room, row.Author, row.ClientID).Scan(ctx)
}

// UpdateMessage implements chat.MessageStore.
func (s *Store) UpdateMessage(
	ctx context.Context, id chat.MessageID, c chat.Change, change func(*chat.Message) error,
) (chat.Message, error) {
	err := errors.Join(storable(string(c.Kind), string(c.Actor), c.ClientID), writable(c.At))
	if err == nil {
		err = lookup(string(id))
	}
	var row messageRow
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			row, err = s.updateMessage(ctx, tx, id, c, change)
			return err
		})
	}
	if err != nil {
		return chat.Message{}, s.fail(ctx, err, "update message %q", id)
	}
	return row.message(), nil
}

func (s *Store) updateMessage(
	ctx context.Context, tx conn, id chat.MessageID, c chat.Change, change func(*chat.Message) error,
) (messageRow, error) {
	rev, err := takeRevOf(ctx, tx, id)
	if err != nil {
		return messageRow{}, err
	}
	var row messageRow
	if err := selectMessage(ctx, tx, &row, "m.id = ?", id); err != nil {
		return messageRow{}, found(err) // expired while this waited for the room
	}
	changed := row.message()
	had, err := attached(ctx, tx, id)
	if err != nil {
		return messageRow{}, err
	}
	if had != nil {
		shown := slices.Clone(*had)
		changed.Attachments = &shown
	}
	if err := change(&changed); errors.Is(err, chat.ErrUnchanged) {
		return row, errUndo
	} else if err != nil {
		return messageRow{}, err
	}
	old, pins := row.Text, row.PinnedAt.IsZero() && changed.Pinned()
	if err := row.take(changed); err != nil {
		return messageRow{}, err
	}
	if pins {
		if err := roomForPin(ctx, tx, row.Room); err != nil {
			return messageRow{}, err
		}
	}
	row.Rev = rev
	if c.Kind == chat.MessageUpdated && row.Text != old {
		if err := revise(ctx, tx, row, c, old); err != nil {
			return messageRow{}, err
		}
	}
	if err := errors.Join(storeChange(ctx, tx, row), logAct(ctx, tx, c.Act)); err != nil {
		return messageRow{}, err
	}
	if changed.Deleted() {
		changed.Attachments = nil
	}
	if err := keepFiles(ctx, tx, had, changed.Attachments); err != nil {
		return messageRow{}, err
	}
	if row.Text != old || !row.DeletedAt.IsZero() {
		if err := s.reindex(ctx, tx, row); err != nil {
			return messageRow{}, err
		}
	}
	now := row.message()
	if err := logEvent(ctx, tx, chat.Event{
		Room: row.Room, Rev: rev, Kind: c.Kind, Object: string(id), Actor: c.Actor, ClientID: c.ClientID, At: stamp(c.At),
		Message: &now,
	}); err != nil {
		return messageRow{}, err
	}
	return row, call(ctx, tx, now, changed.Calls, c)
}

// take adopts what may change about a message.
func (r *messageRow) take(m chat.Message) error {
	r.Text, r.DeletedBy = m.Text, m.DeletedBy
	r.EditedAt, r.DeletedAt = stamp(m.EditedAt), stamp(m.DeletedAt)
	r.PinnedAt, r.PinnedBy = stamp(m.PinnedAt), m.PinnedBy
	return errors.Join(storable(m.Text, string(m.DeletedBy), string(m.PinnedBy)), writable(m.EditedAt, m.DeletedAt, m.PinnedAt))
}

func storeChange(ctx context.Context, tx conn, row messageRow) error {
	_, err := tx.NewRaw(`UPDATE ?messages SET text = ?, edited_at = ?, deleted_at = ?, deleted_by = ?, pinned_at = ?, pinned_by = ?,
		rev = ? WHERE id = ?`, row.Text, bun.NullZero(row.EditedAt), bun.NullZero(row.DeletedAt), row.DeletedBy,
		bun.NullZero(row.PinnedAt), row.PinnedBy, row.Rev, row.ID).Exec(ctx)
	if err == nil && !row.DeletedAt.IsZero() {
		err = dropAnswers(ctx, tx, row.ID)
	}
	return err
}

// dropAnswers removes what goes with the text of a message.
func dropAnswers(ctx context.Context, tx conn, id chat.MessageID) error {
	for _, step := range []string{
		`DELETE FROM ?reactions WHERE message_id = ?`, `DELETE FROM ?revisions WHERE message_id = ?`,
		`DELETE FROM ?mentions WHERE message_id = ?`,
	} {
		if _, err := tx.NewRaw(step, id).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Message implements chat.MessageStore.
func (s *Store) Message(ctx context.Context, id chat.MessageID) (chat.Message, error) {
	var row messageRow
	err := lookup(string(id))
	if err == nil {
		err = s.reading(ctx, func(db conn) error { return selectMessage(ctx, db, &row, "m.id = ?", id) })
	}
	return row.message(), s.fail(ctx, found(err), "message %q", id)
}

// MessagesByID implements chat.MessageStore.
func (s *Store) MessagesByID(ctx context.Context, ids []chat.MessageID) ([]chat.Message, error) {
	var list []chat.Message
	for part := range parts(ids) {
		var rows []messageRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			return db.NewSelect().Model(&rows).ModelTableExpr("?messages AS m").Where("m.id IN (?)", bun.List(part)).Scan(ctx)
		})
		if err != nil {
			return nil, s.fail(ctx, err, "messages")
		}
		for _, row := range rows {
			list = append(list, row.message())
		}
	}
	return list, s.fail(ctx, ctx.Err(), "messages")
}

// MessageBySeq implements chat.MessageStore.
func (s *Store) MessageBySeq(ctx context.Context, room chat.RoomID, seq int64) (chat.Message, error) {
	var row messageRow
	err := lookup(string(room))
	if err == nil {
		err = s.reading(ctx, func(db conn) error {
			return selectMessage(ctx, db, &row, "m.room_id = ? AND m.seq = ?", room, seq)
		})
	}
	return row.message(), s.fail(ctx, found(err), "message %d of room %q", seq, room)
}

func selectMessage(ctx context.Context, db conn, row *messageRow, where string, args ...any) error {
	return db.NewSelect().Model(row).ModelTableExpr("?messages AS m").Where(where, args...).Scan(ctx)
}
