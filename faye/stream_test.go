package faye_test

import (
	"context"
	"encoding/json"
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

// breakingWriter is a response whose connection breaks at the first write that
// holds a certain text.
type breakingWriter struct {
	*httptest.ResponseRecorder
	at string
}

func (w breakingWriter) Write(p []byte) (int, error) {
	if strings.Contains(string(p), w.at) {
		_, _ = w.ResponseRecorder.Write(p[:len(p)/2])
		return len(p) / 2, errors.New("broken pipe")
	}
	return w.ResponseRecorder.Write(p)
}

func streamRequest(ctx context.Context, id string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/faye/"+id, nil)
	r.Header.Set("Accept", "text/event-stream")
	return r
}

// TestBrokenStreamLosesNothing breaks the stream in the middle of an event, and
// opens another.
func TestBrokenStreamLosesNothing(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.EventSource()
		ann.Handshake()
		ann.Subscribe("/a")
		broken := make(chan struct{})
		go func() {
			defer close(broken)
			s.ServeHTTP(breakingWriter{httptest.NewRecorder(), `"data":1`}, streamRequest(t.Context(), ann.ID))
		}()
		synctest.Wait()
		for i := range 3 {
			publish(t, s, "/a", fmt.Sprint(i))
			synctest.Wait()
		}
		<-broken
		ann.Open()
		for i := 1; i < 3; i++ {
			if got := ann.Next()["data"]; got != float64(i) {
				t.Fatalf("got %v, want %d", got, i)
			}
		}
	})
}

// TestStreamOfAClientThatGoes has the client close the stream while it is idle.
func TestStreamOfAClientThatGoes(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.EventSource()
		ann.Join("/a")
		synctest.Wait()
		if got := s.Stats().Streams; got != 1 {
			t.Fatalf("%d streams", got)
		}
		ann.Close()
		synctest.Wait()
		if got := s.Stats(); got.Streams != 0 || got.Sessions != 1 {
			t.Fatalf("%+v", got)
		}
	})
}

// TestStreamOutlivesTheHostsDeadlines is what TestHostsDeadlinesDoNotCutHolds is
// for polls.
func TestStreamOutlivesTheHostsDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, &faye.Options{Policy: faye.Open()})
		defer func() { _ = s.Shutdown(context.Background()) }()
		n := fayetest.Serve(t, s, func(host *http.Server) {
			host.ReadTimeout, host.WriteTimeout = 5*time.Second, 5*time.Second
		})
		ann := n.EventSource()
		ann.Join("/a")
		for range 80 {
			time.Sleep(time.Second)
		}
		publish(t, s, "/a", `"late"`)
		got := ann.Receive()
		for got == ":" {
			got = ann.Receive()
		}
		if got != `[{"channel":"/a","data":"late"}]` {
			t.Fatal(got)
		}
	})
}

// TestStreamAtShutdown gets what is queued, and then its end.
func TestStreamAtShutdown(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.EventSource()
		ann.Join("/a")
		publish(t, s, "/a", `"last"`)
		if err := s.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := ann.Next()["data"]; got != "last" {
			t.Fatal(got)
		}
		if got := ann.Receive(); got != "end of stream" {
			t.Fatal(got)
		}
	})
}

// TestUnusedStreamAtShutdown ends too, though the client polls.
func TestUnusedStreamAtShutdown(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann, poll := n.EventSource(), n.Poll()
		ann.Join("/a")
		poll.ID = ann.ID
		poll.Hold()
		synctest.Wait()
		if got := s.Stats(); got.Streams != 1 || got.Held != 1 {
			t.Fatalf("%+v", got)
		}
		if err := s.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := ann.Receive(); got != "end of stream" {
			t.Fatal(got)
		}
	})
}

// TestRawLineBreaksAreOneEvent publishes JSON that somebody has laid out nicely.
func TestRawLineBreaksAreOneEvent(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.EventSource()
		ann.Join("/a")
		if err := s.Publish(t.Context(), "/a", json.RawMessage("{\r\n\t\"x\": [\n1\n]\r}")); err != nil {
			t.Fatal(err)
		}
		if got := ann.Receive(); !strings.HasPrefix(got, `[{"channel":"/a","data":{`) || !json.Valid([]byte(got)) {
			t.Fatal(got)
		}
	})
}
