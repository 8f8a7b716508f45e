package chat

import (
	"context"
	"errors"
)

// Preferences are what a user keeps from others. The zero value keeps nothing.
type Preferences struct {
	// HidePresence keeps others from seeing whether the user is there, or types.
	HidePresence bool
	// HideReads keeps others from seeing how far the user has read.
	HideReads bool
}

// UpdatePreferences lets change edit the user's Preferences, and returns the user. change
// may run more than once. Those whom it concerns are told: the user's devices, and where
// they are seen no longer, or again.
func (m *Module) UpdatePreferences(ctx context.Context, user UserID, change func(p *Preferences)) (User, error) {
	if err := m.begin(); err != nil {
		return User{}, opError("chat.UpdatePreferences", err)
	}
	defer m.busy.Done()
	if user == "" {
		return User{}, opError("chat.UpdatePreferences", ErrUnauthenticated)
	}
	var before Preferences
	u, err := m.store.UpdatePreferences(ctx, user, func(p *Preferences) error {
		before = *p
		change(p)
		return nil
	})
	if err == nil && u.Preferences != before {
		m.live.prefers(u)
	}
	return u, opError("chat.UpdatePreferences", err)
}

// prefers has told what somebody chose.
func (l *live) prefers(u User) {
	if u.Preferences.HidePresence {
		l.stopTyping(u.ID)
	}
	l.reconsider(u.ID)
	l.send(errand{what: tellPreferences, user: u.ID})
}

// tellPreferences tells somebody's devices what they chose.
func (l *live) tellPreferences(ctx context.Context, user UserID) error {
	u, err := l.store.User(ctx, user)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		l.signal(ctx, Signal{Kind: PreferencesUpdated, For: user, User: u})
	}
	return err
}
