package main

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"
)

// lasting is how long a log-in holds.
const lasting = 12 * time.Hour

// sessions are the shop's own: a token in a cookie stands for who logged in.
type sessions struct {
	mu   sync.Mutex
	open map[string]session
}

type session struct {
	who   string
	until time.Time
}

func newSessions() *sessions { return &sessions{open: map[string]session{}} }

// of returns who sent the request; empty: nobody who is logged in.
func (s *sessions) of(r *http.Request) string {
	c, err := r.Cookie("shop")
	if err != nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	got, ok := s.open[c.Value]
	if !ok || time.Now().After(got.until) {
		delete(s.open, c.Value)
		return ""
	}
	return got.who
}

// begin logs somebody in.
func (s *sessions) begin(w http.ResponseWriter, r *http.Request, who string) {
	token := rand.Text()
	s.mu.Lock()
	s.open[token] = session{who, time.Now().Add(lasting)}
	s.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: "shop", Value: token, Path: "/", MaxAge: int(lasting.Seconds()),
		HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode})
}

// end logs out.
func (s *sessions) end(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie("shop"); err == nil {
		s.mu.Lock()
		delete(s.open, c.Value)
		s.mu.Unlock()
	}
	http.SetCookie(w, &http.Cookie{Name: "shop", Path: "/", MaxAge: -1})
}

// knows checks a password. Here it is the name; a real shop keeps a hash.
func knows(who, password string) bool {
	known := who == "ann" || who == "sam" || who == "eve"
	return known && subtle.ConstantTimeCompare([]byte(who), []byte(password)) == 1
}
