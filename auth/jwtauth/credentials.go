package jwtauth

import (
	"net/http"
	"strings"
)

const (
	// maxToken is the longest token that is looked at.
	maxToken = 8 << 10
	// maxCookies is how many cookies of the name are looked at.
	maxCookies = 4
)

// candidates returns the tokens that a request carries: that of its Authorization
// header if it has one of the Bearer scheme, however bad, else those of its cookies.
// There are several cookies of one name when they were set for several paths or
// domains; an old one must not lock its owner out.
func (a *Auth) candidates(r *http.Request) []string {
	fields := r.Header["Authorization"]
	for _, field := range fields {
		scheme, token, _ := strings.Cut(field, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			continue
		}
		if len(fields) > 1 {
			return nil
		}
		return plausible(nil, strings.TrimLeft(token, " "))
	}
	var list []string
	for _, c := range r.CookiesNamed(a.opts.Cookie) {
		if len(list) < maxCookies {
			list = plausible(list, c.Value)
		}
	}
	return list
}

// plausible adds the token to the list unless a glance shows that it is none.
func plausible(list []string, token string) []string {
	if token == "" || len(token) > maxToken || strings.Trim(token, tokenAlphabet) != "" {
		return list
	}
	return append(list, token)
}

const tokenAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
