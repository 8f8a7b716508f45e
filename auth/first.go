package auth

import (
	"errors"
	"net/http"

	"github.com/parleychat/parley/chat"
)

// First asks each authenticator in turn and returns the first identity found.
//
// One that answers chat.ErrUnauthenticated passes the request on to the next. Any
// other error is returned at once: while it cannot be told who somebody is, they
// must not become somebody else, nor be logged out. With none left, or none given,
// the answer is chat.ErrUnauthenticated. Nil authenticators are skipped.
func First(a ...chat.Authenticator) chat.Authenticator {
	var list first
	for _, one := range a {
		if one != nil {
			list = append(list, one)
		}
	}
	return list
}

type first []chat.Authenticator

// Authenticate implements chat.Authenticator.
func (f first) Authenticate(r *http.Request) (chat.Identity, error) {
	for _, a := range f {
		id, err := a.Authenticate(r)
		switch {
		case err == nil:
			return id, nil
		case !errors.Is(err, chat.ErrUnauthenticated):
			return chat.Identity{}, err
		}
	}
	return chat.Identity{}, chat.ErrUnauthenticated
}
