// Package auth joins ways to log in into one [chat.Authenticator].
//
// Each way lives in a package of its own, and an application that has users already
// needs none of them: chat.AuthenticatorFunc turns its own session lookup into an
// Authenticator. The others are combined here:
//
//	who := auth.First(
//		tokens,                   // jwtauth: the cookie of a browser
//		auth.Bearer(apiTokens),   // API tokens of bots
//	)
//	m, err := chat.New(store, who, nil)
//
// What is where:
//
//   - jwtauth: signed tokens in a cookie or a header; log-out
//   - githubauth: "Log in with GitHub"
//   - guestauth: a name is enough; for demos
//   - headerauth: a proxy in front has logged people in
//   - authtest: the suite that holds an Authenticator to its promises
//
// githubauth and guestauth only find out who somebody is, once. They hand the
// identity to a function of the application, which usually remembers the user and
// then lets jwtauth set the cookie that authenticates the requests that follow.
package auth
