package chat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
)

// user finds or makes the user of a line.
func (im *importer) user(ctx context.Context, l userLine) error {
	key := [2]string{l.Provider, l.Subject}
	if _, twice := im.users[l.ID]; twice || im.keys[key] {
		return misfit("user %s stands twice", l.ID)
	}
	if l.Provider == erasedProvider && l.Subject != string(l.ID) {
		return &FieldError{Field: "subject", Code: "eq", Reason: "must equal id for somebody who was erased"}
	}
	here, err := im.userHere(ctx, l)
	if errors.Is(err, ErrNotFound) {
		here, err = im.newUser(ctx, l)
	}
	if err == nil {
		err = im.eraseHere(ctx, l, here)
	}
	if err != nil {
		return fmt.Errorf("user %s: %w", l.ID, err)
	}
	im.users[l.ID], im.keys[key] = here.ID, true
	return nil
}

// eraseHere makes of a user who came as one that was erased one that is so, also where an
// import before ended in between.
func (im *importer) eraseHere(ctx context.Context, l userLine, here User) error {
	if l.Provider != erasedProvider || here.Provider != erasedProvider || !here.ErasedAt.IsZero() {
		return nil
	}
	_, err := im.m.store.EraseUser(ctx, here, cmp.Or(l.ErasedAt.UTC(), im.m.now()))
	return err
}

// userHere finds who the user is here, or ErrNotFound.
func (im *importer) userHere(ctx context.Context, l userLine) (User, error) {
	byID, err := im.m.store.User(ctx, l.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	if l.Provider == erasedProvider {
		return byID, err
	}
	if !byID.ErasedAt.IsZero() {
		return User{}, fmt.Errorf("was erased here, and that cannot be undone: %w", ErrGone)
	}
	byKey, err := im.m.store.UserBySubject(ctx, l.Provider, l.Subject)
	if errors.Is(err, ErrNotFound) && byID.ID != "" && byID.Provider == l.Provider {
		return byID, nil
	}
	return byKey, err
}

// newUser makes the user, under another ID if theirs is taken.
func (im *importer) newUser(ctx context.Context, l userLine) (User, error) {
	u := User{ID: l.ID, Provider: l.Provider, Subject: l.Subject,
		DisplayName: cmp.Or(cleanName(l.DisplayName), l.Provider+" user"),
		AvatarURL:   webURL(l.AvatarURL), ProfileURL: webURL(l.ProfileURL),
		Handle:      cleanHandle(l.Handle),
		Preferences: Preferences{HidePresence: l.HidePresence, HideReads: l.HideReads},
		CreatedAt:   l.CreatedAt.UTC(), UpdatedAt: l.UpdatedAt.UTC()}
	// A profile from the future would never be refreshed.
	if now := im.m.now(); u.UpdatedAt.After(now) {
		u.UpdatedAt = now
	}
	made, err := im.m.store.SaveUser(ctx, u, nil)
	if errors.Is(err, ErrExists) {
		u.ID = UserID(newID())
		made, err = im.m.store.SaveUser(ctx, u, nil)
	}
	if err == nil {
		im.report.Users++
	}
	return made, err
}
