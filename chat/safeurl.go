package chat

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLink is the most bytes of an address that becomes a link.
const maxLink = 2000

// mailForm is a mailbox and no more: what a "?" after it would put into the letter is
// not for others to say.
var mailForm = regexp.MustCompile(`^mailto:[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

// safeURL returns the address with its scheme in small letters, and whether a link may
// lead there: to http and https with a host but without a user, who would pass for one,
// and to mailboxes; without characters that browsers drop, turn round, or read as others.
func safeURL(raw string) (string, bool) {
	if len(raw) > maxLink || !utf8.ValidString(raw) || strings.ContainsFunc(raw, unfit) {
		return "", false
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "", false
	}
	raw = u.Scheme + raw[len(u.Scheme):]
	switch u.Scheme {
	case "http", "https":
		return raw, u.User == nil && fitHost(u.Hostname())
	case "mailto":
		return raw, mailForm.MatchString(raw)
	}
	return "", false
}

// unfit is what nobody sees, and what RFC 3986 leaves out and browsers are free with.
func unfit(r rune) bool {
	return !visible(r) || strings.ContainsRune("\\\"<>`^{|}", r)
}

// invisible is a letter to Unicode, yet shows nothing.
func invisible(r rune) bool { return unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) }

// fitHost takes names, also those with letters of other scripts, and addresses.
func fitHost(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Zone() == ""
	}
	return host != "" && !strings.ContainsFunc(host, func(r rune) bool {
		named := unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune("-._", r)
		return !named || invisible(r) || unicode.Is(unicode.Variation_Selector, r)
	})
}
