package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// TestRemoteCalls: CometD's way to ask a server something. A program answers here, since
// parley faye has no service of its own.
func TestRemoteCalls(t *testing.T) {
	needNode(t)
	t.Parallel()
	for _, transport := range []string{"websocket", "long-polling"} {
		t.Run(transport, func(t *testing.T) {
			c := serviceCrew(t)
			r := connect(t, c.bus.process, nil, library{"interop_cometd", transport})
			c.join(r)
			r.subscribe("/story/one")
			t.Run("OK", func(t *testing.T) {
				got, err := r.order("call", "/ask", "where")
				if err != nil || string(got) != `{"you asked":"where"}` {
					t.Errorf("%s %+v", got, err)
				}
				// They came before the answer, each with an id that could be that of the call.
				r.hearsNumbers("/story/one", 0, numbers)
			})
			t.Run("ErrRefused", func(t *testing.T) {
				if got, err := r.order("call", "/refuse", "where"); err == nil || err.Code != 403 {
					t.Errorf("%s %+v", got, err)
				}
			})
			t.Run("ErrInternal", func(t *testing.T) {
				got, err := r.order("call", "/break", "where")
				if err == nil || err.Code != 500 || err.Message != "500::Internal server error" {
					t.Errorf("%s %+v", got, err)
				}
			})
			c.settled(t)
		})
	}
}

// numbers is more than a client has sent messages, so that among the ids are all of its.
const numbers = 60

// within starts a server within this process, which can be more than parley faye can.
func within(t *testing.T, opts *faye.Options) (*faye.Server, *bus) {
	t.Helper()
	srv, err := faye.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(srv)
	t.Cleanup(func() {
		ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		if err := srv.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		web.Close()
	})
	b := &bus{process: &process{t: t, url: web.URL, stderr: &safeBuffer{}}} // like a process
	counting := httptest.NewServer(statsOf(srv))
	t.Cleanup(counting.Close)
	b.stats = &process{t: t, url: counting.URL}
	return srv, b
}

// serviceCrew starts a server that has services.
func serviceCrew(t *testing.T) *crew {
	t.Helper()
	srv, b := within(t, &faye.Options{Policy: faye.Open()})
	c := &crew{bus: b}
	for channel, service := range map[string]faye.Service{
		"/service/ask": func(_ context.Context, _ *faye.Session, m *faye.Message) (json.RawMessage, error) {
			c.postWithIDs(t)
			return json.Marshal(map[string]json.RawMessage{"you asked": m.Data})
		},
		"/service/refuse": func(context.Context, *faye.Session, *faye.Message) (json.RawMessage, error) {
			return nil, faye.ForbiddenChannel("/service/refuse")
		},
		"/service/break": func(context.Context, *faye.Session, *faye.Message) (json.RawMessage, error) {
			return nil, errors.New("what nobody is to know")
		},
	} {
		if err := srv.Handle(channel, service); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// postWithIDs publishes with every id that a client may be waiting for.
func (c *crew) postWithIDs(t *testing.T) {
	var messages []map[string]any
	for n := range numbers {
		messages = append(messages, map[string]any{"channel": "/story/one", "id": strconv.Itoa(n), "data": map[string]int{"n": n}})
	}
	if res, text, err := c.bus.nobody().do("POST /faye", messages); err != nil || res.StatusCode != 200 {
		t.Errorf("%v %s", err, text)
	}
}
