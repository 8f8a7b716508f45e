// Package authtest holds a [chat.Authenticator] to every promise of its comment.
//
//	func TestPromises(t *testing.T) {
//		authtest.Run(t, func(t *testing.T) authtest.Harness {
//			a := newAuthenticator(t)
//			return authtest.Harness{
//				Authenticator: a,
//				SignIn: func(r *http.Request, id chat.Identity) {
//					r.Header.Set("Authorization", "Bearer "+a.tokenFor(id))
//				},
//			}
//		})
//	}
//
// Each promise runs as a subtest of its own against a fresh Harness. The suite is
// tested itself: for each promise there is a broken authenticator that it notices.
package authtest
