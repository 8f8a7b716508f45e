// Package jwtauth authenticates by a signed token in a cookie or in an
// Authorization header, issues such tokens, and ends them.
//
//	key, err := jwtauth.LoadOrCreateKey("parley.key")
//	...
//	tokens, err := jwtauth.New([]jwtauth.Key{key}, &jwtauth.Options{Revocations: store})
//	...
//	m, err := chat.New(store, tokens, nil)           // tokens is a chat.Authenticator
//	...
//	err = tokens.SignIn(w, r, id)                    // sets the cookie
//	mux.Handle("/auth/logout", tokens.LogoutHandler("/"))
//
// # Tokens
//
// A token is a JSON Web Token signed with HS256; nothing else is accepted. It says
// who somebody is (sub, prov), a little of how they look (name, picture, profile,
// updated_at), their roles, and when it was made and ends. It is no copy of the
// user: what may change is read from the storage.
//
// The first key signs and all of them verify. To change keys put the new one first,
// and take the old one out when the last of its tokens has ended; to end all tokens
// at once take it out immediately.
//
// A token lives until it expires unless Options.Revocations remembers those that
// ended by log-out. What else runs on it, such as realtime sessions, ends with
// Options.SignedOut:
//
//	SignedOut: func(ctx context.Context, id chat.Identity) {
//		if err := m.SignOut(ctx, id); err != nil { ... }
//	},
//
// # A host's own tokens
//
// With Options.Identity the package verifies the tokens that the application issues
// already, for instance for its own API, and a function of the application says who
// their claims stand for.
package jwtauth
