package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type reactionRow struct {
	bun.BaseModel `bun:"alias:x"`

	Message chat.MessageID `bun:"message_id"`
	Emoji   string         `bun:"emoji"`
	User    chat.UserID    `bun:"user_id"`
	Room    chat.RoomID    `bun:"room_id"`
	Rev     int64          `bun:"rev"`
	At      time.Time      `bun:"at,nullzero"`
}

// SetReaction implements chat.ReactionStore.
func (s *Store) SetReaction(
	ctx context.Context, r chat.Reaction, on bool, check func(m chat.Message, others int) error,
) (chat.Message, bool, error) {
	const op = "reaction to message %q"
	err := errors.Join(storable(r.Emoji, string(r.User)), writable(r.At))
	if err == nil {
		err = lookup(string(r.Message))
	}
	var row messageRow
	changed := false
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			row, changed, err = react(ctx, tx, r, on, check)
			return err
		})
	}
	if err != nil {
		return chat.Message{}, false, s.fail(ctx, err, op, r.Message)
	}
	return row.message(), changed, nil
}

func react(
	ctx context.Context, tx conn, r chat.Reaction, on bool, check func(m chat.Message, others int) error,
) (row messageRow, changed bool, err error) {
	rev, err := takeRevOf(ctx, tx, r.Message)
	if err != nil {
		return row, false, err
	}
	if err := selectMessage(ctx, tx, &row, "m.id = ?", r.Message); err != nil {
		return row, false, found(err) // expired while this waited for the room
	}
	others := 0
	err = tx.NewRaw(`SELECT count(*) FROM (SELECT DISTINCT emoji FROM ?reactions WHERE message_id = ? AND emoji <> ?) AS others`,
		r.Message, r.Emoji).Scan(ctx, &others)
	if err == nil {
		err = check(row.message(), others)
	}
	if err != nil {
		return row, false, err
	}
	r.Room, r.Rev, r.At = row.Room, rev, stamp(r.At)
	if changed, err = storeReaction(ctx, tx, r, on); err != nil || !changed {
		return row, false, undoAfter(err)
	}
	row.Rev = rev
	if _, err := tx.NewRaw(`UPDATE ?messages SET rev = ? WHERE id = ?`, rev, row.ID).Exec(ctx); err != nil {
		return row, false, err
	}
	kind, now := chat.ReactionRemoved, row.message()
	if on {
		kind = chat.ReactionAdded
	}
	return row, true, logEvent(ctx, tx, chat.Event{
		Room: r.Room, Rev: rev, Kind: kind, Object: string(r.Message), Actor: r.User, At: r.At, Message: &now,
	})
}

// storeReaction adds or removes the row, and tells whether it was not so before.
func storeReaction(ctx context.Context, tx conn, r chat.Reaction, on bool) (bool, error) {
	if !on {
		return inserted(tx.NewRaw(`DELETE FROM ?reactions WHERE message_id = ? AND emoji = ? AND user_id = ?`,
			r.Message, r.Emoji, r.User).Exec(ctx))
	}
	row := reactionRow{Message: r.Message, Emoji: r.Emoji, User: r.User, Room: r.Room, Rev: r.Rev, At: r.At}
	return inserted(tx.NewInsert().Model(&row).ModelTableExpr("?reactions").
		On("CONFLICT (message_id, emoji, user_id) DO NOTHING").Exec(ctx))
}

type tallyRow struct {
	Message chat.MessageID `bun:"message_id"`
	Emoji   string         `bun:"emoji"`
	User    chat.UserID    `bun:"user_id"`
	Count   int            `bun:"total"`
}

// Tallies implements chat.ReactionStore.
func (s *Store) Tallies(ctx context.Context, ids []chat.MessageID) (map[chat.MessageID][]chat.Tally, error) {
	tallies := map[chat.MessageID][]chat.Tally{}
	for part := range parts(ids) {
		var rows []tallyRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			return db.NewRaw(`SELECT message_id, emoji, user_id, total FROM (SELECT message_id, emoji, user_id,
					count(*) OVER (PARTITION BY message_id, emoji) AS total,
					min(rev) OVER (PARTITION BY message_id, emoji) AS came,
					row_number() OVER (PARTITION BY message_id, emoji ORDER BY rev) AS place
				FROM ?reactions WHERE message_id IN (?)) AS x WHERE place <= ? ORDER BY message_id, came, place`,
				bun.List(part), chat.TallyUsers).Scan(ctx, &rows)
		})
		if err != nil {
			return nil, s.fail(ctx, err, "reactions to messages")
		}
		for _, row := range rows {
			tallies[row.Message] = row.addTo(tallies[row.Message])
		}
	}
	return tallies, s.fail(ctx, ctx.Err(), "reactions to messages")
}

// addTo adds one more person to the last of the tallies, or begins another one.
func (r tallyRow) addTo(list []chat.Tally) []chat.Tally {
	if n := len(list); n == 0 || list[n-1].Emoji != r.Emoji {
		list = append(list, chat.Tally{Emoji: r.Emoji, Count: r.Count})
	}
	last := &list[len(list)-1]
	last.Users = append(last.Users, r.User)
	return list
}

// Reactions implements chat.ReactionStore.
func (s *Store) Reactions(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Reaction, error) {
	list, err := s.reactions(ctx, limit, string(room), "x.room_id = ? AND x.rev > ?", room, after)
	return list, s.fail(ctx, err, "reactions in room %q", room)
}

// ReactionsBy implements chat.ReactionStore.
func (s *Store) ReactionsBy(ctx context.Context, user chat.UserID, room chat.RoomID, rev int64, limit int) ([]chat.Reaction, error) {
	var list []chat.Reaction
	err := storable(string(room))
	if err == nil {
		list, err = s.reactions(ctx, limit, string(user), "x.user_id = ? AND (x.room_id, x.rev) > (?, ?)", user, room, rev)
	}
	return list, s.fail(ctx, err, "reactions by %q", user)
}

// reactions reads a page; there is none where key cannot be.
func (s *Store) reactions(ctx context.Context, limit int, key, where string, args ...any) ([]chat.Reaction, error) {
	limit, err := pageSize(limit, 0)
	if err != nil {
		return nil, err
	}
	if lookup(key) != nil {
		return nil, ctx.Err()
	}
	var rows []reactionRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		return db.NewSelect().Model(&rows).ModelTableExpr("?reactions AS x").
			Where(where, args...).OrderExpr("x.room_id, x.rev").Limit(int64(limit)).Scan(ctx)
	})
	var list []chat.Reaction
	for _, r := range rows {
		list = append(list, chat.Reaction{Message: r.Message, Emoji: r.Emoji, User: r.User, Room: r.Room, Rev: r.Rev, At: r.At.UTC()})
	}
	return list, err
}
