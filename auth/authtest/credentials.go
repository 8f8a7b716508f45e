package authtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/parleychat/parley/chat"
)

// checkAnonymous sends a request that carries nothing.
func checkAnonymous(ctx context.Context, h Harness) error {
	return mustRefuse(h, request(ctx))
}

// checkForged sends credentials that somebody made up, and after that, because a
// cache may have been filled, those of a person who did sign in.
func checkForged(ctx context.Context, h Harness) error {
	forged := request(ctx)
	h.Forge(forged, person("ann"))
	if err := mustRefuse(h, forged); err != nil {
		return err
	}
	if _, err := mustAccept(ctx, h, person("ann")); err != nil {
		return err
	}
	return mustRefuse(h, forged)
}

// checkExpired sends credentials that have ended.
func checkExpired(ctx context.Context, h Harness) error {
	r := request(ctx)
	h.Expire(r, person("ann"))
	return mustRefuse(h, r)
}

// checkSignedIn tells people apart.
func checkSignedIn(ctx context.Context, h Harness) error {
	who := map[string]string{}
	for _, subject := range []string{"ann", "Ann", "12345"} {
		id, err := mustAccept(ctx, h, person(subject))
		if err != nil {
			return err
		}
		if other, taken := who[id.Subject]; taken {
			return fmt.Errorf("%q and %q are both %q", other, subject, id.Subject)
		}
		who[id.Subject] = subject
	}
	return nil
}

// checkSamePerson lets somebody sign in again under another name.
func checkSamePerson(ctx context.Context, h Harness) error {
	before, err := mustAccept(ctx, h, person("ann"))
	if err != nil {
		return err
	}
	renamed := person("ann")
	renamed.Name = "Ann Miller"
	renamed.AvatarURL = "https://example.com/other.png"
	after, err := mustAccept(ctx, h, renamed)
	if err != nil {
		return err
	}
	if before.Provider != after.Provider || before.Subject != after.Subject {
		return fmt.Errorf("one person was %q %q and then %q %q",
			before.Provider, before.Subject, after.Provider, after.Subject)
	}
	return nil
}

// mustRefuse checks that the request is nobody's.
func mustRefuse(h Harness, r *http.Request) error {
	id, err := h.Authenticator.Authenticate(r)
	if !errors.Is(err, chat.ErrUnauthenticated) {
		return fmt.Errorf("got %+v, %v; want ErrUnauthenticated", id, err)
	}
	return mustBeZero(id)
}

// mustBeZero checks what comes with an error.
func mustBeZero(id chat.Identity) error {
	if !reflect.ValueOf(id).IsZero() {
		return fmt.Errorf("an error came with the identity %+v; want a zero one", id)
	}
	return nil
}

// mustAccept signs the person in, twice over the same request, and returns who
// they are.
func mustAccept(ctx context.Context, h Harness, want chat.Identity) (chat.Identity, error) {
	r := request(ctx)
	h.SignIn(r, want)
	first, err := authenticate(h, r, want)
	if err != nil {
		return chat.Identity{}, err
	}
	again, err := authenticate(h, r, want)
	if err != nil {
		return chat.Identity{}, fmt.Errorf("asked again: %w", err)
	}
	if first.Provider != again.Provider {
		return chat.Identity{}, fmt.Errorf("the provider was %q and then %q", first.Provider, again.Provider)
	}
	return first, nil
}

// authenticate checks that the request is the person's.
func authenticate(h Harness, r *http.Request, want chat.Identity) (chat.Identity, error) {
	id, err := h.Authenticator.Authenticate(r)
	switch {
	case err != nil:
		return chat.Identity{}, fmt.Errorf("signed in as %q: %w", want.Subject, err)
	case id.Subject != h.subject(want):
		return chat.Identity{}, fmt.Errorf("signed in as %q, was taken for %q, not for %q", want.Subject, id.Subject, h.subject(want))
	case id.Provider == "":
		return chat.Identity{}, fmt.Errorf("signed in as %q, without a provider", want.Subject)
	}
	return id, nil
}
