package chat

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
)

// barredKey is what stays of the key of somebody who was erased while they were banned from
// everything: enough to know them again, and nothing to know them by. They may be erased as
// often as they are let in again, so n counts.
func barredKey(provider, subject string, n int) string {
	return fmt.Sprintf("barred-%x-%d", sha256.Sum256([]byte(provider+"\x00"+subject)), n)
}

// blankOf is blank for the user, who cannot lift a ban from everything by going.
func (m *Module) blankOf(ctx context.Context, id UserID) (User, error) {
	left := m.blank(id)
	u, err := m.store.User(ctx, id)
	if err != nil || !u.ErasedAt.IsZero() {
		return left, gone(err)
	}
	now, err := m.sanctions(ctx, id, "")
	if err != nil || now.everywhere == nil {
		return left, err
	}
	for n := 0; err == nil; n++ {
		left.Subject = barredKey(u.Provider, u.Subject, n)
		_, err = m.store.UserBySubject(ctx, erasedProvider, left.Subject)
	}
	return left, gone(err)
}

// barred is ErrBanned for an identity that nobody has here any more and whose last user was
// banned from everything, and is so still.
func (c *core) barred(ctx context.Context, id Identity) error {
	for _, subject := range append([]string{id.Subject}, id.Formerly...) {
		for n := 0; ; n++ {
			was, err := c.store.UserBySubject(ctx, erasedProvider, barredKey(id.Provider, subject, n))
			if errors.Is(err, ErrNotFound) {
				break
			}
			var now restraints
			if err == nil {
				now, err = c.sanctions(ctx, was.ID, "")
			}
			if err == nil {
				err = now.keepOut()
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
