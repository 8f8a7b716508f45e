package faye_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

func TestShutdown(t *testing.T) {
	t.Run("AnswersAndCloses", func(t *testing.T) {
		in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
			ann, bob, eve := n.WebSocket(), n.Poll(), n.WebSocket()
			ann.Join("/a")
			ann.Hold()
			bob.Join("/a")
			bob.Hold()
			synctest.Wait()
			publish(t, s, "/b", `1`)
			if err := s.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, c := range []*fayetest.Client{ann, bob} {
				if got := c.Receive(); !strings.Contains(got, `"successful":true`) || !strings.Contains(got, `"reconnect":"retry"`) {
					t.Fatal(got)
				}
			}
			if a, e := ann.Receive(), eve.Receive(); a != "closed 1001" || e != "closed 1001" {
				t.Fatal(a, e)
			}
			if st := s.Stats(); st.Sessions+st.Sockets+int(st.Held+st.Subscriptions) != 0 {
				t.Fatalf("%+v", st)
			}
		})
	})
	t.Run("RefusesAfterwards", func(t *testing.T) {
		in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
			if err := errors.Join(s.Shutdown(t.Context()), s.Shutdown(t.Context())); err != nil {
				t.Fatal(err)
			}
			resp, err := n.HTTP().Post("http://faye.test/faye", "application/json", strings.NewReader("[]"))
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
				t.Fatal(resp.Status, resp.Header)
			}
		})
	})
	t.Run("FlushesQueues", func(t *testing.T) {
		in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
			ann := n.WebSocket()
			ann.Join("/a")
			for range 100 {
				publish(t, s, "/a", `1`)
			}
			if err := s.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			for range 100 {
				ann.Next()
			}
		})
	})
	t.Run("CutsSocketsWhenTheContextEnds", func(t *testing.T) {
		in(t, &faye.Options{WriteTimeout: time.Hour}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
			deaf := joinBare(t, n, "/a")
			publish(t, s, "/a", `1`)
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			if st := s.Stats(); st.Sockets+st.Sessions != 0 {
				t.Fatalf("%+v", st)
			}
			_ = deaf.Close()
		})
	})
	t.Run("WaitsForNoNewHold", func(t *testing.T) {
		// A connect that is under way when Shutdown has answered the held ones.
		var slow atomic.Bool
		asked, goOn := make(chan bool), make(chan bool)
		extension := faye.Extension{Incoming: func(context.Context, *http.Request, *faye.Message) bool {
			if slow.Load() {
				asked <- true
				<-goOn
			}
			return true
		}}
		in(t, &faye.Options{Extensions: []faye.Extension{extension}}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
			asked, goOn = make(chan bool), make(chan bool) // the bubble's own
			ann := n.Poll()
			ann.Join()
			slow.Store(true)
			ann.Hold()
			<-asked
			start, done := time.Now(), make(chan error)
			go func() { done <- s.Shutdown(context.Background()) }()
			synctest.Wait()
			close(goOn)
			if err := <-done; err != nil || time.Since(start) > 0 {
				t.Fatal(err, time.Since(start))
			}
			ann.Receive()
		})
	})
}
