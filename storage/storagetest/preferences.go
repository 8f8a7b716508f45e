package storagetest

import (
	"context"
	"errors"

	"github.com/parleychat/parley/chat"
)

// hidden are preferences with nothing left to see.
var hidden = chat.Preferences{HidePresence: true, HideReads: true}

// hide is what somebody does who wants to be left alone.
func hide(p *chat.Preferences) error {
	*p = hidden
	return nil
}

// discreet is Ann with those preferences.
func discreet() chat.User {
	u := ann()
	u.Preferences = hidden
	return u
}

// withAnn wraps a check that needs Ann.
func withAnn(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return func(ctx context.Context, s chat.Storage) error {
		if _, err := s.SaveUser(ctx, ann(), nil); err != nil {
			return err
		}
		return check(ctx, s)
	}
}

// prefers wants Ann to be stored with these, and all else as it was.
func prefers(ctx context.Context, s chat.Storage, want chat.Preferences) error {
	u := ann()
	u.Preferences = want
	got, err := s.User(ctx, "user-ann")
	return errors.Join(err, same("stored", got, u))
}

var preferencesPromises = []promise{
	{"SaveUser creates a user with the Preferences given", func(ctx context.Context, s chat.Storage) error {
		got, err := s.SaveUser(ctx, discreet(), nil)
		list, err2 := s.Users(ctx, []chat.UserID{"user-ann"})
		return errors.Join(err, err2, same("result", got, discreet()), sameList("users", list, []chat.User{discreet()}))
	}},
	{"SaveUser under a known key keeps Preferences", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, discreet(), nil)
		got, err2 := s.SaveUser(ctx, ann(), nil)
		return errors.Join(err, err2, same("result", got, discreet()), prefers(ctx, s, hidden))
	}},
	{"UpdatePreferences stores what change made of them", withAnn(func(ctx context.Context, s chat.Storage) error {
		var before chat.Preferences
		got, err := s.UpdatePreferences(ctx, "user-ann", hide)
		half, err2 := s.UpdatePreferences(ctx, "user-ann", func(p *chat.Preferences) error {
			before, p.HidePresence = *p, false
			return nil
		})
		return errors.Join(err, err2, same("result", got, discreet()), same("given to change", before, hidden),
			same("result", half.Preferences, chat.Preferences{HideReads: true}), prefers(ctx, s, chat.Preferences{HideReads: true}))
	})},
	{"UpdatePreferences many times at once loses none", withAnn(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error {
			_, err := s.UpdatePreferences(ctx, "user-ann", func(p *chat.Preferences) error {
				p.HidePresence = p.HidePresence || i == 7
				p.HideReads = p.HideReads || i == 12
				return nil
			})
			return err
		})
		return errors.Join(err, prefers(ctx, s, hidden))
	})},
	{"UpdatePreferences with an error from change leaves no trace", withAnn(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdatePreferences(ctx, "user-ann", func(p *chat.Preferences) error {
			*p = hidden
			return chat.ErrStale
		})
		return errors.Join(is("UpdatePreferences", err, chat.ErrStale), prefers(ctx, s, chat.Preferences{}))
	})},
	{"UpdatePreferences of no user is ErrNotFound", withAnn(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdatePreferences(ctx, "user-eve", hide)
		return errors.Join(is("UpdatePreferences", err, chat.ErrNotFound), prefers(ctx, s, chat.Preferences{}))
	})},
	{"UpdatePreferences of somebody who was erased is ErrNotFound", withCrowd(func(ctx context.Context, s chat.Storage) error {
		err := eraseAnn(ctx, s)
		_, err2 := s.UpdatePreferences(ctx, "user-ann", hide)
		u, err3 := s.User(ctx, "user-ann")
		return errors.Join(err, is("UpdatePreferences", err2, chat.ErrNotFound), err3, same("preferences", u.Preferences, chat.Preferences{}))
	})},
	{"EraseUser makes their Preferences those of blank", withCrowd(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdatePreferences(ctx, "user-ann", hide)
		err = errors.Join(err, eraseAnn(ctx, s))
		u, err2 := s.User(ctx, "user-ann")
		return errors.Join(err, err2, same("preferences", u.Preferences, chat.Preferences{}))
	})},
}
