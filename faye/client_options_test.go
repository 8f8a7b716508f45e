package faye_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

func TestNewClientRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		endpoint string
		opts     faye.ClientOptions
		says     string
	}{
		"ErrEmpty":        {"", faye.ClientOptions{}, "endpoint is not a URL"},
		"ErrNoHost":       {"http:///faye", faye.ClientOptions{}, "endpoint is not a URL"},
		"ErrScheme":       {"ftp://host/faye", faye.ClientOptions{}, "endpoint is not a URL"},
		"ErrRelative":     {"/faye", faye.ClientOptions{}, "endpoint is not a URL"},
		"ErrNoURL":        {"http://ann:hidden@host:port/", faye.ClientOptions{}, "invalid port"},
		"ErrTimeout":      {"http://host/faye", faye.ClientOptions{Timeout: -1}, "Timeout must not be negative"},
		"ErrMaxQueue":     {"http://host/faye", faye.ClientOptions{MaxQueue: -1}, "MaxQueue must not be negative"},
		"ErrBackoff":      {"http://host/faye", faye.ClientOptions{MinBackoff: time.Minute, MaxBackoff: time.Second}, "MinBackoff must not be longer"},
		"ErrOwnHeader":    {"http://host/faye", faye.ClientOptions{Header: http.Header{"Sec-Websocket-Key": {"x"}}}, "Sec-Websocket-Key is the client's own"},
		"ErrHeaderInCase": {"http://host/faye", faye.ClientOptions{Header: http.Header{"x-secret": {"x"}}}, `must be written "X-Secret"`},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := faye.NewClient(c.endpoint, &c.opts)
			if err == nil || client != nil || !strings.Contains(err.Error(), c.says) {
				t.Fatal(client, err)
			}
			if strings.Contains(err.Error(), "hidden") {
				t.Errorf("a password is shown: %v", err)
			}
		})
	}
}

func TestClientOptionsAreNotKept(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
		o := faye.ClientOptions{HTTPClient: n.HTTP(), Header: http.Header{}, Extensions: make([]faye.ClientExtension, 1)}
		c, err := faye.NewClient("http://faye.test/faye", &o)
		if err != nil {
			t.Fatal(err)
		}
		defer closeClient(t, c)
		o.Header["Upgrade"] = []string{"nothing"}
		o.Extensions[0].Outgoing = func(*faye.Message) { t.Error("called") }
		clientPublish(t, c, "/a", 1)
	})
}

// TestClientArguments are refused before anything is sent.
func TestClientArguments(t *testing.T) {
	c, err := faye.NewClient("http://127.0.0.1:1/faye", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer closeClient(t, c)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	fn := func(faye.Delivery) {}
	subscribe := func(ctx context.Context, channel string, fn func(faye.Delivery)) error {
		_, err := c.Subscribe(ctx, channel, fn)
		return err
	}
	var refusal *faye.Error
	for name, c := range map[string]struct {
		err  error
		code int
		is   error
	}{
		"ErrPublishRelative":  {c.Publish(t.Context(), "a", 1), 405, nil},
		"ErrPublishEmpty":     {c.Publish(t.Context(), "", 1), 405, nil},
		"ErrPublishNoUTF8":    {c.Publish(t.Context(), "/\xff", 1), 405, nil},
		"ErrPublishMeta":      {c.Publish(t.Context(), "/meta/connect", 1), 403, nil},
		"ErrPublishNoJSON":    {c.Publish(t.Context(), "/a", json.RawMessage(`{`)), 0, nil},
		"ErrPublishBadUTF8":   {c.Publish(t.Context(), "/a", json.RawMessage("\"\xff\"")), 0, nil},
		"ErrPublishFunc":      {c.Publish(t.Context(), "/a", func() {}), 0, nil},
		"ErrPublishEnded":     {c.Publish(ended, "/a", 1), 0, context.Canceled},
		"ErrSubscribeMeta":    {subscribe(t.Context(), "/meta/**", fn), 403, nil},
		"ErrSubscribeNothing": {subscribe(t.Context(), "/a", nil), 0, nil},
		"ErrSubscribeEnded":   {subscribe(ended, "/a", fn), 0, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			if c.err == nil || errors.As(c.err, &refusal) != (c.code != 0) || c.code != 0 && refusal.Code != c.code || c.is != nil && !errors.Is(c.err, c.is) {
				t.Error(c.err)
			}
		})
	}
}

// TestClientRequests looks at what is sent besides messages.
func TestClientRequests(t *testing.T) {
	for name, disable := range map[string]bool{"websocket": false, "long-polling": true} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, &faye.Options{Policy: faye.Open()})
			seen := make(chan *http.Request, 100)
			h := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				http.SetCookie(w, &http.Cookie{Name: "BAYEUX_BROWSER", Value: "b", Path: "/"})
				select {
				case seen <- r.Clone(context.Background()):
				default:
				}
				if r.Header.Get("Upgrade") == "" {
					body, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(strings.NewReader(string(body)))
				}
				s.ServeHTTP(w, r)
			}))
			defer h.Close()
			defer func() { _ = s.Shutdown(context.Background()) }()
			transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: h.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}}
			defer transport.CloseIdleConnections()
			c, err := faye.NewClient("wss://ann:secret@"+strings.TrimPrefix(h.URL, "https://")+"/faye?x=1#part", &faye.ClientOptions{
				HTTPClient: &http.Client{Transport: transport, Timeout: time.Nanosecond}, DisableWebSocket: disable,
				Header: http.Header{"X-Own": {"1", "2"}, "Host": {"chat.test"}},
			})
			if err != nil {
				t.Fatal(err)
			}
			clientPublish(t, c, "/a", 1)
			closeClient(t, c)
			r := <-seen
			name, password, _ := r.BasicAuth()
			if name != "ann" || password != "secret" || r.Host != "chat.test" || r.URL.RawQuery != "x=1" || len(r.Header["X-Own"]) != 2 {
				t.Errorf("%s %s %v", r.Host, r.URL, r.Header)
			}
			if (r.Header.Get("Upgrade") == "") != disable {
				t.Error(r.Header)
			}
		})
	}
}

// TestClientOfItsOwnTransport keeps cookies and leaves no connection behind.
func TestClientOfItsOwnTransport(t *testing.T) {
	s := newServer(t, &faye.Options{Policy: faye.Open()})
	defer func() { _ = s.Shutdown(context.Background()) }()
	var with atomic.Int64
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("BAYEUX_BROWSER"); err == nil {
			with.Add(1)
		}
		http.SetCookie(w, &http.Cookie{Name: "BAYEUX_BROWSER", Value: "b", Path: "/"})
		s.ServeHTTP(w, r)
	}))
	defer h.Close()
	c, err := faye.NewClient(h.URL+"/faye", &faye.ClientOptions{DisableWebSocket: true})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		clientPublish(t, c, "/a", 1)
	}
	closeClient(t, c)
	if h.Close(); with.Load() == 0 {
		t.Error("no cookie came back")
	}
}
