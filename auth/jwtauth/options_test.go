package jwtauth_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/auth/jwtauth"
)

func TestNewOptions(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts *jwtauth.Options
		want string // part of the error; empty: none
	}{
		{"OKNil", nil, ""},
		{"OKZero", &jwtauth.Options{}, ""},
		{"OKHostCookie", &jwtauth.Options{Cookie: "__Host-token", Secure: jwtauth.SecureAlways}, ""},
		{"OKSecureCookieBelowPath", &jwtauth.Options{Cookie: "__Secure-token", Path: "/chat", Secure: jwtauth.SecureAlways}, ""},
		{"OKSameSiteNone", &jwtauth.Options{SameSite: http.SameSiteNoneMode, Secure: jwtauth.SecureAlways}, ""},
		{"ErrTTLNegative", &jwtauth.Options{TTL: -time.Hour}, "TTL"},
		{"ErrTTLTooShort", &jwtauth.Options{TTL: time.Millisecond}, "TTL"},
		{"ErrLeewayNegative", &jwtauth.Options{Leeway: -1}, "Leeway"},
		{"ErrCookieName", &jwtauth.Options{Cookie: "to ken"}, "to ken"},
		{"ErrPathRelative", &jwtauth.Options{Path: "chat"}, "Path"},
		{"ErrPathInjects", &jwtauth.Options{Path: "/; Domain=evil.example"}, "token"},
		{"ErrDomain", &jwtauth.Options{Domain: "bad domain"}, "token"},
		{"ErrSameSite", &jwtauth.Options{SameSite: http.SameSiteDefaultMode}, "SameSite"},
		{"ErrSameSiteNoneNotSecure", &jwtauth.Options{SameSite: http.SameSiteNoneMode}, "SecureAlways"},
		{"ErrSecure", &jwtauth.Options{Secure: 9}, "Secure"},
		{"ErrHostCookieNotSecure", &jwtauth.Options{Cookie: "__Host-token"}, "SecureAlways"},
		{"ErrHostCookieBelowPath", &jwtauth.Options{Cookie: "__host-token", Path: "/chat", Secure: jwtauth.SecureAlways}, "path"},
		{"ErrHostCookieWithDomain", &jwtauth.Options{Cookie: "__Host-token", Domain: "a.example", Secure: jwtauth.SecureAlways}, "domain"},
		{"ErrSecureCookieNotSecure", &jwtauth.Options{Cookie: "__Secure-token", Secure: jwtauth.SecureNever}, "SecureAlways"},
		{"ErrTrustedOrigin", &jwtauth.Options{TrustedOrigins: []string{"www.example.com"}}, "origin"},
		{"ErrTrustedOriginWithPath", &jwtauth.Options{TrustedOrigins: []string{"https://www.example.com/"}}, "origin"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := jwtauth.New([]jwtauth.Key{testKey}, tt.opts)
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || a != nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v; want an error about %s", err, tt.want)
			}
		})
	}
}
