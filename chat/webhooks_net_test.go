package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// A receiver is a server that is told what happens.
type receiver struct {
	*testing.T
	*httptest.Server
	secret atomic.Pointer[string]
	// mood is how it answers: 0 well, -1 not at all, else with that status.
	mood atomic.Int64
	// calls has an entry for each request, its ID, and events are what was taken in.
	calls  chan string
	events chan chat.Event
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{T: t, calls: make(chan string, 10_000), events: make(chan chat.Event, 1000)}
	r.Server = httptest.NewServer(r)
	t.Cleanup(func() {
		r.mood.Store(0)
		r.CloseClientConnections()
		r.Close()
	})
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // who asks has gone
	}
	r.calls <- req.Header.Get("webhook-id")
	if secret := r.secret.Load(); secret != nil {
		if err := chat.VerifyWebhook(req.Header, body, *secret, time.Now()); err != nil {
			r.Errorf("%v: %v", req.Header, err)
		}
	}
	switch mood := r.mood.Load(); mood {
	case 0:
		var ev chat.Event
		if err := json.Unmarshal(body, &ev); err != nil {
			r.Errorf("%v in %s", err, body)
		}
		r.events <- ev
	case -1:
		<-req.Context().Done()
	default:
		w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
		w.WriteHeader(int(mood))
	}
}

// tried waits until it was called so many times more.
func (r *receiver) tried(n int) {
	for len(r.calls) > 0 {
		<-r.calls
	}
	for range n {
		<-r.calls
	}
}

// loopback lets webhooks lead to this machine, and has them try often.
func loopback(o *chat.Options) {
	o.Webhooks = &chat.WebhookOptions{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Attempts: 1 << 30,
		Timeout: 250 * time.Millisecond, Pause: time.Millisecond, MaxPause: 5 * time.Millisecond}
}

// TestReceiverComesBack: a receiver that fails, hangs and comes back, over a restart too, is
// told of every event once or more, in order per room.
func TestReceiverComesBack(t *testing.T) {
	onEachStorage(t, func(t *testing.T, fresh func(t *testing.T) func() chat.Storage) {
		start, r := fresh(t), newReceiver(t)
		w := crewOf(worldOver(t, start(), loopback), chat.Private)
		_, secret, err := w.CreateWebhook(chat.WithRoles(t.Context(), chat.RoleAdmin), w.owner.ID, "", chat.WebhookDraft{URL: r.URL, Events: []chat.EventKind{chat.MessageCreated}})
		if err != nil {
			t.Fatal(err)
		}
		r.secret.Store(&secret)
		want := map[chat.RoomID][]int64{}
		say := func(w *world) {
			for i := range 4 {
				for _, room := range []chat.RoomID{w.Lobby(), crewRoom(w)} {
					msg, _, err := w.Post(t.Context(), w.user("owner").ID, room, chat.Draft{Text: fmt.Sprint(i)})
					if err != nil {
						t.Fatal(err)
					}
					want[room] = append(want[room], msg.Seq)
				}
			}
		}
		say(w.world)
		r.mood.Store(500)
		say(w.world)
		r.tried(3)
		r.mood.Store(-1)
		say(w.world)
		r.tried(1)
		r.mood.Store(302) // it leads nobody elsewhere
		r.tried(2)
		if err := w.Shutdown(context.Background()); err != nil {
			t.Fatal(err)
		}
		next := worldOver(t, start(), loopback)
		say(next)
		r.mood.Store(0)
		got := map[chat.RoomID][]int64{}
		seen := map[string]bool{}
		for left := 2 * 4 * 4; left > 0; {
			select {
			case ev := <-r.events:
				if id := fmt.Sprint(ev.Room, ev.Rev); !seen[id] {
					seen[id] = true
					got[ev.Room] = append(got[ev.Room], ev.Rev)
					left--
				}
			case <-t.Context().Done():
				t.Fatal("not all came")
			}
		}
		if !maps.EqualFunc(want, got, func(a, b []int64) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
			t.Errorf("told %v, want %v", got, want)
		}
	})
}

