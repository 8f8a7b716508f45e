package fayechat_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye/fayetest"
	"github.com/parleychat/parley/storage/memory"
)

// badge is an Authenticator whose answer, a name, can be changed behind the back of those
// who are connected.
type badge struct{ name atomic.Value }

func (b *badge) set(name string) { b.name.Store(name) }

func (b *badge) Authenticate(r *http.Request) (chat.Identity, error) {
	r.Header.Set("X-User", b.name.Load().(string))
	return byHeader(r)
}

// shrinking is a storage in which memberships can end.
type shrinking struct {
	chat.Storage
	fails atomic.Pointer[error]
}

func (s *shrinking) Member(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error) {
	if err := s.fails.Load(); err != nil {
		return chat.Member{}, *err
	}
	return s.Storage.Member(ctx, room, user)
}

// recheck runs fn in a bubble of time with a client of ann's on each transport, which has
// subscribed to a private room of hers and to the lobby.
func recheck(t *testing.T, fn func(t *testing.T, r *rechecked)) {
	for name, open := range map[string]func(*fayetest.Network) *fayetest.Client{
		"Poll":      (*fayetest.Network).Poll,
		"WebSocket": func(n *fayetest.Network) *fayetest.Client { return n.WebSocket() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &rechecked{store: &shrinking{Storage: memory.New()}, badge: &badge{}}
				r.badge.set("ann")
				r.world = worldOver(t, r.store, r.badge, &fayechat.Options{Chat: &chat.Options{Logger: slog.New(slog.NewTextHandler(&r.log, nil))}})
				r.ann = r.user("ann")
				r.private = r.room(r.ann, "private")
				r.client = open(r.net)
				r.client.Join("/rooms/"+string(r.private.ID), "/messages")
				fn(t, r)
			})
		})
	}
}

type rechecked struct {
	*world
	store   *shrinking
	badge   *badge
	log     strings.Builder
	ann     chat.User
	private chat.Room
	client  *fayetest.Client
}

// later connects when it is time to look again, and waits until all is done and logged.
func (r *rechecked) later() fayetest.Message {
	time.Sleep(time.Minute) // of the bubble's clock
	defer synctest.Wait()
	return r.client.Connect()
}

// reaches posts to both channels and returns those that arrived.
func (r *rechecked) reaches() (channels []string) {
	r.Helper()
	r.post(r.ann, r.private.ID, "to the members")
	synctest.Wait() // no order holds between rooms
	r.post(r.ann, r.Module.Lobby(), "to everybody")
	for {
		got := r.client.Next()["channel"].(string)
		channels = append(channels, strings.TrimSuffix(got, string(r.private.ID)))
		if got == "/messages" {
			return channels
		}
	}
}

func TestD9_LogOutEndsTheRealtimeSession(t *testing.T) {
	recheck(t, func(t *testing.T, r *rechecked) {
		r.badge.set("")
		got := r.later()
		advice, _ := got["advice"].(map[string]any)
		if got["error"] != "401::Logged out" || advice["reconnect"] != "handshake" || r.Server.Stats().Sessions != 0 {
			t.Fatalf("after the log-out: %s", text(got))
		}
		r.client.ID = ""
		r.client.Handshake()
		if got := r.client.Subscribe("/rooms/" + string(r.private.ID)); got["successful"] != false {
			t.Errorf("nobody subscribed to a private room: %s", text(got))
		}
	})
}

func TestRecheck(t *testing.T) {
	t.Run("SomebodyElseOpensASessionOfTheirOwn", func(t *testing.T) {
		recheck(t, func(t *testing.T, r *rechecked) {
			r.badge.set("bob")
			if got := r.later(); got["error"] != "401::Logged out" || r.Server.Stats().Sessions != 0 {
				t.Errorf("got %s", text(got))
			}
		})
	})
	t.Run("OutageIsNoLogOut", func(t *testing.T) {
		recheck(t, func(t *testing.T, r *rechecked) {
			r.badge.set("outage")
			if got := r.later(); got["successful"] != true || !strings.Contains(r.log.String(), "session database down") {
				t.Fatalf("got %s, logged %q", text(got), r.log.String())
			}
			r.badge.set("ann")
			if got := r.reaches(); len(got) != 2 {
				t.Errorf("what was published reached %q", got)
			}
		})
	})
	t.Run("GoesOn", func(t *testing.T) {
		recheck(t, func(t *testing.T, r *rechecked) {
			if got := r.later(); got["successful"] != true {
				t.Fatalf("got %s", text(got))
			}
			if got := r.reaches(); len(got) != 2 {
				t.Errorf("what was published reached %q", got)
			}
		})
	})
	t.Run("EndsSubscriptionsToWhatOneMayNoLongerRead", func(t *testing.T) {
		recheck(t, func(t *testing.T, r *rechecked) {
			gone := chat.ErrNotFound
			r.store.fails.Store(&gone)
			if got := r.later(); got["successful"] != true {
				t.Fatalf("got %s", text(got))
			}
			r.store.fails.Store(nil) // so that ann can post there
			if got := r.reaches(); len(got) != 1 || got[0] != "/messages" {
				t.Errorf("what was published reached %q", got)
			}
		})
	})
	t.Run("OutageEndsNoSubscription", func(t *testing.T) {
		recheck(t, func(t *testing.T, r *rechecked) {
			down := errors.New("database down")
			r.store.fails.Store(&down)
			if got := r.later(); got["successful"] != true || !strings.Contains(r.log.String(), "database down") {
				t.Fatalf("got %s, logged %q", text(got), r.log.String())
			}
			r.store.fails.Store(nil)
			if got := r.reaches(); len(got) != 2 {
				t.Errorf("what was published reached %q", got)
			}
		})
	})
}

func TestShutdownIsNoOutage(t *testing.T) {
	recheck(t, func(t *testing.T, r *rechecked) {
		if err := r.Module.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.later(); got["successful"] != true || r.log.Len() > 0 {
			t.Errorf("got %s, logged %q", text(got), r.log.String())
		}
	})
}
