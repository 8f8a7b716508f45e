package chat_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// stuck is a storage that can be made to answer nobody before they give up.
type stuck struct {
	chat.Storage
	now atomic.Bool
}

func (s *stuck) Room(ctx context.Context, id chat.RoomID) (chat.Room, error) {
	if s.now.Load() {
		<-ctx.Done()
		return chat.Room{}, ctx.Err()
	}
	return s.Storage.Room(ctx, id)
}

// TestARequestThatIsTooSlow is answered and logged, once, and the next on its connection
// is served as if nothing had been.
func TestARequestThatIsTooSlow(t *testing.T) {
	for name, c := range map[string]struct {
		route, body string
		closes      bool // the connection: what is left of a body is not waited for
	}{
		"NoBody":        {"GET /api/messages", "", false},
		"Body":          {"POST /api/messages", `{"content":"hello"}`, false},
		"BodyInAStream": {"POST /api/messages", "chunked " + `{"content":"hello"}`, false},
		"BodyOfNoUse":   {"GET /api/messages", strings.Repeat("x", 100_000), true},
	} {
		t.Run(name, func(t *testing.T) {
			store := &stuck{Storage: memory.New()}
			w := worldOver(t, store, func(o *chat.Options) { o.RequestTimeout = 50 * time.Millisecond })
			srv := httptest.NewServer(w.Handler())
			defer srv.Close()
			call := callsOver(t, srv)

			store.now.Store(true)
			if status, _ := call(c.route, c.body); status != http.StatusGatewayTimeout {
				t.Errorf("the slow one: %d", status)
			}
			if lines := w.log.all(); len(lines) != 1 || !strings.Contains(lines[0], "status=504") {
				t.Errorf("logged as errors: %q", lines)
			}
			store.now.Store(false)
			if status, reused := call("GET /api/messages", ""); status != http.StatusOK || reused == c.closes {
				t.Errorf("the next: %d, on the same connection: %t", status, reused)
			}
		})
	}
}

// callsOver returns a function that sends a request as ann and tells the status, and
// whether the connection had carried another one before. "chunked " before the body
// leaves its length open.
func callsOver(t *testing.T, srv *httptest.Server) func(route, body string) (status int, reused bool) {
	return func(route, body string) (status int, reused bool) {
		t.Helper()
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
			GotConn: func(c httptrace.GotConnInfo) { reused = c.Reused },
		})
		method, path, _ := strings.Cut(route, " ")
		var from io.Reader = strings.NewReader(body)
		if rest, chunked := strings.CutPrefix(body, "chunked "); chunked {
			from = io.MultiReader(strings.NewReader(rest))
		}
		r, err := http.NewRequestWithContext(ctx, method, srv.URL+path, from)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-User", "ann")
		r.Header.Set("Content-Type", "application/json")
		res, err := srv.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, reused
	}
}
