// Package guestauth logs people in by a name alone: for demos, and for rooms that
// anybody may enter.
//
//	guests, err := guestauth.New(func(w http.ResponseWriter, r *http.Request, id chat.Identity) (chat.User, error) {
//		user, err := module.SignIn(r.Context(), id) // remembers the user
//		if err != nil {
//			return chat.User{}, err
//		}
//		return user, tokens.SignIn(w, r, id) // sets the cookie
//	}, nil)
//	...
//	mux.Handle("/auth/guest", module.LimitSignIn(guests))
//
// The handler takes POST {"name":"Ann"}, as JSON or as a form, and answers with the
// user in the envelope of the routes under /auth:
//
//	{"data":{"id":"…","displayName":"Ann","profileUrl":"","avatarUrl":""},"error":null,"success":true}
//
// Every log-in makes a new person, with the Provider "guest" and a random Subject:
// a name proves nothing, so nobody comes back as somebody who was here before, and
// two guests may have the same name. Module.LimitSignIn bounds how many one address makes,
// each of whom has limits of their own.
//
// The one field is checked here, by rules that are the package's own: a guest chooses how
// they look to others, so that a name may hide nothing, while chat cleans up the names
// that it is given and takes what is left. The validator of chat is for the bodies of its
// own API, and the import rule keeps it there.
//
// The package hands identities out and authenticates nobody: that is up to the
// function, which usually sets the cookie of jwtauth. So there is no
// chat.Authenticator here, and authtest has nothing to check.
package guestauth
