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
	// Handle is what others call them by after an "@", in lower case; empty: nothing. No two
	// users have the same.
	Handle string `json:"handle,omitempty"`

	// Bot tells that it is a program: its Provider is BotProvider.
	Bot bool `json:"bot,omitempty"`
	// Blocked tells whoever asked that they block the user. Storage neither reads nor fills
	// it.
	Blocked bool `json:"blocked,omitempty"`

	// Preferences are theirs alone to see.
	Preferences Preferences `json:"-"`

	CreatedAt time.Time `json:"-"`
	// UpdatedAt is as of when the profile is known.
	UpdatedAt time.Time `json:"-"`
	// ErasedAt is when everything about them was erased; zero: it was not.
	ErasedAt time.Time `json:"erasedAt,omitzero"`
}

// UserStore keeps users. Of each that is returned Bot is whether the Provider is
// BotProvider, whatever was given.
type UserStore interface {
	// SaveUser stores the person known by (u.Provider, u.Subject) in one step and
	// returns the user as stored.
	//
	// If there is one under that key, their DisplayName, AvatarURL, ProfileURL and
	// UpdatedAt become u's; ID, Preferences and CreatedAt stay. Their Handle becomes u's
	// too, unless another user has it: then they have none. Else the first user found under
	// the same Provider and one of the formerly subjects is refreshed likewise and
	// gets u.Subject. Else u is created as given, with the same rule for its Handle. Saving one new person many times
	// at once makes one user. An ID that belongs to another user is ErrExists.
	SaveUser(ctx context.Context, u User, formerly []string) (User, error)

	// UpdatePreferences lets change edit the user's current Preferences, then stores
	// them, and returns the user as stored. Nothing else about them changes.
	//
	// change may run more than once and must not call the store. An error it returns
	// ends the update without a trace and is returned, wrapped. ErrNotFound: no such
	// user, or they were erased.
	UpdatePreferences(ctx context.Context, id UserID, change func(p *Preferences) error) (User, error)

	// EraseUser forgets everything that the user known by blank.ID ever wrote or was
	// called. In every room their messages become tombstones (those that are none yet
	// with DeletedAt at) without Text and with another ClientID that says nothing, the
	// log keeps no ClientID of theirs, and they are no longer a member; a room in which
	// any of that, or a reaction of theirs, was so has its Rev raised by one, which becomes
	// the Rev of the messages, and UserErased logged at at, with the user as Object and Actor. Their
	// UserLog is removed, as is what they are if they are a bot, with its tokens, and as are the words of letters about their events and about those
	// that the log holds no longer. Of sanctions on them only bans without a Room stay, without
	// a Reason. Last, their profile, Preferences and key become those
	// of blank, with ErasedAt at; only ID and CreatedAt stay. It returns the rooms that have a new
	// event.
	//
	// It is one step per room: after a failure half of it may be done, and calling it
	// again does the rest; whoever was erased already is left alone. ErrNotFound: no
	// such user.
	EraseUser(ctx context.Context, blank User, at time.Time) ([]RoomID, error)

	// User returns the user, or ErrNotFound.
	User(ctx context.Context, id UserID) (User, error)

	// UserBySubject returns the user known by provider and subject, compared byte
	// by byte, or ErrNotFound.
	UserBySubject(ctx context.Context, provider, subject string) (User, error)

	// UsersByHandle returns those who have one of the handles, compared byte by byte, once
	// each, in no given order. Nobody has an empty one.
	UsersByHandle(ctx context.Context, handles []string) ([]User, error)

	// Users returns those of the users that exist, once each, in no given order.
	Users(ctx context.Context, ids []UserID) ([]User, error)
}
