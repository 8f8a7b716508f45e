package authtest

import (
	"context"
	"net/http"
	"testing"

	"github.com/parleychat/parley/chat"
)

// A Harness is an authenticator and the ways to bring it into each situation.
type Harness struct {
	Authenticator chat.Authenticator

	// SignIn adds good credentials of the person to the request, who may have been unknown
	// so far. Of the identity the Subject must come back, or what Subject makes of it; what
	// else does is up to the authenticator. It may be called concurrently.
	SignIn func(r *http.Request, id chat.Identity)
	// Subject returns the Subject that must come back for a person who signed in, where an
	// application gives people a number of its own. Default: id.Subject.
	Subject func(id chat.Identity) string
	// Forge adds credentials for the person that somebody else made up. Default
	// none: that is impossible here, and the suite says so.
	Forge func(r *http.Request, id chat.Identity)
	// Expire adds credentials of the person that were good once. Default none:
	// credentials do not end here, and the suite says so.
	Expire func(r *http.Request, id chat.Identity)
	// Break takes down what the authenticator asks. Default none: it asks nothing.
	Break func()
}

// A promise is one sentence of the interface's comment and the way to check it.
type promise struct {
	name  string
	needs func(h Harness) bool // nil: nothing beyond SignIn
	check func(ctx context.Context, h Harness) error
}

// promises lists every promise of chat.Authenticator.
func promises() []promise {
	return []promise{
		{"NoCredentialsIsErrUnauthenticated", nil, checkAnonymous},
		{"ForgedCredentialsAreErrUnauthenticated", canForge, checkForged},
		{"ExpiredCredentialsAreErrUnauthenticated", canExpire, checkExpired},
		{"SignedInIsThatPerson", nil, checkSignedIn},
		{"SamePersonKeepsProviderAndSubject", nil, checkSamePerson},
		{"BrokenBackendIsNotErrUnauthenticated", canBreak, checkBroken},
		{"ConcurrentRequestsAreNotMixedUp", nil, checkConcurrent},
		{"CancelledRequestEndsAndIsNoLogOut", nil, checkCancelled},
		{"BodyIsLeftUnread", nil, checkBody},
	}
}

// subject is by what the person must be known.
func (h Harness) subject(id chat.Identity) string {
	if h.Subject == nil {
		return id.Subject
	}
	return h.Subject(id)
}

func canForge(h Harness) bool  { return h.Forge != nil }
func canExpire(h Harness) bool { return h.Expire != nil }
func canBreak(h Harness) bool  { return h.Break != nil }

// Run checks every promise, each against an authenticator that open makes for it.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	for _, p := range promises() {
		t.Run(p.name, func(t *testing.T) {
			h := open(t)
			if h.Authenticator == nil || h.SignIn == nil {
				t.Fatal("the harness needs an Authenticator and SignIn")
			}
			if p.needs != nil && !p.needs(h) {
				t.Log("the harness says that this cannot happen here")
				return
			}
			if err := p.check(t.Context(), h); err != nil {
				t.Error(err)
			}
		})
	}
}
