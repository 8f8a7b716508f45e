package bunstore

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// attach makes files those of a message that was just stored. They are taken in the order
// of their IDs, in which everybody takes them.
func attach(ctx context.Context, tx conn, m messageRow, list *[]chat.Attachment) error {
	if list == nil {
		return nil
	}
	type placed struct {
		id    chat.FileID
		place int
	}
	files := make([]placed, len(*list))
	for i, a := range *list {
		files[i] = placed{a.ID, i}
	}
	slices.SortFunc(files, func(a, b placed) int { return cmp.Compare(a.id, b.id) })
	for _, f := range files {
		if storable(string(f.id)) != nil {
			return chat.ErrUnfit
		}
		did, err := inserted(tx.NewRaw(`UPDATE ?files SET room_id = ?, message_id = ?, place = ?
			WHERE id = ? AND user_id = ? AND message_id IS NULL AND type <> ''`, m.Room, m.ID, f.place, f.id, m.Author).Exec(ctx))
		if err == nil && !did {
			err = chat.ErrUnfit
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// attached are the IDs of a message's files; nil: it has none.
func attached(ctx context.Context, tx conn, id chat.MessageID) (*[]chat.Attachment, error) {
	var ids []chat.FileID
	err := tx.NewRaw(`SELECT id FROM ?files WHERE message_id = ? ORDER BY place`, id).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	list := make([]chat.Attachment, len(ids))
	for i, id := range ids {
		list[i].ID = id
	}
	return &list, nil
}

// keepFiles drops those of the files that had had which are not in keep.
func keepFiles(ctx context.Context, tx conn, had, keep *[]chat.Attachment) error {
	if had == nil {
		return nil
	}
	var gone []chat.FileID
	for _, a := range *had {
		if keep == nil || !slices.ContainsFunc(*keep, func(k chat.Attachment) bool { return k.ID == a.ID }) {
			gone = append(gone, a.ID)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	_, err := dropFiles(ctx, tx, `id IN (?)`, bun.List(gone))
	return err
}
