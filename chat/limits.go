package chat

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Limits bound what one user, or one address, may ask of the HTTP surface. What is too
// much is answered with ErrRateLimited: 429, with Retry-After. Answers that were counted
// carry the fields RateLimit-Policy and RateLimit, which tell the limit and what is left
// of it. Nothing is counted for what the host does itself, with Module.Post and the like,
// nor for Bayeux, which package faye limits.
//
// A request counts also when it fails in the end, and so does a post that is repeated
// under the same clientId because its answer was lost: the message is there once, but it
// was asked for twice. Who waits as Retry-After says will not lose it.
//
// Each node counts for itself, and in memory.
type Limits struct {
	// Posts are new messages, of each user. Default 600 in 10 s, which stops floods and neither people nor programs; where only
	// people write, 10 are plenty.
	Posts Rate
	// Writes are all other changes, of each user: edits, members, how far they have read.
	// Default 600 in 10 s.
	Writes Rate
	// Reports are those of messages, of each user. Default 20 in 1 minute.
	Reports Rate
	// Searches are searches, of each user. Default 60 in 10 s.
	Searches Rate
	// Bots are all requests of each bot, reading too, instead of Posts and Writes. Default
	// 1200 in 10 s.
	Bots Rate
	// Hooks are the requests to each incoming webhook. Default 600 in 10 s.
	Hooks Rate
	// Requests are all those of people who are not logged in, of each address and of IPv6
	// of each /64 network. It is for whole offices behind one address. Default 6000 in 10 s.
	Requests Rate
	// SignIns are the requests to what the host gave to LimitSignIn, of each address. Where
	// anybody may be a new user, this is what keeps the limits for each of them from being
	// none. Default 600 in 1 minute.
	SignIns Rate

	// ProxyHeader is the header in which the proxy before the host tells the client's
	// address, such as "X-Forwarded-For"; of several addresses the last counts, which is
	// the one that the proxy has seen. Set it only if every request comes by such a proxy:
	// others could write there what they like. Default "": the address is the peer's, and
	// behind a proxy all who are not logged in count as one.
	ProxyHeader string
	// MaxKeys is how many users and how many addresses are remembered, for each limit, in
	// about 200 bytes each; for one more the one that was away for longest is forgotten,
	// and may begin anew. Default 100,000.
	MaxKeys int
}

// A Rate is how often something may happen: Count times at once, and then as often as
// Count in Per spread out evenly. The zero Rate is the default of its field; a negative
// Count is no limit.
type Rate struct {
	Count int
	// Per is in whole seconds.
	Per time.Duration
}

// off is the text of a Rate that limits nothing.
const off = "off"

// MarshalText returns the form that UnmarshalText reads, and nothing for the zero Rate.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// String is the text of MarshalText.
func (r Rate) String() string {
	switch {
	case r == Rate{}:
		return ""
	case r.Count < 0:
		return off
	}
	return strconv.Itoa(r.Count) + "/" + r.Per.String()
}

// UnmarshalText reads "10/10s", which is 10 in 10 seconds, or "off".
func (r *Rate) UnmarshalText(text []byte) error {
	if string(text) == off {
		*r = Rate{Count: -1}
		return nil
	}
	count, per, _ := strings.Cut(string(text), "/")
	n, err1 := strconv.Atoi(count)
	d, err2 := time.ParseDuration(per)
	read := Rate{n, d}
	if err1 != nil || err2 != nil || n < 0 || read.check() != nil {
		return errors.New(`must be a count and whole seconds, such as 10/10s, or "off"`)
	}
	*r = read
	return nil
}

// check refuses what could not be measured, or not be told: RateLimit counts in seconds.
func (r Rate) check() error {
	if r.Count == 0 || r.Per < time.Second || r.Per%time.Second != 0 || int64(r.Count) > int64(r.Per) {
		return fmt.Errorf("%d in %v is no rate: give a count, and whole seconds", r.Count, r.Per)
	}
	return nil
}

// complete fills in the defaults, or says what is wrong.
func (l *Limits) complete() error {
	var all []error
	for _, f := range []struct {
		name      string
		rate      *Rate
		byDefault Rate
	}{
		{"Posts", &l.Posts, Rate{600, 10 * time.Second}},
		{"Writes", &l.Writes, Rate{600, 10 * time.Second}},
		{"Reports", &l.Reports, Rate{20, time.Minute}},
		{"Searches", &l.Searches, Rate{60, 10 * time.Second}},
		{"Bots", &l.Bots, Rate{1200, 10 * time.Second}},
		{"Hooks", &l.Hooks, Rate{600, 10 * time.Second}},
		{"Requests", &l.Requests, Rate{6000, 10 * time.Second}},
		{"SignIns", &l.SignIns, Rate{600, time.Minute}},
	} {
		if (*f.rate == Rate{}) {
			*f.rate = f.byDefault
		}
		if f.rate.Count < 0 {
			continue
		}
		if err := f.rate.check(); err != nil {
			all = append(all, fmt.Errorf("chat: Options.Limits.%s: %w", f.name, err))
		}
	}
	return errors.Join(append(all, checkHeader(l.ProxyHeader), positive("Limits.MaxKeys", &l.MaxKeys, 100_000))...)
}

// checkHeader finds a name that no header can have (RFC 9110, section 5.1), which would
// have all people count as one.
func checkHeader(name string) error {
	odd := func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c) }
	if strings.ContainsFunc(name, odd) {
		return fmt.Errorf("chat: Options.Limits.ProxyHeader: %q is not the name of a header", name)
	}
	return nil
}
