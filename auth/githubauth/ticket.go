package githubauth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

const (
	minStateKey = 32
	// ticketTTL is how long somebody may take at GitHub.
	ticketTTL  = 10 * time.Minute
	cookieName = "parley_github"
)

// A ticket is what a log-in must still know when GitHub sends the browser back.
type ticket struct {
	State    string `json:"s"`
	Verifier string `json:"v"` // of PKCE
	Redirect string `json:"r"` // as told to GitHub, which compares it
	Next     string `json:"n"`
	Expires  int64  `json:"e"` // in Unix seconds
}

// newSealer makes what encrypts tickets, whatever the length of the key.
func newSealer(key []byte) (cipher.AEAD, error) {
	sum := sha256.Sum256(append([]byte("parley github ticket\x00"), key...))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal makes the value of the cookie. It is encrypted, not only signed: the verifier
// is a secret that the URL, which holds the state, must not meet in a log.
func (g *GitHub) seal(t ticket) (string, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(g.sealer.Seal(nil, nil, text, []byte(cookieName))), nil
}

// open reads what seal made and has not expired.
func (g *GitHub) open(value string) (ticket, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return ticket{}, err
	}
	text, err := g.sealer.Open(nil, nil, sealed, []byte(cookieName))
	if err != nil {
		return ticket{}, err
	}
	var t ticket
	if err := json.Unmarshal(text, &t); err != nil {
		return ticket{}, err
	}
	if !g.opts.Now().Before(time.Unix(t.Expires, 0)) {
		return ticket{}, errors.New("it has expired")
	}
	return t, nil
}

// ticketOf returns the ticket of the browser that sent the request.
func (g *GitHub) ticketOf(r *http.Request) (ticket, bool) {
	c, err := r.Cookie(g.cookie(r, "").Name)
	if err != nil {
		return ticket{}, false
	}
	t, err := g.open(c.Value)
	return t, err == nil
}

// cookie carries the ticket. Over TLS it has the prefix with which no subdomain can
// plant one: else an attacker's ticket would log others in as the attacker.
func (g *GitHub) cookie(r *http.Request, value string) *http.Cookie {
	c := &http.Cookie{
		Name:     cookieName,
		Value:    value,
		Path:     "/",
		Secure:   r.TLS != nil || strings.HasPrefix(g.opts.PublicURL, "https:"),
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode, // the way back from GitHub is a cross-site link
		MaxAge:   int(ticketTTL / time.Second),
	}
	if c.Secure {
		c.Name = "__Host-" + cookieName
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}
