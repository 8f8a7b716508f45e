package githubauth

import (
	"crypto/rand"
	"net/http"

	"golang.org/x/oauth2"
)

// Login sends browsers to GitHub. It answers GET; ?next= is the path on this site to
// which the log-in leads, and anything else there is a 400.
func (g *GitHub) Login() http.Handler { return g.handler(g.logIn) }

func (g *GitHub) logIn(w http.ResponseWriter, r *http.Request) error {
	next := ""
	if list := r.URL.Query()["next"]; len(list) > 0 {
		if next = list[0]; len(list) > 1 || !isLocalPath(next) {
			return &refusal{status: http.StatusBadRequest, message: "The page to go on to must be a path on this site."}
		}
	}
	t := ticket{
		State:    rand.Text(),
		Verifier: oauth2.GenerateVerifier(),
		Redirect: g.redirectURL(r),
		Next:     next,
		Expires:  g.opts.Now().Add(ticketTTL).Unix(),
	}
	sealed, err := g.seal(t)
	if err != nil {
		return err
	}
	http.SetCookie(w, g.cookie(r, sealed))
	oauth := g.oauth
	oauth.RedirectURL = t.Redirect
	http.Redirect(w, r, oauth.AuthCodeURL(t.State, oauth2.S256ChallengeOption(t.Verifier)), http.StatusFound)
	return nil
}
