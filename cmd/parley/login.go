package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/parleychat/parley/auth/githubauth"
	"github.com/parleychat/parley/auth/guestauth"
	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

// newSessions makes what turns cookies into identities.
func newSessions(c config, keys []jwtauth.Key, revocations chat.RevocationStore, log *slog.Logger, signedOut func(context.Context, chat.Identity)) (*jwtauth.Auth, error) {
	opts := &jwtauth.Options{Revocations: revocations, SignedOut: signedOut, TrustedOrigins: c.trusted(), Logger: log}
	if strings.HasPrefix(c.publicURL, "https:") {
		opts.Secure = jwtauth.SecureAlways
		// Pages of another site, which the public URL is not, get the cookie only with
		// None. What it kept out then is kept out by the checks of Origin and
		// Sec-Fetch-Site, on every surface.
		if c.origins != "" {
			opts.SameSite = http.SameSiteNoneMode
		}
	}
	return jwtauth.New(keys, opts)
}

// trusted are the origins whose pages may call: the listed ones, and the one at which
// browsers reach the server. Behind a proxy that rewrites Host it looks like another.
func (c *config) trusted() []string {
	origins := list(c.origins)
	if c.publicURL != "" && !slices.Contains(origins, c.publicURL) {
		origins = append(origins, c.publicURL)
	}
	return origins
}

// keys are those given, or the one that is kept.
func (c *config) keys() ([]jwtauth.Key, error) {
	secrets := list(c.jwtKey)
	if len(secrets) == 0 {
		key, err := c.keptKey()
		return []jwtauth.Key{key}, err
	}
	keys := make([]jwtauth.Key, len(secrets))
	for i, s := range secrets {
		keys[i] = jwtauth.Key{Secret: []byte(s)}
	}
	return keys, nil
}

// keptKey is the key in a file, made when it is first needed. What is signed for a
// database in memory is worth nothing after its end.
func (c *config) keptKey() (jwtauth.Key, error) {
	switch {
	case c.keyFile != "":
		return jwtauth.LoadOrCreateKey(c.keyFile)
	case c.memory():
		return jwtauth.Key{Secret: []byte(rand.Text() + rand.Text())}, nil
	case c.postgres():
		return jwtauth.LoadOrCreateKey("parley.key")
	}
	return jwtauth.LoadOrCreateKey(c.path() + ".key")
}

// logins are the ways to log in that the page offers.
func (c *config) logins() []chat.Login {
	var ways []chat.Login
	if c.githubID != "" {
		ways = append(ways, chat.Login{Kind: "link", Label: "Log in with GitHub", URL: "auth/github"})
	}
	if c.guest {
		ways = append(ways, chat.Login{Kind: "guest", Label: "Join as a guest", URL: "auth/guest"})
	}
	return ways
}

// loginRoutes serves the ways to log in and the one to log out.
func loginRoutes(mux *http.ServeMux, c config, key jwtauth.Key, m *chat.Module, sessions *jwtauth.Auth, log *slog.Logger) error {
	mux.Handle("/auth/logout", m.CORS(sessions.LogoutHandler(c.afterLogin)))
	signIn := func(w http.ResponseWriter, r *http.Request, id chat.Identity) (chat.User, error) {
		user, err := m.SignIn(r.Context(), id)
		if err != nil {
			return chat.User{}, err
		}
		return user, sessions.SignIn(w, r, id)
	}
	if c.guest {
		guests, err := guestauth.New(signIn, &guestauth.Options{TrustedOrigins: c.trusted(), Logger: log})
		if err != nil {
			return fmt.Errorf("guest log-in: %w", err)
		}
		mux.Handle("/auth/guest", m.CORS(m.LimitSignIn(guests)))
	}
	if c.githubID == "" {
		return nil
	}
	opts, err := c.githubOptions(key, log)
	if err != nil {
		return err
	}
	github, err := githubauth.New(c.githubID, c.githubSecret, func(w http.ResponseWriter, r *http.Request, id chat.Identity) error {
		_, err := signIn(w, r, id)
		return err
	}, opts)
	if err != nil {
		return fmt.Errorf("GitHub log-in: %w", err)
	}
	mux.Handle("/auth/github", github.Login())
	mux.Handle("/auth/github/callback", github.Callback())
	return nil
}

// githubOptions points the log-in at github.com or at an Enterprise server. Whoever
// was imported from the first version is recognised by login name once.
func (c *config) githubOptions(key jwtauth.Key, log *slog.Logger) (*githubauth.Options, error) {
	state, err := key.Derive("github")
	if err != nil {
		return nil, err
	}
	o := &githubauth.Options{PublicURL: c.publicURL, After: cmp.Or(c.afterLogin, "/"), FormerLogins: true, StateKey: state, Logger: log}
	if base := strings.TrimRight(c.githubURL, "/"); base != "" {
		o.AuthURL, o.TokenURL, o.APIURL = base+"/login/oauth/authorize", base+"/login/oauth/access_token", base+"/api/v3"
	}
	return o, nil
}
