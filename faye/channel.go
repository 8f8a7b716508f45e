package faye

import "strings"

// ValidChannel tells whether name can be published to: segments of letters,
// digits and -_!~()$@, each after a slash. A wildcard is no channel.
func ValidChannel(name string) bool {
	if name == "" {
		return false
	}
	for name != "" {
		rest, ok := cutSegment(name)
		if !ok {
			return false
		}
		name = rest
	}
	return true
}

// ValidPattern tells whether name can be subscribed to: a channel, or a channel
// whose last segment is * (any one segment) or ** (one segment or more).
func ValidPattern(name string) bool {
	prefix, kind := splitPattern(name)
	if kind == plain {
		return ValidChannel(name)
	}
	return prefix == "" || ValidChannel(prefix)
}

// Matches tells whether a subscription to pattern receives what is published to
// channel. "/a/*" and "/a/**" do not match "/a".
func Matches(pattern, channel string) bool {
	prefix, k := splitPattern(pattern)
	return k.matches(prefix, channel)
}

func (k kind) matches(prefix, channel string) bool {
	rest, ok := strings.CutPrefix(channel, prefix)
	if !ok || k == plain {
		return ok && rest == ""
	}
	below, ok := strings.CutPrefix(rest, "/")
	if !ok || below == "" {
		return false
	}
	return k == deep || !strings.Contains(below, "/")
}

// IsMeta tells whether a channel or pattern belongs to the protocol itself.
func IsMeta(name string) bool { return under(name, "/meta") }

// IsService tells whether a channel or pattern only leads from clients to the
// server. What is published there is distributed to nobody.
func IsService(name string) bool { return under(name, "/service") }

func under(name, root string) bool {
	return strings.HasPrefix(name, root) && (len(name) == len(root) || name[len(root)] == '/')
}

// kind is what the last segment of a subscription means.
type kind uint8

const (
	plain kind = iota // a channel
	star              // one further segment
	deep              // one further segment or more
)

// splitPattern cuts the wildcard off: "/a/*" is ("/a", star).
func splitPattern(name string) (prefix string, k kind) {
	if p, ok := strings.CutSuffix(name, "/**"); ok {
		return p, deep
	}
	if p, ok := strings.CutSuffix(name, "/*"); ok {
		return p, star
	}
	return name, plain
}

// cutSegment takes one "/segment" off the front.
func cutSegment(name string) (rest string, ok bool) {
	if name[0] != '/' {
		return "", false
	}
	i := 1
	for i < len(name) && inSegment(name[i]) {
		i++
	}
	return name[i:], i > 1
}

func inSegment(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		strings.IndexByte("-_!~()$@", c) >= 0
}
