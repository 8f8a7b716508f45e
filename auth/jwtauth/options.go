package jwtauth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// Secure says when the cookie gets the Secure attribute, with which browsers send
// it over TLS only.
type Secure int

const (
	// SecureAuto sets it when the log-in came over TLS to this process. Behind a
	// proxy that ends TLS choose SecureAlways.
	SecureAuto Secure = iota
	// SecureAlways sets it.
	SecureAlways
	// SecureNever leaves it out.
	SecureNever
)

// Options are the choices of New.
type Options struct {
	// Issuer is the iss that tokens get and must have. Default "parley"; with
	// Identity, none is asked for.
	Issuer string
	// Audience is the aud that tokens get and must have. Default "parley"; with
	// Identity, none is asked for.
	Audience string
	// TTL is how long a token lives. Default 48 hours.
	TTL time.Duration
	// Leeway is by how much the clock of the node that issued a token may be ahead.
	// A token never lives longer for it. Default 30 seconds.
	Leeway time.Duration

	// Cookie is the name of the cookie. The prefixes __Host- and __Secure- are
	// held to their rules. Default "token".
	Cookie string
	// Path is the path below which browsers send the cookie. Default "/".
	Path string
	// Domain lets the cookie reach the subdomains of that domain. Default none: the
	// host of the log-in only.
	Domain string
	// SameSite keeps the cookie off requests that other sites cause. None needs
	// SecureAlways. Default Lax.
	SameSite http.SameSite
	// Secure says when the cookie is for TLS only. Default SecureAuto.
	Secure Secure

	// Revocations remembers the tokens that ended by log-out. Default nil: a token
	// lives until it expires.
	Revocations chat.RevocationStore
	// SignedOut is told whose token a log-out ended, so that what runs on it ends too;
	// see chat.Module.SignOut. Default nil.
	SignedOut func(ctx context.Context, id chat.Identity)
	// TrustedOrigins are other sites, "https://www.example.com", whose pages may
	// log people out. Default none.
	TrustedOrigins []string
	// Identity tells whom the claims of a host's own token stand for. Numbers in
	// the claims are of type json.Number. ErrUnauthenticated refuses the token; any
	// other error is an outage. AsOf and Expires are filled in from iat and exp when
	// they are zero. It also reads the tokens that Issue makes, if there are any.
	// Default nil: those are the only ones.
	Identity func(claims map[string]any) (chat.Identity, error)

	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Logger gets what failed while logging out. Default nil: silent.
	Logger *slog.Logger
}

// withDefaults returns the options with every default filled in, or what is wrong
// with them.
func (o *Options) withDefaults() (Options, error) {
	var opts Options
	if o != nil {
		opts = *o
	}
	if opts.Identity == nil {
		opts.Issuer = cmp.Or(opts.Issuer, "parley")
		opts.Audience = cmp.Or(opts.Audience, "parley")
	}
	opts.TTL = cmp.Or(opts.TTL, 48*time.Hour)
	opts.Leeway = cmp.Or(opts.Leeway, 30*time.Second)
	opts.Cookie = cmp.Or(opts.Cookie, "token")
	opts.Path = cmp.Or(opts.Path, "/")
	opts.SameSite = cmp.Or(opts.SameSite, http.SameSiteLaxMode)
	opts.Logger = cmp.Or(opts.Logger, slog.New(slog.DiscardHandler))
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return opts, errors.Join(opts.checkTimes(), opts.checkCookie())
}

func (o *Options) checkTimes() error {
	if o.TTL < time.Second {
		return fmt.Errorf("TTL is %v; it must be a second or more", o.TTL)
	}
	if o.Leeway < 0 {
		return fmt.Errorf("Leeway is %v; it must not be negative", o.Leeway)
	}
	return nil
}

// checkCookie holds the cookie to RFC 6265bis: browsers drop one that breaks the
// rules silently, and then nobody can log in.
func (o *Options) checkCookie() error {
	name := strings.ToLower(o.Cookie) // browsers look at prefixes in any case
	host := strings.HasPrefix(name, "__host-")
	sample := http.Cookie{Name: o.Cookie, Path: o.Path, Domain: o.Domain, SameSite: o.SameSite}
	switch {
	case o.Secure < SecureAuto || o.Secure > SecureNever:
		return fmt.Errorf("Secure is %d, which means nothing", o.Secure)
	case o.SameSite < http.SameSiteLaxMode || o.SameSite > http.SameSiteNoneMode:
		return fmt.Errorf("SameSite is %d; choose Lax, Strict or None", o.SameSite)
	case !strings.HasPrefix(o.Path, "/"):
		return fmt.Errorf("Path is %q; it must start with a slash", o.Path)
	case host && (o.Path != "/" || o.Domain != ""):
		return fmt.Errorf("the cookie %s must have the path / and no domain", o.Cookie)
	case (host || strings.HasPrefix(name, "__secure-")) && o.Secure != SecureAlways:
		return fmt.Errorf("the cookie %s needs SecureAlways", o.Cookie)
	case o.SameSite == http.SameSiteNoneMode && o.Secure != SecureAlways:
		return errors.New("a cookie with SameSite None needs SecureAlways")
	}
	if err := sample.Valid(); err != nil {
		return fmt.Errorf("the cookie %q: %w", o.Cookie, err)
	}
	return nil
}
