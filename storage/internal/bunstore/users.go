package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

type userRow struct {
	bun.BaseModel `bun:"alias:u"`

	ID          chat.UserID `bun:"id"`
	Provider    string      `bun:"provider"`
	Subject     string      `bun:"subject"`
	DisplayName string      `bun:"display_name"`
	AvatarURL   string      `bun:"avatar_url"`
	ProfileURL  string      `bun:"profile_url"`
	CreatedAt   time.Time   `bun:"created_at,nullzero"`
	UpdatedAt   time.Time   `bun:"updated_at,nullzero"`
	ErasedAt    time.Time   `bun:"erased_at,nullzero"`

	Handle string `bun:"handle"`

	HidePresence bool `bun:"hide_presence"`
	HideReads    bool `bun:"hide_reads"`
}

func newUserRow(u chat.User) (userRow, error) {
	row := userRow{
		ID: u.ID, Provider: u.Provider, Subject: u.Subject,
		DisplayName: u.DisplayName, AvatarURL: u.AvatarURL, ProfileURL: u.ProfileURL,
		CreatedAt: stamp(u.CreatedAt), UpdatedAt: stamp(u.UpdatedAt),
		Handle: u.Handle, HidePresence: u.Preferences.HidePresence, HideReads: u.Preferences.HideReads,
	}
	return row, errors.Join(
		storable(string(u.ID), u.Provider, u.Subject, u.DisplayName, u.AvatarURL, u.ProfileURL, u.Handle),
		writable(u.CreatedAt, u.UpdatedAt))
}

func (r userRow) user() chat.User {
	return chat.User{
		ID: r.ID, Provider: r.Provider, Subject: r.Subject,
		DisplayName: r.DisplayName, AvatarURL: r.AvatarURL, ProfileURL: r.ProfileURL,
		Bot:         r.Provider == chat.BotProvider,
		Handle:      r.Handle,
		Preferences: chat.Preferences{HidePresence: r.HidePresence, HideReads: r.HideReads},
		CreatedAt:   r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), ErasedAt: r.ErasedAt.UTC(),
	}
}

// SaveUser implements chat.UserStore.
func (s *Store) SaveUser(ctx context.Context, u chat.User, formerly []string) (chat.User, error) {
	row, err := newUserRow(u)
	if err != nil {
		return chat.User{}, s.fail(ctx, err, "save user %q", u.ID)
	}
	keys := append([]string{u.Subject}, formerly...)
	var saved userRow
	err = s.inTx(ctx, func(ctx context.Context, tx conn) error {
		for _, key := range keys {
			err := refresh(ctx, tx, row, key, &saved)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err == nil {
				err = s.giveHandle(ctx, tx, &saved, row.Handle)
			}
			return err
		}
		if err := s.insertUser(ctx, tx, row, &saved); err != nil {
			return err
		}
		return s.giveHandle(ctx, tx, &saved, row.Handle)
	})
	if err != nil {
		return chat.User{}, s.fail(ctx, err, "save user %q", u.ID)
	}
	return saved.user(), nil
}

// refresh gives the user known by key the profile and subject of row.
func refresh(ctx context.Context, tx conn, row userRow, key string, saved *userRow) error {
	if storable(key) != nil {
		return sql.ErrNoRows
	}
	return tx.NewRaw(`UPDATE ?users SET subject = ?, display_name = ?, avatar_url = ?, profile_url = ?, updated_at = ?
		WHERE provider = ? AND subject = ? RETURNING *`,
		row.Subject, row.DisplayName, row.AvatarURL, row.ProfileURL, bun.NullZero(row.UpdatedAt),
		row.Provider, key).Scan(ctx, saved)
}

// insertUser stores a new user. Where writers do not wait for each other another one
// may have stored the same person since refresh looked: then theirs is refreshed.
func (s *Store) insertUser(ctx context.Context, tx conn, row userRow, saved *userRow) error {
	*saved = row
	saved.Handle = "" // it comes by itself, since it may be taken
	err := tx.NewInsert().Model(saved).ModelTableExpr("?users").
		On("CONFLICT (provider, subject) DO UPDATE").
		Set("display_name = EXCLUDED.display_name, avatar_url = EXCLUDED.avatar_url").
		Set("profile_url = EXCLUDED.profile_url, updated_at = EXCLUDED.updated_at").
		Returning("*").Scan(ctx)
	return s.taken(err)
}

// User implements chat.UserStore.
func (s *Store) User(ctx context.Context, id chat.UserID) (chat.User, error) {
	u, err := s.user(ctx, "u.id = ?", string(id))
	return u, s.fail(ctx, err, "user %q", id)
}

// UserBySubject implements chat.UserStore.
func (s *Store) UserBySubject(ctx context.Context, provider, subject string) (chat.User, error) {
	u, err := s.user(ctx, "u.provider = ? AND u.subject = ?", provider, subject)
	return u, s.fail(ctx, err, "user %q of %q", subject, provider)
}

func (s *Store) user(ctx context.Context, where string, keys ...string) (chat.User, error) {
	if err := lookup(keys...); err != nil {
		return chat.User{}, err
	}
	var row userRow
	err := s.reading(ctx, func(db conn) error {
		return db.NewSelect().Model(&row).ModelTableExpr("?users AS u").Where(where, anys(keys)...).Scan(ctx)
	})
	return row.user(), found(err)
}

// Users implements chat.UserStore.
func (s *Store) Users(ctx context.Context, ids []chat.UserID) ([]chat.User, error) {
	var users []chat.User
	for part := range parts(ids) {
		var rows []userRow
		err := s.reading(ctx, func(db conn) error {
			rows = nil
			return db.NewSelect().Model(&rows).ModelTableExpr("?users AS u").Where("u.id IN (?)", bun.List(part)).Scan(ctx)
		})
		if err != nil {
			return nil, s.fail(ctx, err, "users")
		}
		for _, row := range rows {
			users = append(users, row.user())
		}
	}
	return users, s.fail(ctx, ctx.Err(), "users")
}

func anys(keys []string) []any {
	list := make([]any, len(keys))
	for i, k := range keys {
		list[i] = k
	}
	return list
}
