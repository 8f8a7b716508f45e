package chat

import (
	"context"
	"net/http"
	"time"
)

// An Identity is who the host says a request comes from. Only Provider and
// Subject identify; the rest is a profile that may change at any time.
type Identity struct {
	// Provider names the source of the identity: "github", "app", "guest".
	Provider string
	// Subject is the provider's stable id of the person: a number or a UUID,
	// never a login name or an e-mail address, which others can take over.
	Subject string
	// Formerly lists subjects under which the same provider knew the person
	// before. A user stored under one of them is re-keyed to Subject. Set it only
	// from what the provider itself vouches for. Default none.
	Formerly []string

	// Name, AvatarURL and ProfileURL are shown beside what the person writes.
	// An empty one leaves what is known already. URLs other than http and https
	// are ignored.
	Name, AvatarURL, ProfileURL string
	// Handle is what others call the person by after an "@": 1 to 64 of the letters a to z,
	// digits and ".", "_" and "-", beginning and ending with a letter or digit; upper case is
	// the same. No two users have the same, whatever their Provider: it is whose comes first,
	// and who comes with it later has none until it is free, which it is when its user comes
	// with another one or is erased. Any other text, and "room", is no handle. Default: the
	// one that is known already, or none.
	Handle string
	// AsOf is when the profile was read at its source. A profile older than the
	// stored one does not overwrite it, so that a token issued last week cannot
	// bring an old name back. Zero means now.
	AsOf time.Time

	// Roles are the host's own words for what the person may do; the module knows
	// RoleAdmin.
	Roles []string
	// Grant is what the credentials are limited to. Default nil: to nothing.
	Grant *Grant
	// Expires is when the identity ends; realtime sessions are cut at that time.
	// Zero means never.
	Expires time.Time
}

// RoleAdmin is the role whose holders may create rooms over HTTP, change and export every
// one, private ones too, keep order everywhere, and ban from everything.
const RoleAdmin = "admin"

// HasRole tells whether the host gave the identity the role.
func (id Identity) HasRole(role string) bool {
	for _, r := range id.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// in is a context in which somebody with the identity acts.
func (id Identity) in(ctx context.Context) context.Context {
	return WithGrant(WithRoles(ctx, id.Roles...), id.Grant)
}

// An Authenticator tells who sent a request.
//
// Authenticate returns ErrUnauthenticated, and a zero Identity, when the request
// carries no credentials, or bad or expired ones. Any other error means that it
// could not be told, for instance because a database is down: the module answers
// 503 and nobody is logged out. The same person always gets the same Provider and
// Subject.
//
// Requests with a token of one of the module's bots never come to it: those whose
// Authorization field has the scheme Bearer and begins with "pat_".
//
// Authenticate is safe for concurrent use, honours r.Context() and leaves r.Body
// unread.
type Authenticator interface {
	Authenticate(r *http.Request) (Identity, error)
}

// AuthenticatorFunc lets a function be an Authenticator.
type AuthenticatorFunc func(r *http.Request) (Identity, error)

// Authenticate calls f.
func (f AuthenticatorFunc) Authenticate(r *http.Request) (Identity, error) { return f(r) }
