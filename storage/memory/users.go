package memory

import (
	"context"
	"time"

	"github.com/parleychat/parley/chat"
)

// subject is the host's key for a user.
type subject struct{ provider, subject string }

// SaveUser implements chat.UserStore.
func (s *Store) SaveUser(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
	u.CreatedAt, u.UpdatedAt, u.ErasedAt = stamp(u.CreatedAt), stamp(u.UpdatedAt), time.Time{}
	u.Bot = u.Provider == chat.BotProvider
	err := s.do(ctx, "save user", string(u.ID), func() error {
		for _, key := range append([]string{u.Subject}, formerly...) {
			if old := s.subjects[subject{u.Provider, key}]; old != nil {
				u = s.refresh(old, u)
				return nil
			}
		}
		if s.users[u.ID] != nil {
			return chat.ErrExists
		}
		u.Handle = s.free(u, u.Handle)
		stored := u
		s.users[u.ID], s.subjects[subject{u.Provider, u.Subject}] = &stored, &stored
		s.named(&stored)
		return nil
	})
	if err != nil {
		return chat.User{}, err
	}
	return u, nil
}

// UpdatePreferences implements chat.UserStore.
func (s *Store) UpdatePreferences(ctx context.Context, id chat.UserID, change func(*chat.Preferences) error) (u chat.User, err error) {
	err = s.do(ctx, "update preferences of", string(id), func() error {
		stored := s.users[id]
		if stored == nil || !stored.ErasedAt.IsZero() {
			return chat.ErrNotFound
		}
		changed := stored.Preferences
		if err := change(&changed); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		stored.Preferences = changed
		u = *stored
		return nil
	})
	return u, err
}

// refresh gives old the profile and the subject of u, and returns the result.
func (s *Store) refresh(old *chat.User, u chat.User) chat.User {
	delete(s.subjects, subject{old.Provider, old.Subject})
	delete(s.handles, old.Handle)
	u.ID, u.Preferences, u.CreatedAt, u.ErasedAt = old.ID, old.Preferences, old.CreatedAt, old.ErasedAt
	u.Handle = s.free(u, u.Handle)
	*old = u
	s.named(old)
	s.subjects[subject{u.Provider, u.Subject}] = old
	return u
}

// User implements chat.UserStore.
func (s *Store) User(ctx context.Context, id chat.UserID) (u chat.User, err error) {
	err = s.do(ctx, "user", string(id), func() error {
		stored := s.users[id]
		if stored == nil {
			return chat.ErrNotFound
		}
		u = *stored
		return nil
	})
	return u, err
}

// UserBySubject implements chat.UserStore.
func (s *Store) UserBySubject(ctx context.Context, provider, sub string) (u chat.User, err error) {
	err = s.do(ctx, "user of "+provider, sub, func() error {
		stored := s.subjects[subject{provider, sub}]
		if stored == nil {
			return chat.ErrNotFound
		}
		u = *stored
		return nil
	})
	return u, err
}

// Users implements chat.UserStore.
func (s *Store) Users(ctx context.Context, ids []chat.UserID) (users []chat.User, err error) {
	err = s.do(ctx, "users", "", func() error {
		seen := make(map[chat.UserID]bool, len(ids))
		for _, id := range ids {
			if u := s.users[id]; u != nil && !seen[id] {
				seen[id] = true
				users = append(users, *u)
			}
		}
		return nil
	})
	return users, err
}
