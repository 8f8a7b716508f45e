package bunstore

import (
	"context"

	"github.com/parleychat/parley/chat"
)

// UpdatePreferences implements chat.UserStore.
func (s *Store) UpdatePreferences(ctx context.Context, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error) {
	err := lookup(string(id))
	var row userRow
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
			// It changes nothing, but holds the user, whom nobody changes meanwhile.
			if err := tx.NewRaw(`UPDATE ?users SET hide_reads = hide_reads
				WHERE id = ? AND erased_at IS NULL RETURNING *`, id).Scan(ctx, &row); err != nil {
				return err
			}
			p := row.user().Preferences
			if err := change(&p); err != nil {
				return err
			}
			return tx.NewRaw(`UPDATE ?users SET hide_presence = ?, hide_reads = ? WHERE id = ? RETURNING *`,
				p.HidePresence, p.HideReads, id).Scan(ctx, &row)
		})
	}
	if err != nil {
		return chat.User{}, s.fail(ctx, found(err), "update preferences of %q", id)
	}
	return row.user(), nil
}
