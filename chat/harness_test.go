package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// byHeader is an Authenticator for tests: the header X-User names the subject, and
// X-Admin makes an admin. The subject "outage" cannot be told.
var byHeader = chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
	switch name := r.Header.Get("X-User"); name {
	case "", "forged":
		return chat.Identity{}, chat.ErrUnauthenticated
	case "outage":
		return chat.Identity{}, errors.New("session database down")
	default:
		id := chat.Identity{Provider: "test", Subject: name, Name: name}
		if r.Header.Get("X-Admin") != "" {
			id.Roles = []string{chat.RoleAdmin}
		}
		return id, nil
	}
})

// world is a module over a memory store with what tests watch.
type world struct {
	*testing.T
	*chat.Module
	store  chat.Storage
	blobs  chat.Blobs
	log    *errorLog
	events chan chat.Event
}

// newWorld starts a module whose published events arrive at events.
func newWorld(t *testing.T, change ...func(*chat.Options)) *world {
	t.Helper()
	return worldOver(t, memory.New(), change...)
}

func worldOver(t *testing.T, store chat.Storage, change ...func(*chat.Options)) *world {
	t.Helper()
	w := &world{T: t, store: store, blobs: memory.NewBlobs(), log: &errorLog{}, events: make(chan chat.Event, 1000)}
	opts := &chat.Options{
		Logger: slog.New(w.log),
		Blobs:  w.blobs,
		Publisher: chat.PublisherFunc(func(_ context.Context, ev chat.Event) error {
			if err := theContract().event(ev); err != nil {
				t.Errorf("against openapi.yaml: %v", err)
			}
			w.events <- ev
			return nil
		}),
	}
	for _, c := range change {
		c(opts)
	}
	m, err := chat.New(store, byHeader, opts)
	if err != nil {
		t.Fatal(err)
	}
	w.Module = m
	t.Cleanup(func() {
		if err := m.Shutdown(context.Background()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	return w
}

// user signs somebody in.
func (w *world) user(name string) chat.User {
	w.Helper()
	u, err := w.SignIn(w.Context(), chat.Identity{Provider: "test", Subject: name, Name: name})
	if err != nil {
		w.Fatal(err)
	}
	return u
}

// post says something in the lobby.
func (w *world) post(author chat.User, text string) chat.Message {
	w.Helper()
	m, _, err := w.Post(w.Context(), author.ID, w.Lobby(), chat.Draft{Text: text})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// next waits for the next published event.
func (w *world) next() chat.Event {
	w.Helper()
	select {
	case ev := <-w.events:
		return ev
	case <-w.Context().Done():
		w.Fatal("no event")
		return chat.Event{}
	}
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	body string
}

// into decodes the body.
func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

// ask sends a request: "POST /api/messages", a body or "", and headers as "Name: value".
// It holds both sides against openapi.yaml.
func (w *world) ask(route, body string, headers ...string) answer {
	w.Helper()
	method, target, _ := strings.Cut(route, " ")
	var from io.Reader
	if body != "" {
		from = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(w.Context(), method, target, from)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r.Clone(r.Context()))
	a := answer{rec.Result(), rec.Body.String()}
	if err := theContract().exchange(r, body, a); err != nil {
		w.Errorf("%s %s against openapi.yaml: %v\n%s", route, a.Status, err, a.body)
	}
	return a
}

// errorLog keeps what is logged at the error level.
type errorLog struct {
	mu    sync.Mutex
	lines []string
}

func (l *errorLog) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }
func (l *errorLog) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l *errorLog) WithGroup(string) slog.Handler                    { return l }

func (l *errorLog) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := r.Message
	r.Attrs(func(a slog.Attr) bool { line += " " + a.String(); return true })
	l.lines = append(l.lines, line)
	return nil
}

func (l *errorLog) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.lines...)
}

// failing lets a test break single methods of a store.
type failing struct {
	chat.Storage
	addMessage func(context.Context, chat.Message) (chat.Message, bool, error)
	update     func() error
	room       func() error
	events     func() error
	subject    func() error
}

func (f *failing) AddMessage(ctx context.Context, m chat.Message) (chat.Message, bool, error) {
	if f.addMessage != nil {
		return f.addMessage(ctx, m)
	}
	return f.Storage.AddMessage(ctx, m)
}

func (f *failing) UpdateMessage(ctx context.Context, id chat.MessageID, c chat.Change, fn func(*chat.Message) error) (chat.Message, error) {
	if f.update != nil {
		if err := f.update(); err != nil {
			return chat.Message{}, err
		}
	}
	return f.Storage.UpdateMessage(ctx, id, c, fn)
}

func (f *failing) Room(ctx context.Context, id chat.RoomID) (chat.Room, error) {
	if f.room != nil {
		if err := f.room(); err != nil {
			return chat.Room{}, err
		}
	}
	return f.Storage.Room(ctx, id)
}

func (f *failing) Events(ctx context.Context, room chat.RoomID, after int64, limit int) ([]chat.Event, error) {
	if f.events != nil {
		if err := f.events(); err != nil {
			return nil, err
		}
	}
	return f.Storage.Events(ctx, room, after, limit)
}

func (f *failing) UserBySubject(ctx context.Context, provider, subject string) (chat.User, error) {
	if f.subject != nil {
		if err := f.subject(); err != nil {
			return chat.User{}, err
		}
	}
	return f.Storage.UserBySubject(ctx, provider, subject)
}
