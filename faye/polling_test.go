package faye_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

func connectBody(id string) string {
	return fmt.Sprintf(`{"channel":"/meta/connect","clientId":%q,"connectionType":"long-polling","id":"x"}`, id)
}

func postRequest(ctx context.Context, body string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/faye", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// TestAbandonedPollLosesNothing has the client go away while its connect is held.
func TestAbandonedPollLosesNothing(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join("/a")
		ctx, leave := context.WithCancel(t.Context())
		done := make(chan bool)
		w := httptest.NewRecorder()
		go func() {
			defer close(done)
			s.ServeHTTP(w, postRequest(ctx, connectBody(ann.ID)))
		}()
		synctest.Wait()
		if held := s.Stats().Held; held != 1 {
			t.Fatalf("%d held", held)
		}
		leave()
		<-done
		if w.Body.Len() != 0 || s.Stats().Held != 0 {
			t.Fatalf("answered nobody with %s", w.Body)
		}
		for i := range 3 {
			publish(t, s, "/a", fmt.Sprint(i))
		}
		for i := range 3 {
			if got := ann.Next()["data"]; got != float64(i) {
				t.Fatalf("got %v, want %d", got, i)
			}
		}
	})
}

// brokenWriter is a response whose client has gone without a word.
type brokenWriter struct{ *httptest.ResponseRecorder }

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// TestFailedPollIsRepeated lets writing the answer fail, with the next connect
// already waiting.
func TestFailedPollIsRepeated(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join("/a")
		for i := range 3 {
			publish(t, s, "/a", fmt.Sprint(i))
		}
		s.ServeHTTP(brokenWriter{httptest.NewRecorder()}, postRequest(t.Context(), connectBody(ann.ID)))
		publish(t, s, "/a", "3")
		for i := range 4 {
			if got := ann.Next()["data"]; got != float64(i) {
				t.Fatalf("got %v, want %d", got, i)
			}
		}
	})
}

// TestHostsDeadlinesDoNotCutHolds mounts the server in a host whose own timeouts
// are shorter than a hold.
func TestHostsDeadlinesDoNotCutHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, &faye.Options{Policy: faye.Open()})
		defer func() { _ = s.Shutdown(context.Background()) }()
		n := fayetest.Serve(t, s, func(host *http.Server) {
			host.ReadTimeout, host.WriteTimeout = 5*time.Second, 5*time.Second
		})
		ann := n.Poll()
		ann.Join("/a")
		for range 3 {
			start := time.Now()
			if got := ann.Connect(); got["successful"] != true || time.Since(start) != 45*time.Second {
				t.Fatal(got, time.Since(start))
			}
		}
	})
}
