package chat

import (
	"context"
	"time"
)

// A User is a person as the module remembers them: created on first sight of an
// Identity, keyed by (Provider, Subject), refreshed when the profile changes.
type User struct {
	ID       UserID `json:"id"`
	Provider string `json:"-"`
	Subject  string `json:"-"`

	DisplayName string `json:"displayName"`
	AvatarURL   string `json:"avatarUrl"`
	ProfileURL  string `json:"profileUrl"`

	CreatedAt time.Time `json:"-"`
	// UpdatedAt is as of when the profile is known.
	UpdatedAt time.Time `json:"-"`
}

// UserStore keeps users.
type UserStore interface {
	// SaveUser stores the person known by (u.Provider, u.Subject) in one step and
	// returns the user as stored.
	//
	// If there is one under that key, their DisplayName, AvatarURL, ProfileURL and
	// UpdatedAt become u's; ID and CreatedAt stay. Else the first user found under
	// the same Provider and one of the formerly subjects is refreshed likewise and
	// gets u.Subject. Else u is created as given. Saving one new person many times
	// at once makes one user. An ID that belongs to another user is ErrExists.
	SaveUser(ctx context.Context, u User, formerly []string) (User, error)

	// User returns the user, or ErrNotFound.
	User(ctx context.Context, id UserID) (User, error)

	// UserBySubject returns the user known by provider and subject, compared byte
	// by byte, or ErrNotFound.
	UserBySubject(ctx context.Context, provider, subject string) (User, error)

	// Users returns those of the users that exist, once each, in no given order.
	Users(ctx context.Context, ids []UserID) ([]User, error)
}
