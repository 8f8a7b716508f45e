package githubauth

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Options are the choices of New.
type Options struct {
	// PublicURL is where browsers reach the application, "https://chat.example.com"
	// or below a path, "https://example.com/chat". The callback, which GitHub must
	// know, is auth/github/callback below it. Behind a proxy that ends TLS it is
	// needed. Default: made from the request for the log-in, whose callback is its
	// own path with /callback.
	PublicURL string
	// After is where a log-in leads when it was not asked to lead elsewhere: an
	// absolute path or a URL. Default "/".
	After string

	// AuthURL is the page on which people allow the log-in. Default
	// "https://github.com/login/oauth/authorize".
	AuthURL string
	// TokenURL turns a code into a token. Default
	// "https://github.com/login/oauth/access_token".
	TokenURL string
	// APIURL is the base of the REST API. Default "https://api.github.com".
	APIURL string

	// FormerLogins re-keys users that were imported from an application that knew
	// people by their login name: "login:ann" becomes the account's number when the
	// account called ann logs in. Whoever took over the name since becomes that user,
	// so use it only with such an import. Default false.
	FormerLogins bool

	// StateKey encrypts what the browser keeps between log-in and callback: 32 bytes
	// or more. Nodes behind one address need the same. Default: random, so that a
	// restart in between means trying again.
	StateKey []byte
	// Timeout is how long GitHub has to answer. Default 10 seconds.
	Timeout time.Duration
	// Transport sends the requests to GitHub. Default http.DefaultTransport.
	Transport http.RoundTripper
	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Logger gets what failed. Default nil: silent.
	Logger *slog.Logger
}

// withDefaults returns the options with every default filled in, or what is wrong
// with them.
func (o *Options) withDefaults() (Options, error) {
	var opts Options
	if o != nil {
		opts = *o
	}
	opts.After = cmp.Or(opts.After, "/")
	opts.AuthURL = cmp.Or(opts.AuthURL, "https://github.com/login/oauth/authorize")
	opts.TokenURL = cmp.Or(opts.TokenURL, "https://github.com/login/oauth/access_token")
	opts.APIURL = strings.TrimRight(cmp.Or(opts.APIURL, "https://api.github.com"), "/")
	opts.PublicURL = strings.TrimRight(opts.PublicURL, "/")
	opts.Timeout = cmp.Or(opts.Timeout, 10*time.Second)
	opts.Logger = cmp.Or(opts.Logger, slog.New(slog.DiscardHandler))
	if opts.Transport == nil {
		opts.Transport = http.DefaultTransport
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.StateKey == nil {
		opts.StateKey = make([]byte, minStateKey)
		_, _ = rand.Read(opts.StateKey) // never fails
	}
	return opts, opts.check()
}

func (o *Options) check() error {
	var errs []error
	for _, u := range []struct{ name, value string }{
		{"AuthURL", o.AuthURL}, {"TokenURL", o.TokenURL}, {"APIURL", o.APIURL},
	} {
		errs = append(errs, checkURL(u.name, u.value))
	}
	if o.PublicURL != "" {
		errs = append(errs, checkURL("PublicURL", o.PublicURL))
	}
	if !isLocalPath(o.After) {
		errs = append(errs, checkURL("After", o.After))
	}
	if len(o.StateKey) < minStateKey {
		errs = append(errs, fmt.Errorf("StateKey has %d bytes; it needs %d or more", len(o.StateKey), minStateKey))
	}
	if o.Timeout < 0 {
		errs = append(errs, fmt.Errorf("Timeout is %v; it must not be negative", o.Timeout))
	}
	return errors.Join(errs...)
}

func checkURL(name, value string) error {
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("%s is %q; it must be an http or https URL", name, value)
	case name == "PublicURL" && (u.RawQuery != "" || u.Fragment != "" || u.User != nil):
		return fmt.Errorf("%s is %q; it must be a scheme, a host and perhaps a path", name, value)
	}
	return nil
}
