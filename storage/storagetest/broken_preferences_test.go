package storagetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/parleychat/parley/chat"
)

// preferring replaces what UpdatePreferences does.
func preferring(do func(ctx context.Context, l *liar, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error)) lie {
	return func(l *liar) {
		l.updatePreferences = func(ctx context.Context, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error) {
			return do(ctx, l, id, change)
		}
	}
}

// set makes preferences what they are.
func set(p chat.Preferences) func(*chat.Preferences) error {
	return func(to *chat.Preferences) error { *to = p; return nil }
}

var preferencesLies = map[string]lie{
	"SaveUser creates a user with the Preferences given": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			u.Preferences.HideReads = false
			return l.Store.SaveUser(ctx, u, formerly)
		}
	},
	"SaveUser under a known key keeps Preferences": func(l *liar) {
		l.saveUser = func(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
			got, err := l.Store.SaveUser(ctx, u, formerly)
			if err != nil {
				return got, err
			}
			return l.Store.UpdatePreferences(ctx, got.ID, set(u.Preferences))
		}
	},
	"UpdatePreferences stores what change made of them": preferring(func(ctx context.Context, l *liar, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error) {
		return l.Store.UpdatePreferences(ctx, id, func(p *chat.Preferences) error {
			*p = chat.Preferences{} // as if nothing had been chosen before
			return change(p)
		})
	}),
	"UpdatePreferences many times at once loses none": func(l *liar) {
		var together sync.WaitGroup // reads all before any writes
		together.Add(20)
		l.updatePreferences = func(ctx context.Context, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error) {
			u, err := l.Store.User(ctx, id)
			together.Done()
			together.Wait()
			if err == nil {
				err = change(&u.Preferences)
			}
			if err != nil {
				return chat.User{}, err
			}
			return l.Store.UpdatePreferences(ctx, id, set(u.Preferences))
		}
	},
	"UpdatePreferences with an error from change leaves no trace": preferring(func(ctx context.Context, l *liar, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error) {
		var failed error
		u, err := l.Store.UpdatePreferences(ctx, id, func(p *chat.Preferences) error { failed = change(p); return nil })
		return u, errors.Join(err, failed)
	}),
	"UpdatePreferences of no user is ErrNotFound": preferring(func(ctx context.Context, l *liar, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error) {
		u, err := l.Store.UpdatePreferences(ctx, id, change)
		return u, swallow(err)
	}),
	"UpdatePreferences of somebody who was erased is ErrNotFound": preferring(func(ctx context.Context, l *liar, id chat.UserID, change func(*chat.Preferences) error) (chat.User, error) {
		if u, err := l.Store.User(ctx, id); err == nil && !u.ErasedAt.IsZero() {
			return u, nil
		}
		return l.Store.UpdatePreferences(ctx, id, change)
	}),
	"EraseUser makes their Preferences those of blank": erasing(func(ctx context.Context, l *liar, blank chat.User, at time.Time) ([]chat.RoomID, error) {
		u, err := l.Store.User(ctx, blank.ID)
		blank.Preferences = u.Preferences
		rooms, err2 := l.Store.EraseUser(ctx, blank, at)
		return rooms, errors.Join(err, err2)
	}),
}
