package jwtauth

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/golang-jwt/jwt/v5"

	"github.com/parleychat/parley/chat"
)

// An Auth issues tokens and authenticates by them. It is a chat.Authenticator, and
// all of it is safe for concurrent use.
type Auth struct {
	keys   []Key // the first one signs
	opts   Options
	parser *jwt.Parser
	guard  *http.CrossOriginProtection
}

var _ chat.Authenticator = (*Auth)(nil)

// New makes an Auth whose first key signs and all of whose keys verify. It returns
// an error in words for anything that could not work later. Nil opts is fine.
func New(keys []Key, opts *Options) (*Auth, error) {
	o, err := opts.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("jwtauth: %w", err)
	}
	list, err := checkKeys(keys)
	if err != nil {
		return nil, fmt.Errorf("jwtauth: %w", err)
	}
	o.TrustedOrigins = slices.Clone(o.TrustedOrigins)
	guard := http.NewCrossOriginProtection()
	for _, origin := range o.TrustedOrigins {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("jwtauth: trusted origin: %w", err)
		}
	}
	return &Auth{keys: list, opts: o, parser: newParser(o), guard: guard}, nil
}

// newParser makes the parser that holds tokens to the options.
func newParser(o Options) *jwt.Parser {
	rules := []jwt.ParserOption{
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(o.Leeway),
		jwt.WithTimeFunc(o.Now),
		// Without it the unused bits at the end of a signature could be changed, and
		// a revoked token without a jti would come back under another spelling.
		jwt.WithStrictDecoding(),
	}
	if o.Issuer != "" {
		rules = append(rules, jwt.WithIssuer(o.Issuer))
	}
	if o.Audience != "" {
		rules = append(rules, jwt.WithAudience(o.Audience))
	}
	return jwt.NewParser(rules...)
}
