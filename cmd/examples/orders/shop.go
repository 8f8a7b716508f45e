package main

import (
	"io/fs"
	"net/http"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
)

// policy is strict: nothing runs, and nothing is loaded, but files of this host. The
// elements need no more.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self' data: blob:; require-trusted-types-for 'script'"

// shop is the web application. Its orders and people are made up; a real one has a database.
type shop struct {
	http.Handler
	orders   map[string]order
	sessions *sessions
	node     *fayechat.Node
}

// newShop serves the orders with the pages of this directory, or with a built one.
func newShop(store chat.Storage, built fs.FS) (*shop, error) {
	s := &shop{orders: stock(), sessions: newSessions()}
	mux := http.NewServeMux()
	if err := s.chat(mux, store); err != nil {
		return nil, err
	}
	s.pages(mux, built)
	// Forms of other sites change nothing here.
	s.Handler = http.NewCrossOriginProtection().Handler(guarded(mux))
	return s, nil
}

// guarded puts every page under the policy. The chat's own pages have theirs.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
