package bunstore

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type fileRow struct {
	bun.BaseModel `bun:"alias:f"`

	ID        chat.FileID    `bun:"id"`
	User      chat.UserID    `bun:"user_id"`
	Room      chat.RoomID    `bun:"room_id"`
	Message   chat.MessageID `bun:"message_id,nullzero"`
	Place     int            `bun:"place"`
	Name      string         `bun:"name"`
	Size      int64          `bun:"size"`
	Received  int64          `bun:"received"`
	Type      string         `bun:"type"`
	Width     int            `bun:"width"`
	Height    int            `bun:"height"`
	Thumb     bool           `bun:"thumb"`
	CreatedAt time.Time      `bun:"created_at,nullzero"`
	Holder    string         `bun:"holder"`
	HeldUntil time.Time      `bun:"held_until,nullzero"`
}

func newFileRow(f chat.File) (fileRow, error) {
	row := fileRow{
		ID: f.ID, User: f.User, Room: f.Room, Message: f.Message, Place: f.Place, Name: f.Name, Size: f.Size, Received: f.Received,
		Type: f.Type, Width: f.Width, Height: f.Height, Thumb: f.Thumb,
		CreatedAt: stamp(f.CreatedAt), Holder: f.Holder, HeldUntil: stamp(f.HeldUntil),
	}
	return row, errors.Join(storable(string(f.ID), string(f.User), string(f.Room), string(f.Message), f.Name, f.Type, f.Holder),
		writable(f.CreatedAt, f.HeldUntil))
}

func (r fileRow) file() chat.File {
	return chat.File{
		ID: r.ID, User: r.User, Room: r.Room, Message: r.Message, Place: r.Place, Name: r.Name, Size: r.Size, Received: r.Received,
		Type: r.Type, Width: r.Width, Height: r.Height, Thumb: r.Thumb,
		CreatedAt: r.CreatedAt.UTC(), Holder: r.Holder, HeldUntil: r.HeldUntil.UTC(),
	}
}

// AddFile implements chat.FileStore.
func (s *Store) AddFile(ctx context.Context, f chat.File, check func(waiting int, bytes int64) error) error {
	f.Room, f.Message, f.Place = "", "", 0
	row, err := newFileRow(f)
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error { return s.addFile(ctx, tx, row, check) })
	}
	return s.fail(ctx, err, "add file %q", f.ID)
}

func (s *Store) addFile(ctx context.Context, tx conn, row fileRow, check func(int, int64) error) error {
	// It changes nothing, but holds the user: what is counted then stays so.
	var user chat.UserID
	err := tx.NewRaw(`UPDATE ?users SET hide_reads = hide_reads WHERE id = ? AND erased_at IS NULL RETURNING id`, row.User).Scan(ctx, &user)
	if err != nil {
		return found(err)
	}
	var waiting int
	var bytes int64
	err = tx.NewRaw(`SELECT count(*), CAST(coalesce(sum(size), 0) AS bigint) FROM ?files WHERE user_id = ? AND message_id IS NULL`,
		row.User).Scan(ctx, &waiting, &bytes)
	if err == nil {
		err = check(waiting, bytes)
	}
	if err != nil {
		return err
	}
	_, err = tx.NewInsert().Model(&row).ModelTableExpr("?files").Exec(ctx)
	return s.taken(err)
}

// UpdateFile implements chat.FileStore.
func (s *Store) UpdateFile(ctx context.Context, id chat.FileID, change func(*chat.File) error) (chat.File, error) {
	var row fileRow
	err := lookup(string(id))
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) (err error) {
			row, err = updateFile(ctx, tx, id, change)
			return err
		})
	}
	if err != nil {
		return chat.File{}, s.fail(ctx, err, "update file %q", id)
	}
	return row.file(), nil
}

func updateFile(ctx context.Context, tx conn, id chat.FileID, change func(*chat.File) error) (fileRow, error) {
	var row fileRow
	if err := tx.NewRaw(`UPDATE ?files SET place = place WHERE id = ? RETURNING *`, id).Scan(ctx, &row); err != nil {
		return row, found(err)
	}
	changed := row.file()
	if err := change(&changed); errors.Is(err, chat.ErrUnchanged) {
		return row, errUndo
	} else if err != nil {
		return row, err
	}
	now, err := newFileRow(changed)
	if err != nil {
		return row, err
	}
	row.Size, row.Received, row.Type, row.Width, row.Height = now.Size, now.Received, now.Type, now.Width, now.Height
	row.Thumb, row.Holder, row.HeldUntil = now.Thumb, now.Holder, now.HeldUntil
	_, err = tx.NewRaw(`UPDATE ?files SET size = ?, received = ?, type = ?, width = ?, height = ?, thumb = ?, holder = ?, held_until = ?
		WHERE id = ?`, row.Size, row.Received, row.Type, row.Width, row.Height, row.Thumb, row.Holder, bun.NullZero(row.HeldUntil), id).Exec(ctx)
	return row, err
}