// crewRoom is the crew's room.
func crewRoom(w *world) chat.RoomID {
	r, err := w.Room(w.Context(), w.user("owner").ID, "crew")
	if err != nil {
		w.Fatal(err)
	}
	return r.ID
}

// TestReceiverThatHangsHoldsUpNobody: neither another webhook of its room nor of another.
func TestReceiverThatHangsHoldsUpNobody(t *testing.T) {
	w := newCrew(t, chat.Private, loopback, func(o *chat.Options) { o.Webhooks.Timeout = time.Hour })
	hangs, well := newReceiver(t), newReceiver(t)
	hangs.mood.Store(-1)
	for range 3 {
		if _, _, err := w.CreateWebhook(t.Context(), w.owner.ID, w.room.ID, chat.WebhookDraft{URL: hangs.URL}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := w.CreateWebhook(t.Context(), w.owner.ID, w.room.ID, chat.WebhookDraft{URL: well.URL, Events: []chat.EventKind{chat.MessageCreated}}); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		msg := w.said(fmt.Sprint(i))
		if ev := <-well.events; ev.Rev != msg.Rev {
			t.Fatalf("told of %d, want %d", ev.Rev, msg.Rev)
		}
	}
	hangs.CloseClientConnections()
}

// A givenUp is a log of webhooks that were given up.
type givenUp chan struct{}

func (givenUp) Enabled(context.Context, slog.Level) bool { return true }
func (g givenUp) WithAttrs([]slog.Attr) slog.Handler     { return g }
func (g givenUp) WithGroup(string) slog.Handler          { return g }
func (g givenUp) Handle(_ context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "gave up telling a webhook") {
		g <- struct{}{}
	}
	return nil
}

// TestWebhooksCallNoPrivateAddress: what a name leads to is looked at when it is called.
func TestWebhooksCallNoPrivateAddress(t *testing.T) {
	r, up := newReceiver(t), make(givenUp, 10)
	w := newCrew(t, chat.Private, func(o *chat.Options) {
		o.Webhooks, o.Logger = &chat.WebhookOptions{Attempts: 1}, slog.New(up)
	})
	named := strings.Replace(r.URL, "127.0.0.1", "localhost", 1)
	hook, _, err := w.CreateWebhook(t.Context(), w.owner.ID, w.room.ID, chat.WebhookDraft{URL: named, Events: []chat.EventKind{chat.MessageCreated}})
	if err != nil {
		t.Fatal(err)
	}
	w.said("one")
	<-up
	list, _, err := w.FailedDeliveries(t.Context(), w.owner.ID, hook.ID, "", 0, 10)
	if err != nil || len(list) != 1 || !strings.Contains(list[0].Reason, "address") || len(r.calls) != 0 {
		t.Errorf("%+v, %v, after %d calls", list, err, len(r.calls))
	}
}

// TestReceiverThatTalks: only the status of an answer counts, however long it is.
func TestReceiverThatTalks(t *testing.T) {
	ids := make(chan string, 100)
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ids <- r.Header.Get("webhook-id")
		for part := strings.Repeat("x", 64<<10); ; {
			if _, err := io.WriteString(w, part); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	w := newCrew(t, chat.Private, loopback, func(o *chat.Options) { o.Webhooks.Timeout, o.Webhooks.Attempts = time.Hour, 1 })
	hook, _, err := w.CreateWebhook(t.Context(), w.owner.ID, w.room.ID, chat.WebhookDraft{URL: endless.URL})
	if err != nil {
		t.Fatal(err)
	}
	w.said("one")
	first := <-ids
	w.said("two")
	if second := <-ids; second == first { // it comes when the first is done with
		t.Error("what was well is told again")
	}
	if list, _, err := w.FailedDeliveries(t.Context(), w.owner.ID, hook.ID, "", 0, 10); err != nil || len(list) > 0 {
		t.Errorf("%+v, %v", list, err)
	}
}
