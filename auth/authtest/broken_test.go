package authtest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// A liar breaks one promise of an authenticator that is otherwise honest.
type liar struct {
	promise, how string
	lie          func(a chat.Authenticator) chat.AuthenticatorFunc
}

var nobody = chat.Identity{}

func liars() []liar {
	return []liar{
		{"NoCredentialsIsErrUnauthenticated", "everybody is a guest", guestsForNobody},
		{"NoCredentialsIsErrUnauthenticated", "zero identity and no error", noError},
		{"NoCredentialsIsErrUnauthenticated", "an error of its own", ownError},
		{"NoCredentialsIsErrUnauthenticated", "an identity beside the error", identityWithError},
		{"ForgedCredentialsAreErrUnauthenticated", "believes the name in it", believes("forged-")},
		{"ForgedCredentialsAreErrUnauthenticated", "falls back to who came last", lastOne},
		{"ExpiredCredentialsAreErrUnauthenticated", "believes what has ended", believes("expired-")},
		{"SignedInIsThatPerson", "refuses everybody", refusesAll},
		{"SignedInIsThatPerson", "folds the case of subjects", foldsCase},
		{"SignedInIsThatPerson", "knows no provider", noProvider},
		{"SignedInIsThatPerson", "asks only once", asksOnce},
		{"SignedInIsThatPerson", "another provider each time", changingProvider},
		{"SamePersonKeepsProviderAndSubject", "a provider made from the profile", providerFromProfile},
		{"BrokenBackendIsNotErrUnauthenticated", "an outage is a log-out", outageIsLogout},
		{"BrokenBackendIsNotErrUnauthenticated", "an outage is nobody", outageIsNobody},
		{"BrokenBackendIsNotErrUnauthenticated", "an outage with an identity", identityWithError},
		{"ConcurrentRequestsAreNotMixedUp", "keeps the request in a field", sharedField},
		{"CancelledRequestEndsAndIsNoLogOut", "a cancelled lookup is a log-out", cancelIsLogout},
		{"CancelledRequestEndsAndIsNoLogOut", "does not look at the context", hangs},
		{"BodyIsLeftUnread", "reads the body", readsBody},
		{"BodyIsLeftUnread", "parses the form", parsesForm},
		{"BodyIsLeftUnread", "closes the body", closesBody},
	}
}

// TestEachLiarIsCaught runs in synctest bubbles because one of them hangs.
func TestEachLiarIsCaught(t *testing.T) {
	for _, l := range liars() {
		t.Run(l.promise+"/"+l.how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHonest(t)
				h.Authenticator = l.lie(h.Authenticator)
				if err := find(t, l.promise).check(t.Context(), h); err == nil {
					t.Error("the promise did not notice")
				}
				time.Sleep(2 * patience) // of the bubble's clock: lets the one that hangs end
			})
		})
	}
}

func TestEachPromiseHasALiar(t *testing.T) {
	for _, p := range promises() {
		var n int
		for _, l := range liars() {
			if l.promise == p.name {
				n++
			}
		}
		if n == 0 {
			t.Errorf("%s: no liar breaks it, so it is not tested", p.name)
		}
	}
}

func find(t *testing.T, name string) promise {
	for _, p := range promises() {
		if p.name == name {
			return p
		}
	}
	t.Fatalf("there is no promise %s", name)
	return promise{}
}

// after lies about the answer of the honest one.
func after(lie func(r *http.Request, id chat.Identity, err error) (chat.Identity, error)) func(chat.Authenticator) chat.AuthenticatorFunc {
	return func(a chat.Authenticator) chat.AuthenticatorFunc {
		return func(r *http.Request) (chat.Identity, error) {
			id, err := a.Authenticate(r)
			return lie(r, id, err)
		}
	}
}

func guestsForNobody(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if err != nil {
			return chat.Identity{Provider: "guest", Subject: "guest"}, nil
		}
		return id, nil
	})(a)
}

func noError(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, _ error) (chat.Identity, error) { return id, nil })(a)
}

func ownError(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if err != nil {
			return nobody, errors.New("not logged in")
		}
		return id, nil
	})(a)
}

func identityWithError(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if err != nil {
			return chat.Identity{Name: "?"}, err
		}
		return id, nil
	})(a)
}

// believes takes the person from the session's name when it starts with the prefix.
func believes(prefix string) func(chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(r *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if subject, ok := strings.CutPrefix(r.Header.Get("Session"), prefix); ok {
			return chat.Identity{Provider: "test", Subject: subject}, nil
		}
		return id, err
	})
}

func lastOne(a chat.Authenticator) chat.AuthenticatorFunc {
	var last chat.Identity
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if err == nil {
			last = id
		} else if last.Subject != "" {
			return last, nil
		}
		return id, err
	})(a)
}

func refusesAll(chat.Authenticator) chat.AuthenticatorFunc {
	return func(*http.Request) (chat.Identity, error) { return nobody, chat.ErrUnauthenticated }
}

func foldsCase(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		id.Subject = strings.ToLower(id.Subject)
		return id, err
	})(a)
}

func noProvider(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		id.Provider = ""
		return id, err
	})(a)
}

func asksOnce(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(r *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		r.Header.Del("Session")
		return id, err
	})(a)
}

func changingProvider(a chat.Authenticator) chat.AuthenticatorFunc {
	var n int
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if err == nil {
			n++
			id.Provider = fmt.Sprintf("%s-%d", id.Provider, n)
		}
		return id, err
	})(a)
}

func providerFromProfile(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		id.Provider += id.Name
		return id, err
	})(a)
}

func outageIsLogout(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if err != nil {
			err = chat.ErrUnauthenticated
		}
		return id, err
	})(a)
}

func outageIsNobody(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if errors.Is(err, errDown) {
			err = nil
		}
		return id, err
	})(a)
}

// sharedField forgets that another request may come in between: it answers each
// with what it found for the one before.
func sharedField(a chat.Authenticator) chat.AuthenticatorFunc {
	var mu sync.Mutex
	var field chat.Identity
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		mu.Lock()
		defer mu.Unlock()
		if field.Subject == "" {
			field = id
		}
		id, field = field, id
		return id, err
	})(a)
}

func cancelIsLogout(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(r *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		if r.Context().Err() != nil {
			err = chat.ErrUnauthenticated
		}
		return id, err
	})(a)
}

func hangs(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(_ *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		<-time.After(2 * patience)
		return id, err
	})(a)
}

func readsBody(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(r *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		_, _ = io.CopyN(io.Discard, r.Body, 3)
		return id, err
	})(a)
}

func parsesForm(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(r *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		_ = r.ParseForm()
		return id, err
	})(a)
}

func closesBody(a chat.Authenticator) chat.AuthenticatorFunc {
	return after(func(r *http.Request, id chat.Identity, err error) (chat.Identity, error) {
		_ = r.Body.Close()
		return id, err
	})(a)
}
