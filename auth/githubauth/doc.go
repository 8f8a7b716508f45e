// Package githubauth is "Log in with GitHub", or with a GitHub Enterprise server.
//
//	github, err := githubauth.New(clientID, clientSecret,
//		func(w http.ResponseWriter, r *http.Request, id chat.Identity) error {
//			if _, err := module.SignIn(r.Context(), id); err != nil { // remembers the user
//				return err
//			}
//			return tokens.SignIn(w, r, id) // sets the cookie
//		}, nil)
//	...
//	mux.Handle("/auth/github", github.Login())
//	mux.Handle("/auth/github/callback", github.Callback())
//
// A link to /auth/github?next=/rooms/7 leads to GitHub and, logged in, back to
// /rooms/7. People are known by the number of their account, which never changes:
// a login name can be given up and taken by somebody else.
//
// The way there and back is the authorization code flow with a state and PKCE (RFC
// 6749, RFC 7636). Both are kept in an encrypted cookie of the browser that started,
// for ten minutes and one use, so that nobody can log somebody else in as
// themselves. GitHub is asked for the public profile and nothing more; its token is
// forgotten at once.
//
// The package finds out who somebody is, once. That later requests are theirs is up
// to the function given to New, usually with the cookie of jwtauth.
package githubauth
