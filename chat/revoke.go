package chat

import (
	"context"
	"errors"
)

// Revoke cuts at once what runs for a user on this node: Options.Revoked is told, and
// ends their realtime sessions. The clients of those who are still logged in come back by
// themselves and find out what they may by now. End the log-in or the right first; Revoke
// itself takes away neither. Other nodes notice when they next look again.
func (m *Module) Revoke(ctx context.Context, user UserID) error {
	if err := m.begin(); err != nil {
		return opError("chat.Revoke", err)
	}
	defer m.busy.Done()
	m.cut(ctx, user)
	return nil
}

// SignOut is Revoke for the person behind an identity who has logged out, on whichever
// device. Log-out handlers call it. It remembers nobody: somebody unknown has nothing that
// could be cut, and after Shutdown nothing is left.
func (m *Module) SignOut(ctx context.Context, id Identity) error {
	if err := m.begin(); errors.Is(err, ErrClosed) {
		return nil
	} else if err != nil {
		return opError("chat.SignOut", err)
	}
	defer m.busy.Done()
	user, err := m.store.UserBySubject(ctx, id.Provider, id.Subject)
	if err != nil {
		return opError("chat.SignOut", gone(err))
	}
	m.cut(ctx, user.ID)
	return nil
}

func (m *Module) cut(ctx context.Context, user UserID) {
	if m.opts.Revoked != nil {
		m.opts.Revoked(ctx, user)
	}
}
