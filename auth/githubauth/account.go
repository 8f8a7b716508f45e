package githubauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/oauth2"

	"github.com/parleychat/parley/chat"
)

// maxAccount is more than GitHub says of anybody.
const maxAccount = 1 << 20

// exchange turns the code into a token, which GitHub does once.
func (g *GitHub) exchange(ctx context.Context, t ticket, code string) (*oauth2.Token, error) {
	oauth := g.oauth
	oauth.RedirectURL = t.Redirect
	ctx = context.WithValue(ctx, oauth2.HTTPClient, g.client)
	token, err := oauth.Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
	if err != nil {
		return nil, exchangeFailed(err)
	}
	return token, nil
}

// An account is the part of GitHub's answer that matters here:
// docs.github.com/en/rest/users/users.
type account struct {
	ID        int64  `json:"id"`
	Login     string `json:"login"`
	Name      string `json:"name"` // often null
	AvatarURL string `json:"avatar_url"`
	HTMLURL   string `json:"html_url"`
}

// account asks whose token it is.
func (g *GitHub) account(ctx context.Context, token *oauth2.Token) (account, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, g.opts.APIURL+"/user", nil)
	if err != nil {
		return account{}, fmt.Errorf("githubauth: ask for the account: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+token.AccessToken)
	r.Header.Set("Accept", "application/vnd.github+json")
	r.Header.Set("X-GitHub-Api-Version", "2022-11-28")
	r.Header.Set("User-Agent", "parley")
	answer, err := g.client.Do(r)
	if err != nil {
		return account{}, noAnswer(fmt.Errorf("ask for the account: %w", err))
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return account{}, badStatus("ask for the account", answer.StatusCode)
	}
	var a account
	err = json.NewDecoder(io.LimitReader(answer.Body, maxAccount)).Decode(&a)
	if err == nil && (a.ID <= 0 || a.Login == "") {
		err = errors.New("it has no id or no login")
	}
	if err != nil {
		return account{}, badAnswer(fmt.Errorf("read the account: %w", err))
	}
	return a, nil
}

// identity is who the account stands for. The number is the key: the login may be
// somebody else's tomorrow.
func (g *GitHub) identity(a account) chat.Identity {
	id := chat.Identity{
		Provider:   Provider,
		Subject:    strconv.FormatInt(a.ID, 10),
		Name:       strings.TrimSpace(a.Name),
		AvatarURL:  a.AvatarURL,
		ProfileURL: a.HTMLURL,
		Handle:     a.Login,
		AsOf:       g.opts.Now(),
	}
	if id.Name == "" {
		id.Name = a.Login
	}
	if g.opts.FormerLogins {
		id.Formerly = []string{"login:" + a.Login}
	}
	return id
}
