package authtest

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/chat"
)

// honest keeps every promise: sessions in a map, named by a header.
type honest struct {
	mu       sync.Mutex
	sessions map[string]chat.Identity
	down     atomic.Bool
}

var errDown = errors.New("the session table is down")

func (a *honest) Authenticate(r *http.Request) (chat.Identity, error) {
	name := r.Header.Get("Session")
	if name == "" {
		return chat.Identity{}, chat.ErrUnauthenticated
	}
	if err := r.Context().Err(); err != nil {
		return chat.Identity{}, err
	}
	if a.down.Load() {
		return chat.Identity{}, errDown
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	id, ok := a.sessions[name]
	if !ok {
		return chat.Identity{}, chat.ErrUnauthenticated
	}
	return id, nil
}

func (a *honest) signIn(r *http.Request, id chat.Identity) {
	a.mu.Lock()
	defer a.mu.Unlock()
	name := fmt.Sprintf("session-%d", len(a.sessions))
	a.sessions[name] = id
	r.Header.Set("Session", name)
}

// openHonest makes a harness in which every situation can be had.
func openHonest(*testing.T) Harness {
	a := &honest{sessions: map[string]chat.Identity{}}
	return Harness{
		Authenticator: a,
		SignIn:        a.signIn,
		Forge:         func(r *http.Request, id chat.Identity) { r.Header.Set("Session", "forged-"+id.Subject) },
		Expire:        func(r *http.Request, id chat.Identity) { r.Header.Set("Session", "expired-"+id.Subject) },
		Break:         func() { a.down.Store(true) },
	}
}

func TestHonest(t *testing.T) { Run(t, openHonest) }

// TestBare shows that what a harness cannot do is not asked of it.
func TestBare(t *testing.T) {
	Run(t, func(t *testing.T) Harness {
		h := openHonest(t)
		h.Forge, h.Expire, h.Break = nil, nil, nil
		return h
	})
}
