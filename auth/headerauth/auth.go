package headerauth

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/parleychat/parley/chat"
)

// Auth authenticates by the headers of a proxy. It is a chat.Authenticator.
type Auth struct {
	trusted []netip.Prefix
	opts    Options
	names   []string
}

var _ chat.Authenticator = (*Auth)(nil)

// New makes an Auth that believes connections from the trusted networks. At least
// one is needed. Nil opts is fine.
func New(trusted []netip.Prefix, opts *Options) (*Auth, error) {
	o, err := opts.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("headerauth: %w", err)
	}
	list, err := checkTrusted(trusted, o.Secret)
	if err != nil {
		return nil, fmt.Errorf("headerauth: %w", err)
	}
	a := &Auth{trusted: list, opts: o}
	for _, name := range o.headers() {
		a.names = append(a.names, *name)
	}
	return a, nil
}

// Authenticate implements chat.Authenticator. A bad or oversized subject, and any
// of the headers coming twice, is ErrUnauthenticated; a bad profile is left out.
func (a *Auth) Authenticate(r *http.Request) (chat.Identity, error) {
	if !a.believes(r) {
		return chat.Identity{}, chat.ErrUnauthenticated
	}
	subject, ok := value(r.Header, a.opts.SubjectHeader, maxSubject)
	if !ok {
		return chat.Identity{}, chat.ErrUnauthenticated
	}
	id := chat.Identity{Provider: a.opts.Provider, Subject: subject}
	id.Name, _ = value(r.Header, a.opts.NameHeader, maxProfile)
	id.AvatarURL, _ = value(r.Header, a.opts.AvatarHeader, maxProfile)
	id.ProfileURL, _ = value(r.Header, a.opts.ProfileHeader, maxProfile)
	if a.opts.HandleHeader != "" {
		id.Handle, _ = value(r.Header, a.opts.HandleHeader, maxProfile)
	}
	id.Roles = a.roles(r.Header)
	if a.opts.TTL > 0 {
		id.Expires = a.opts.Now().Add(a.opts.TTL)
	}
	return id, nil
}

// believes tells whether the headers of the request are those of the proxy.
func (a *Auth) believes(r *http.Request) bool {
	if !a.trusts(r.RemoteAddr) || !a.showsSecret(r.Header) {
		return false
	}
	return !slices.ContainsFunc(a.names, func(name string) bool {
		// One of the two is the client's, and it cannot be told which.
		return len(r.Header[name]) > 1
	})
}

// trusts tells whether the peer is in a trusted network.
func (a *Auth) trusts(remote string) bool {
	peer, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	addr := peer.Addr().Unmap().WithZone("")
	return slices.ContainsFunc(a.trusted, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// showsSecret compares in constant time, and hashes so that not even the length of
// the secret shows.
func (a *Auth) showsSecret(h http.Header) bool {
	if a.opts.Secret == "" {
		return true
	}
	got := sha256.Sum256([]byte(h.Get(a.opts.SecretHeader)))
	want := sha256.Sum256([]byte(a.opts.Secret))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// roles returns the roles, if they are asked for.
func (a *Auth) roles(h http.Header) []string {
	if a.opts.RolesHeader == "" {
		return nil
	}
	text, _ := value(h, a.opts.RolesHeader, maxProfile)
	var roles []string
	for role := range strings.SplitSeq(text, ",") {
		if role = strings.TrimSpace(role); role != "" {
			roles = append(roles, role)
		}
	}
	return roles
}
