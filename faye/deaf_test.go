package faye

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// deafWriter is a response whose client reads nothing, but for how a stream begins.
type deafWriter struct {
	*httptest.ResponseRecorder
	once    sync.Once
	blocked chan<- struct{} // gets one when the first write waits
	release <-chan struct{}
}

func (w *deafWriter) Write(p []byte) (int, error) {
	if strings.HasPrefix(string(p), "retry:") {
		return len(p), nil
	}
	w.once.Do(func() { w.blocked <- struct{}{} })
	<-w.release
	return len(p), nil
}

func askFor(t *testing.T, s *Server, body string) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, jsonRequest(t.Context(), body))
	return w.Body.String()
}

func jsonRequest(ctx context.Context, body string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/faye", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// joinDeaf opens a session that polls and subscribes to /a.
func joinDeaf(t *testing.T, s *Server) (id, connect string) {
	t.Helper()
	var got []struct{ ClientID string }
	text := askFor(t, s, `{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}`)
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	id = got[0].ClientID
	connect = fmt.Sprintf(`{"channel":"/meta/connect","clientId":%q,"connectionType":"long-polling"}`, id)
	askFor(t, s, fmt.Sprintf(`[{"channel":"/meta/subscribe","clientId":%q,"subscription":"/a"},%s]`, id, connect))
	return id, connect
}

// TestDeafReadersTakeNoCopies has a hundred readers of large answers take nothing of
// them. Each may have a few buffers, but no copy of what all of them share.
func TestDeafReadersTakeNoCopies(t *testing.T) {
	const readers, messages, size = 100, 10, 90_000
	for _, name := range []string{"Polls", "Streams"} {
		t.Run(name, func(t *testing.T) {
			s, err := NewServer(&Options{Policy: Open()})
			if err != nil {
				t.Fatal(err)
			}
			blocked, release := make(chan struct{}, readers), make(chan struct{})
			var wg sync.WaitGroup
			ctx, cancel := context.WithCancel(t.Context())
			defer func() { close(release); cancel(); wg.Wait(); _ = s.Shutdown(context.Background()) }()
			var requests []*http.Request
			for range readers {
				id, connect := joinDeaf(t, s)
				r := jsonRequest(ctx, connect)
				if name == "Streams" {
					r = httptest.NewRequestWithContext(ctx, http.MethodGet, "/faye/"+id, nil)
					r.Header.Set("Accept", "text/event-stream")
				}
				requests = append(requests, r)
			}
			data := json.RawMessage(`"` + strings.Repeat("x", size) + `"`)
			for range messages {
				if err := s.Publish(ctx, "/a", data); err != nil {
					t.Fatal(err)
				}
			}
			before := heap()
			for _, r := range requests {
				w := &deafWriter{ResponseRecorder: httptest.NewRecorder(), blocked: blocked, release: release}
				wg.Go(func() { s.ServeHTTP(w, r) })
			}
			for range readers {
				<-blocked
			}
			const most = 64 << 10
			if took := (heap() - before) / readers; took > most {
				t.Errorf("each takes %d bytes", took)
			} else {
				t.Logf("each takes %d bytes", took)
			}
		})
	}
}

// TestDeafPollsTakeOneQueue: a client that reads none of its answers gets no more of
// them than a queue has, whatever it asks for. When it reads, it gets the rest.
func TestDeafPollsTakeOneQueue(t *testing.T) {
	s, err := NewServer(&Options{Policy: Open(), MaxQueue: 4})
	if err != nil {
		t.Fatal(err)
	}
	blocked, release := make(chan struct{}, 2), make(chan struct{})
	var wg sync.WaitGroup
	_, connect := joinDeaf(t, s)
	publish := func(times int) {
		for range times {
			if err := s.Publish(t.Context(), "/a", json.RawMessage("1")); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 2 { // each takes two
		publish(2)
		w := &deafWriter{ResponseRecorder: httptest.NewRecorder(), blocked: blocked, release: release}
		wg.Go(func() { s.ServeHTTP(w, jsonRequest(t.Context(), connect)) })
		<-blocked
	}
	publish(3)
	third := make(chan string)
	go func() { third <- askFor(t, s, connect) }()
	for s.Stats().Held == 0 { // not answered at once, though there is something
		select {
		case got := <-third:
			t.Fatalf("it has more than its limit: %s", got)
		default:
			runtime.Gosched()
		}
	}
	close(release)
	if got := <-third; strings.Count(got, `"data":1`) != 3 {
		t.Error(got)
	}
	wg.Wait()
	_ = s.Shutdown(context.Background())
}

// TestPollsGiveBack: what has been written counts no longer.
func TestPollsGiveBack(t *testing.T) {
	s, err := NewServer(&Options{Policy: Open(), MaxQueue: 3})
	if err != nil {
		t.Fatal(err)
	}
	_, connect := joinDeaf(t, s)
	for range 5 {
		for range 3 {
			if err := s.Publish(t.Context(), "/a", json.RawMessage("1")); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Count(askFor(t, s, connect), `"data":1`); got != 3 {
			t.Fatal(got)
		}
	}
	_ = s.Shutdown(context.Background())
}
