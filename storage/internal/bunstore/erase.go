package bunstore

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// A message that was erased has a ClientID that says nothing but differs from every
// other of its author in the room. Any of them could have been given to another message
// on purpose, so that one that is erased already is known by all of it.
const (
	erasedClientID = `('erased-' || CAST(seq AS TEXT))`
	notErased      = `(client_id <> ` + erasedClientID + ` OR text <> '' OR deleted_at IS NULL)`
)

// EraseUser implements chat.UserStore. Each room is a transaction of its own, so that a
// person who said much does not hold everybody up; the profile goes last, so that what
// was left half-done is known by it.
func (s *Store) EraseUser(ctx context.Context, blank chat.User, at time.Time) ([]chat.RoomID, error) {
	row, err := newUserRow(blank)
	if err = errors.Join(err, writable(at)); err == nil {
		err = lookup(string(blank.ID))
	}
	row.ErasedAt = stamp(at)
	var rooms []chat.RoomID
	var known chat.User
	if err == nil {
		known, err = s.user(ctx, "u.id = ?", string(blank.ID))
	}
	if err == nil && known.ErasedAt.IsZero() {
		rooms, err = s.eraseEverywhere(ctx, blank.ID, row.ErasedAt)
		if err == nil {
			err = s.inTx(ctx, func(ctx context.Context, tx conn) error { return s.eraseProfile(ctx, tx, row) })
		}
	}
	return rooms, s.fail(ctx, err, "erase user %q", blank.ID)
}

// eraseEverywhere goes on until nothing is left: they may write while it runs.
func (s *Store) eraseEverywhere(ctx context.Context, user chat.UserID, at time.Time) ([]chat.RoomID, error) {
	var done []chat.RoomID
	for {
		var rooms []chat.RoomID
		err := s.reading(ctx, func(db conn) error { return roomsWith(ctx, db, user, &rooms) })
		if err != nil || len(rooms) == 0 {
			slices.Sort(done)
			return slices.Compact(done), err
		}
		for _, room := range rooms {
			if err := s.inTx(ctx, func(ctx context.Context, tx conn) error {
				return eraseFrom(ctx, tx, room, user, at)
			}); err != nil {
				return done, err
			}
			done = append(done, room)
		}
	}
}

// roomsWith lists the rooms that hold anything of the user.
func roomsWith(ctx context.Context, db conn, user chat.UserID, rooms *[]chat.RoomID) error {
	*rooms = nil
	return db.NewRaw(`SELECT room_id FROM ?messages WHERE author_id = ? AND `+notErased+`
		UNION SELECT room_id FROM ?members WHERE user_id = ?
		UNION SELECT room_id FROM ?reactions WHERE user_id = ?
		UNION SELECT room_id FROM ?mentions WHERE user_id = ?
		UNION SELECT room_id FROM ?events WHERE actor_id = ? AND client_id <> ''
		ORDER BY room_id`, user, user, user, user, user).Scan(ctx, rooms)
}

// eraseFrom erases a user from one room.
func eraseFrom(ctx context.Context, tx conn, room chat.RoomID, user chat.UserID, at time.Time) error {
	rev, err := takeRev(ctx, tx, room)
	if err != nil {
		return err
	}
	if _, err := dropFiles(ctx, tx, `room_id = ? AND user_id = ?`, room, user); err != nil {
		return err
	}
	changed := false
	for _, step := range []*bun.RawQuery{
		tx.NewRaw(`DELETE FROM ?members WHERE room_id = ? AND user_id = ?`, room, user),
		tx.NewRaw(`UPDATE ?messages SET rev = ? WHERE id IN (SELECT message_id FROM ?reactions WHERE room_id = ? AND user_id = ?)`, rev, room, user),
		tx.NewRaw(`DELETE FROM ?reactions WHERE room_id = ? AND user_id = ?`, room, user),
		tx.NewRaw(`DELETE FROM ?reactions WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND author_id = ?)`, room, user),
		tx.NewRaw(`DELETE FROM ?revisions WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND author_id = ?)`, room, user),
		tx.NewRaw(`DELETE FROM ?findable WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND author_id = ?)`, room, user),
		tx.NewRaw(`UPDATE ?messages SET rev = ? WHERE id IN (SELECT message_id FROM ?mentions WHERE room_id = ? AND user_id = ?)`, rev, room, user),
		tx.NewRaw(`DELETE FROM ?mentions WHERE room_id = ? AND user_id = ?`, room, user),
		tx.NewRaw(`DELETE FROM ?mentions WHERE message_id IN (SELECT id FROM ?messages WHERE room_id = ? AND author_id = ?)`, room, user),
		// Out of the way with those that were made to look like one that is to come: the
		// name for the time between is one that nobody could think of.
		tx.NewRaw(`UPDATE ?messages SET client_id = ? || CAST(seq AS TEXT)
			WHERE room_id = ? AND author_id = ? AND client_id LIKE 'erased-%' AND `+notErased, rand.Text(), room, user),
		tx.NewRaw(`UPDATE ?messages SET text = '', client_id = `+erasedClientID+`, rev = ?, deleted_at = coalesce(deleted_at, ?),
				pinned_at = NULL, pinned_by = ''
			WHERE room_id = ? AND author_id = ? AND `+notErased, rev, at, room, user),
		tx.NewRaw(`UPDATE ?events SET client_id = '' WHERE room_id = ? AND actor_id = ? AND client_id <> ''`, room, user),
	} {
		did, err := inserted(step.Exec(ctx))
		if err != nil {
			return err
		}
		changed = changed || did
	}
	if !changed {
		return errUndo
	}
	return logEvent(ctx, tx, chat.Event{
		Room: room, Rev: rev, Kind: chat.UserErased, Object: string(user), Actor: user, At: at,
	})
}

