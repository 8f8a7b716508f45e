package headerauth

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// minSecret keeps a secret from being guessed.
const minSecret = 16

// Options are the choices of New.
type Options struct {
	// Provider is the Provider of the identities. Default "proxy".
	Provider string

	// SubjectHeader names the header with the stable id of the person, never a name
	// or an address that may pass to somebody else. Default "X-Auth-Subject".
	SubjectHeader string
	// NameHeader names the header with the display name. Default "X-Auth-Name".
	NameHeader string
	// AvatarHeader names the header with the URL of a picture. Default
	// "X-Auth-Avatar".
	AvatarHeader string
	// ProfileHeader names the header with the URL of a profile. Default
	// "X-Auth-Profile".
	ProfileHeader string
	// HandleHeader names the header with the handle. A proxy that forgets to remove it would
	// let clients take what others are called by, so it must be asked for. Default none.
	HandleHeader string
	// RolesHeader names the header with the roles, separated by commas. A proxy that
	// forgets to remove it would let clients choose their roles, so it must be asked
	// for. Default none: nobody has a role.
	RolesHeader string

	// SecretHeader names the header with the secret. Default "X-Auth-Secret".
	SecretHeader string
	// Secret must be in the SecretHeader of every request: 16 bytes or more. It is
	// required where a whole internet is trusted: 0.0.0.0/0. Default none.
	Secret string

	// TTL is how long an identity is believed without another request, which is when
	// realtime sessions are cut. Default 0: for ever.
	TTL time.Duration
	// Now is the clock. Default time.Now.
	Now func() time.Time
}

// withDefaults returns the options with every default filled in, or what is wrong
// with them.
func (o *Options) withDefaults() (Options, error) {
	var opts Options
	if o != nil {
		opts = *o
	}
	for _, d := range []struct {
		value *string
		def   string
	}{
		{&opts.Provider, "proxy"},
		{&opts.SubjectHeader, "X-Auth-Subject"},
		{&opts.NameHeader, "X-Auth-Name"},
		{&opts.AvatarHeader, "X-Auth-Avatar"},
		{&opts.ProfileHeader, "X-Auth-Profile"},
		{&opts.SecretHeader, "X-Auth-Secret"},
	} {
		if *d.value == "" {
			*d.value = d.def
		}
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return opts, opts.check()
}

// headers lists the names in use and puts them into the form in which net/http
// keeps them.
func (o *Options) headers() []*string {
	list := []*string{&o.SubjectHeader, &o.NameHeader, &o.AvatarHeader, &o.ProfileHeader, &o.SecretHeader}
	for _, asked := range []*string{&o.HandleHeader, &o.RolesHeader} {
		if *asked != "" {
			list = append(list, asked)
		}
	}
	return list
}

func (o *Options) check() error {
	seen := map[string]bool{}
	for _, name := range o.headers() {
		if !isToken(*name) {
			return fmt.Errorf("%q is no name of a header", *name)
		}
		*name = http.CanonicalHeaderKey(*name)
		if seen[*name] {
			return fmt.Errorf("the header %s is used for two things", *name)
		}
		seen[*name] = true
	}
	if o.Secret != "" && len(o.Secret) < minSecret {
		return fmt.Errorf("the secret has %d bytes; it needs %d or more", len(o.Secret), minSecret)
	}
	if o.TTL < 0 {
		return fmt.Errorf("TTL is %v; it must not be negative", o.TTL)
	}
	return nil
}

// isToken tells whether s can be the name of a header: RFC 9110, section 5.6.2.
func isToken(s string) bool {
	for _, c := range []byte(s) {
		alnum := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !alnum && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}

// checkTrusted returns the networks in the form in which addresses are compared.
func checkTrusted(trusted []netip.Prefix, secret string) ([]netip.Prefix, error) {
	if len(trusted) == 0 {
		return nil, errors.New("no network is trusted: name that of the proxy")
	}
	var list []netip.Prefix
	for _, p := range trusted {
		switch {
		case !p.IsValid():
			return nil, errors.New("a trusted network is not valid")
		case p.Addr().Is4In6():
			return nil, fmt.Errorf("write the trusted network %v as IPv4", p)
		case p.Bits() == 0 && secret == "":
			return nil, fmt.Errorf("trusting %v, which is everybody, needs a secret", p)
		}
		list = append(list, p.Masked())
	}
	return list, nil
}
