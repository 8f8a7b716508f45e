package headerauth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/auth/authtest"
	"github.com/parleychat/parley/auth/headerauth"
	"github.com/parleychat/parley/chat"
)

const (
	proxy  = "192.0.2.1:1234"
	secret = "a secret of 16 or more"
)

var network = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("fe80::/64")}

func newAuth(t *testing.T, opts *headerauth.Options) *headerauth.Auth {
	t.Helper()
	a, err := headerauth.New(network, opts)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func request(remote string, header map[string]string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = remote
	for k, v := range header {
		r.Header.Set(k, v)
	}
	return r
}

type headers = map[string]string

func TestPromises(t *testing.T) {
	authtest.Run(t, func(t *testing.T) authtest.Harness {
		set := func(secret string) func(*http.Request, chat.Identity) {
			return func(r *http.Request, id chat.Identity) {
				r.RemoteAddr = proxy
				r.Header.Set("X-Auth-Subject", id.Subject)
				r.Header.Set("X-Auth-Name", id.Name)
				r.Header.Set("X-Auth-Secret", secret)
			}
		}
		return authtest.Harness{
			Authenticator: newAuth(t, &headerauth.Options{Secret: secret}),
			SignIn:        set(secret),
			Forge:         set("a secret that is wrong"),
		}
	})
}

func TestIdentity(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	a := newAuth(t, &headerauth.Options{
		Provider: "corp", SubjectHeader: "remote-user", RolesHeader: "Remote-Groups", HandleHeader: "remote-handle",
		TTL: time.Hour, Now: func() time.Time { return now },
	})
	got, err := a.Authenticate(request(proxy, headers{
		"Remote-User": " 12345 ", "X-Auth-Name": "Änn", "X-Auth-Avatar": "https://a.example/1",
		"X-Auth-Profile": "https://a.example/ann", "Remote-Groups": "admin, staff,,", "Remote-Handle": "ann",
	}))
	want := chat.Identity{
		Provider: "corp", Subject: "12345", Name: "Änn", AvatarURL: "https://a.example/1",
		ProfileURL: "https://a.example/ann", Handle: "ann", Roles: []string{"admin", "staff"}, Expires: now.Add(time.Hour),
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// TestHandleIsAskedFor: a proxy that does not know the header does not remove it either.
func TestHandleIsAskedFor(t *testing.T) {
	got, err := newAuth(t, nil).Authenticate(request(proxy, headers{"X-Auth-Subject": "1", "X-Auth-Handle": "ann"}))
	if err != nil || got.Handle != "" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhoIsBelieved(t *testing.T) {
	plain, guarded := newAuth(t, nil), newAuth(t, &headerauth.Options{Secret: secret})
	for _, tt := range []struct {
		name   string
		a      *headerauth.Auth
		remote string
		header headers
		ok     bool
	}{
		{"OK", plain, proxy, headers{"X-Auth-Subject": "1"}, true},
		{"OKIPv4InIPv6", plain, "[::ffff:192.0.2.9]:1", headers{"X-Auth-Subject": "1"}, true},
		{"OKWithZone", plain, "[fe80::1%eth0]:1", headers{"X-Auth-Subject": "1"}, true},
		{"OKSecret", guarded, proxy, headers{"X-Auth-Subject": "1", "X-Auth-Secret": secret}, true},
		{"ErrOtherPeer", plain, "198.51.100.1:1", headers{"X-Auth-Subject": "1"}, false},
		{"ErrOtherPeerSaysItIsTheProxy", plain, "198.51.100.1:1", headers{"X-Auth-Subject": "1", "X-Forwarded-For": "192.0.2.1"}, false},
		{"ErrNoPeer", plain, "", headers{"X-Auth-Subject": "1"}, false},
		{"ErrUnixSocket", plain, "@", headers{"X-Auth-Subject": "1"}, false},
		{"ErrPeerIsAName", plain, "localhost:1", headers{"X-Auth-Subject": "1"}, false},
		{"ErrNoSecret", guarded, proxy, headers{"X-Auth-Subject": "1"}, false},
		{"ErrWrongSecret", guarded, proxy, headers{"X-Auth-Subject": "1", "X-Auth-Secret": secret + "x"}, false},
		{"ErrSecretFromOtherPeer", guarded, "198.51.100.1:1", headers{"X-Auth-Subject": "1", "X-Auth-Secret": secret}, false},
		{"ErrNoSubject", plain, proxy, headers{"X-Auth-Name": "Ann"}, false},
		{"ErrBlankSubject", plain, proxy, headers{"X-Auth-Subject": " "}, false},
		{"ErrLongSubject", plain, proxy, headers{"X-Auth-Subject": strings.Repeat("x", 256)}, false},
		{"ErrSubjectNotUTF8", plain, proxy, headers{"X-Auth-Subject": "\xff"}, false},
		{"ErrControlCharacter", plain, proxy, headers{"X-Auth-Subject": "1\x00"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id, err := tt.a.Authenticate(request(tt.remote, tt.header))
			if tt.ok && (err != nil || id.Subject != "1") || !tt.ok && (!errors.Is(err, chat.ErrUnauthenticated) || id.Subject != "") {
				t.Errorf("got %+v, %v", id, err)
			}
		})
	}
}

// TestRepeatedHeaders: the proxy added its header to the client's.
func TestRepeatedHeaders(t *testing.T) {
	a := newAuth(t, &headerauth.Options{RolesHeader: "X-Auth-Roles", Secret: secret})
	for _, name := range []string{"Subject", "Name", "Avatar", "Profile", "Roles", "Secret"} {
		t.Run(name, func(t *testing.T) {
			r := request(proxy, headers{"X-Auth-Subject": "1", "X-Auth-Secret": secret})
			for len(r.Header["X-Auth-"+name]) < 2 {
				r.Header.Add("X-Auth-"+name, secret)
			}
			if id, err := a.Authenticate(r); !errors.Is(err, chat.ErrUnauthenticated) {
				t.Errorf("got %+v, %v", id, err)
			}
		})
	}
}

// TestRolesMustBeAskedFor: a client's own header gives nobody a role.
func TestRolesMustBeAskedFor(t *testing.T) {
	id, err := newAuth(t, nil).Authenticate(request(proxy, headers{"X-Auth-Subject": "1", "X-Auth-Roles": "admin"}))
	if err != nil || id.HasRole(chat.RoleAdmin) {
		t.Errorf("got %+v, %v", id, err)
	}
}

// TestBadProfileIsLeftOut: a strange picture keeps nobody out.
func TestBadProfileIsLeftOut(t *testing.T) {
	id, err := newAuth(t, nil).Authenticate(request(proxy, headers{
		"X-Auth-Subject": "1", "X-Auth-Name": "\xff", "X-Auth-Avatar": strings.Repeat("x", 1025), "X-Auth-Profile": "a\x01",
	}))
	if diff := cmp.Diff(chat.Identity{Provider: "proxy", Subject: "1"}, id); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestNewRefuses(t *testing.T) {
	everybody := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
	for _, tt := range []struct {
		name    string
		trusted []netip.Prefix
		opts    *headerauth.Options
		want    string // part of the error; empty: none
	}{
		{"OKNil", network, nil, ""},
		{"OKEverybodyWithSecret", everybody, &headerauth.Options{Secret: secret}, ""},
		{"ErrNobodyTrusted", nil, nil, "no network"},
		{"ErrZeroPrefix", []netip.Prefix{{}}, nil, "not valid"},
		{"ErrEverybody", everybody, nil, "needs a secret"},
		{"ErrMappedPrefix", []netip.Prefix{netip.MustParsePrefix("::ffff:192.0.2.0/120")}, nil, "IPv4"},
		{"ErrShortSecret", network, &headerauth.Options{Secret: "short"}, "5 bytes"},
		{"ErrHeaderName", network, &headerauth.Options{NameHeader: "X Name"}, "X Name"},
		{"ErrSameHeader", network, &headerauth.Options{NameHeader: "x-auth-subject"}, "two things"},
		{"ErrTTL", network, &headerauth.Options{TTL: -1}, "TTL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := headerauth.New(tt.trusted, tt.opts)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v; want an error about %q", err, tt.want)
			}
		})
	}
}
