package chat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

// longest parts of an identity; a provider that sends more is cut or refused.
const (
	maxKey  = 255
	maxName = 100
	maxURL  = 2000
)

// SignIn remembers the person behind the identity and returns them as a user, the
// same one every time. Log-in handlers call it; for requests the module does it by
// itself. ErrBanned: they were banned from everything, and then erased.
func (m *Module) SignIn(ctx context.Context, id Identity) (User, error) {
	if err := m.begin(); err != nil {
		return User{}, opError("chat.SignIn", err)
	}
	defer m.busy.Done()
	u, err := m.remember(ctx, id)
	return u, opError("chat.SignIn", err)
}

// Viewer returns the user who sent the request and the identity that the
// Authenticator gave, or ErrUnauthenticated when there is none, or ErrBanned for who is
// banned from everything. A request with a token of a bot is the bot's, and one whose token
// is no good ErrBadToken: the Authenticator is not asked then.
func (m *Module) Viewer(r *http.Request) (User, Identity, error) {
	if err := m.begin(); err != nil {
		return User{}, Identity{}, opError("chat.Viewer", err)
	}
	defer m.busy.Done()
	u, id, err := m.whoSent(r)
	if err == nil {
		var now restraints
		if now, err = m.sanctions(r.Context(), u.ID, ""); err == nil {
			err = now.keepOut()
		}
	}
	return u, id, opError("chat.Viewer", err)
}

// whoSent is who sent a request: a bot, or whom the host knows.
func (m *Module) whoSent(r *http.Request) (User, Identity, error) {
	if token, ours := tokenOf(r); ours {
		return m.bot(r.Context(), token)
	}
	id, err := m.authn.Authenticate(r)
	if err != nil {
		return User{}, Identity{}, err
	}
	u, err := m.remember(r.Context(), id)
	return u, id, err
}

// remember finds the user of an identity and writes only when there is news.
func (c *core) remember(ctx context.Context, id Identity) (User, error) {
	if err := checkKey(id); err != nil {
		return User{}, err
	}
	known, err := c.store.UserBySubject(ctx, id.Provider, id.Subject)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	if err != nil {
		if err := c.barred(ctx, id); err != nil {
			return User{}, err
		}
	}
	handle, err2 := c.handleOf(ctx, known, id)
	if err2 != nil {
		return User{}, err2
	}
	fresh, news := c.profile(known, id, handle)
	if err == nil && !news {
		return known, nil
	}
	return c.store.SaveUser(ctx, fresh, id.Formerly)
}

// checkKey refuses identities that cannot be a key. That is a mistake of the host,
// not of the person, so it is no ErrInvalid.
func checkKey(id Identity) error {
	for _, part := range []string{id.Provider, id.Subject} {
		if part == "" || len(part) > maxKey || !sayable(part) {
			return fmt.Errorf("authenticator: provider %q subject %q: both must have 1 to %d bytes of UTF-8 without NUL", id.Provider, id.Subject, maxKey)
		}
	}
	if id.Provider == erasedProvider {
		return fmt.Errorf("authenticator: the provider %q is for those who were erased", id.Provider)
	}
	if id.Provider == BotProvider {
		return fmt.Errorf("authenticator: the provider %q is for bots", id.Provider)
	}
	return nil
}

// profile returns the known user with what the identity adds, and whether that is
// anything.
func (c *core) profile(known User, id Identity, handle string) (User, bool) {
	asOf := c.now()
	if !id.AsOf.IsZero() {
		asOf = id.AsOf.UTC()
	}
	u := known
	if u.ID == "" {
		u = User{ID: UserID(newID()), Provider: id.Provider, Subject: id.Subject,
			DisplayName: id.Provider + " user", CreatedAt: c.now()}
	} else if !asOf.After(u.UpdatedAt) {
		return known, false
	}
	u.DisplayName = cmp.Or(cleanName(id.Name), u.DisplayName)
	u.AvatarURL = cmp.Or(webURL(id.AvatarURL), u.AvatarURL)
	u.ProfileURL = cmp.Or(webURL(id.ProfileURL), u.ProfileURL)
	u.Handle = handle
	news := u != known
	u.UpdatedAt = asOf
	return u, news
}

// cleanName makes a name fit to stand in a line of anybody's page.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	if r := []rune(name); len(r) > maxName {
		name = string(r[:maxName])
	}
	return strings.TrimSpace(name)
}

// webURL keeps http and https URLs and drops what could run ("javascript:") or leak.
func webURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxURL || !sayable(s) || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return u.String()
}
