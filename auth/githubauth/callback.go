package githubauth

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/url"
)

// Callback takes browsers back from GitHub: it finds out who they are, logs them in
// and sends them on.
//
// What is wrong with the request is a 400: no log-in was started in this browser or
// too long ago, the state is another one, there is no code, GitHub knows it no more, or
// the error is none that GitHub is known to send. Somebody who did not allow the log-in gets a 403, a GitHub that does not
// answer is a 503, and one that answers nonsense, or does not know this application,
// a 502, with the cause in the log.
func (g *GitHub) Callback() http.Handler { return g.handler(g.callBack) }

func (g *GitHub) callBack(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	t, ok := g.ticketOf(r)
	if !ok {
		return &refusal{status: http.StatusBadRequest, message: "This log-in has expired, or was started in another browser."}
	}
	if subtle.ConstantTimeCompare([]byte(only(query, "state")), []byte(t.State)) != 1 {
		// The cookie stays: whoever made up the link must not end a log-in that is
		// under way.
		return &refusal{status: http.StatusBadRequest, message: "This is not the answer to the log-in that was started in this browser."}
	}
	http.SetCookie(w, g.cookie(r, "")) // for one use only
	if reason := only(query, "error"); reason != "" {
		return refusedByGitHub(reason)
	}
	code := only(query, "code")
	if code == "" || len(code) > 512 {
		return &refusal{status: http.StatusBadRequest, message: "The answer of GitHub has no code."}
	}
	if err := g.finish(w, r, t, code); err != nil {
		return err
	}
	to := t.Next
	if to == "" {
		to = g.opts.After
	}
	http.Redirect(w, r, to, http.StatusFound)
	return nil
}

// only returns the parameter if it is there exactly once.
func only(query url.Values, name string) string {
	if list := query[name]; len(list) == 1 {
		return list[0]
	}
	return ""
}

// finish turns the code into an identity and logs it in.
func (g *GitHub) finish(w http.ResponseWriter, r *http.Request, t ticket, code string) error {
	ctx, cancel := context.WithTimeout(r.Context(), g.opts.Timeout)
	defer cancel()
	token, err := g.exchange(ctx, t, code)
	if err != nil {
		return err
	}
	account, err := g.account(ctx, token)
	if err != nil {
		return err
	}
	if err := g.signIn(w, r, g.identity(account)); err != nil {
		return refusedByHost(err)
	}
	return nil
}