// eraseProfile removes what is left of a user whom no room knows any more.
func (s *Store) eraseProfile(ctx context.Context, tx conn, row userRow) error {
	log := chat.UserLog(row.ID)
	if _, err := holdRoom(ctx, tx, log); err != nil && !errors.Is(err, chat.ErrNotFound) {
		return err
	}
	for _, step := range []*bun.RawQuery{
		tx.NewRaw(`UPDATE ?letters SET reason = '' WHERE reason <> '' AND NOT EXISTS (SELECT 1 FROM ?events AS e
			WHERE e.room_id = ?letters.room_id AND e.rev = ?letters.rev AND e.actor_id <> ?)`, row.ID),
		tx.NewRaw(`DELETE FROM ?bookmarks WHERE user_id = ?`, row.ID),
		tx.NewRaw(`DELETE FROM ?follows WHERE user_id = ?`, row.ID),
		tx.NewRaw(`DELETE FROM ?blocks WHERE user_id = ?`, row.ID),
		tx.NewRaw(`DELETE FROM ?paces WHERE user_id = ?`, row.ID),
		tx.NewRaw(`DELETE FROM ?sanctions WHERE user_id = ? AND room_id <> ''`, row.ID),
		tx.NewRaw(`UPDATE ?sanctions SET reason = '' WHERE user_id = ? AND reason <> ''`, row.ID),
		tx.NewRaw(`UPDATE ?sanctions SET reason = '' WHERE by_id = ? AND reason <> ''`, row.ID),
		tx.NewRaw(`UPDATE ?reports SET reason = '' WHERE reporter_id = ? AND reason <> ''`, row.ID),
		tx.NewRaw(`UPDATE ?reports SET text = '' WHERE author_id = ? AND text <> ''`, row.ID),
		tx.NewRaw(`UPDATE ?acts SET reason = '' WHERE user_id = ? AND reason <> ''`, row.ID),
		tx.NewRaw(`UPDATE ?acts SET reason = '' WHERE actor_id = ? AND reason <> ''`, row.ID),
		tx.NewRaw(`DELETE FROM ?bot_tokens WHERE bot_id = ?`, row.ID),
		tx.NewRaw(`DELETE FROM ?bots WHERE user_id = ?`, row.ID),
		tx.NewRaw(`DELETE FROM ?letters WHERE room_id = ?`, log),
		tx.NewRaw(`DELETE FROM ?cursors WHERE room_id = ?`, log),
		tx.NewRaw(`DELETE FROM ?events WHERE room_id = ?`, log),
		tx.NewRaw(`DELETE FROM ?rooms WHERE id = ?`, log),
		tx.NewRaw(`UPDATE ?users SET provider = ?, subject = ?, display_name = ?, avatar_url = ?, profile_url = ?, handle = '',
			hide_presence = ?, hide_reads = ?, updated_at = ?, erased_at = ? WHERE id = ?`,
			row.Provider, row.Subject, row.DisplayName, row.AvatarURL, row.ProfileURL,
			row.HidePresence, row.HideReads, bun.NullZero(row.UpdatedAt), row.ErasedAt, row.ID),
	} {
		if _, err := step.Exec(ctx); err != nil {
			return s.taken(s.raced(err)) // consumers may be moving on in the log
		}
	}
	// Who adds one holds the user, and so was done before, or sees that they are erased.
	_, err := dropFiles(ctx, tx, `user_id = ?`, row.ID)
	return err
}
