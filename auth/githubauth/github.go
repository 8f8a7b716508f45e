package githubauth

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/oauth2"

	"github.com/parleychat/parley/chat"
)

// Provider is the Provider of the identities.
const Provider = "github"

// SignIn remembers the person and logs them in, usually by a cookie on w, to which
// it must write nothing else, and nothing at all with an error.
//
// Its errors are matched with errors.Is: ErrForbidden, ErrRateLimited and ErrClosed
// are told; any other is an outage, logged, and not shown.
type SignIn func(w http.ResponseWriter, r *http.Request, id chat.Identity) error

// GitHub logs people in. It is safe for concurrent use.
type GitHub struct {
	opts   Options
	oauth  oauth2.Config // RedirectURL is set per log-in
	signIn SignIn
	client *http.Client
	sealer cipher.AEAD
}

// New makes the log-in of the OAuth app that GitHub knows by the ID and the secret.
// It asks GitHub nothing yet. Nil opts is fine.
func New(clientID, clientSecret string, signIn SignIn, opts *Options) (*GitHub, error) {
	switch {
	case clientID == "":
		return nil, errors.New("githubauth: the client ID is empty")
	case clientSecret == "":
		return nil, errors.New("githubauth: the client secret is empty")
	case signIn == nil:
		return nil, errors.New("githubauth: signIn is nil: nobody would be logged in")
	}
	o, err := opts.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("githubauth: %w", err)
	}
	sealer, err := newSealer(o.StateKey)
	if err != nil {
		return nil, fmt.Errorf("githubauth: state key: %w", err)
	}
	return &GitHub{
		opts:   o,
		oauth:  newOAuth(clientID, clientSecret, o),
		signIn: signIn,
		client: newClient(o),
		sealer: sealer,
	}, nil
}

// newOAuth asks for no scope, which is the public profile. The style is given:
// finding out which one a server wants would spend the code, which works once.
func newOAuth(id, secret string, o Options) oauth2.Config {
	return oauth2.Config{
		ClientID:     id,
		ClientSecret: secret,
		Endpoint: oauth2.Endpoint{
			AuthURL:   o.AuthURL,
			TokenURL:  o.TokenURL,
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

// newClient follows no redirects: it sends secrets, and only where it was told to.
func newClient(o Options) *http.Client {
	return &http.Client{
		Transport:     o.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
