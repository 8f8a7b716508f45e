package faye_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// npmServer is Faye's own server in a process of its own.
type npmServer struct {
	t    *testing.T
	port string
	stop func()
}

func (s *npmServer) start() {
	s.t.Helper()
	modules := nodeModules(s.t)
	node := exec.CommandContext(s.t.Context(), "node", filepath.Join("testdata", "client_server.cjs"), s.port)
	node.Env = append(os.Environ(), "NODE_PATH="+modules, "http_proxy=", "HTTP_PROXY=")
	node.Stderr = os.Stderr
	in, err := node.StdinPipe() // its end is the server's, however the test ends
	if err != nil {
		s.t.Fatal(err)
	}
	out, err := node.StdoutPipe()
	if err == nil {
		err = node.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.stop = func() {
		_ = in.Close()
		_ = node.Process.Kill()
		_ = node.Wait()
	}
	if s.port, err = bufio.NewReader(out).ReadString('\n'); err != nil {
		s.t.Fatal(err)
	}
	s.port = strings.TrimSpace(s.port)
}

// TestClientWithFayesServer is what a program does that feeds a Node server.
func TestClientWithFayesServer(t *testing.T) {
	for name, disable := range map[string]bool{"websocket": false, "long-polling": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &npmServer{t: t, port: "0"}
			s.start()
			defer func() { s.stop() }()
			talkToFaye(t, s, disable)
		})
	}
}

func talkToFaye(t *testing.T, s *npmServer, disable bool) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	open := func(extensions ...faye.ClientExtension) *faye.Client {
		c, err := faye.NewClient("http://127.0.0.1:"+s.port+"/faye", &faye.ClientOptions{
			DisableWebSocket: disable, Extensions: extensions, MinBackoff: 20 * time.Millisecond, MaxBackoff: 200 * time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	reader := open()
	writer := open(faye.ClientExtension{Outgoing: func(m *faye.Message) {
		if m.Channel == "/messages" {
			m.Ext = json.RawMessage(`{"secret":"meh"}`)
		}
	}})
	got := make(chan string, 100)
	listen := func(pattern string) *faye.Subscription {
		sub, err := reader.Subscribe(ctx, pattern, func(d faye.Delivery) { got <- pattern + d.Channel + string(d.Data) + string(d.Ext) })
		if err != nil {
			t.Fatal(err)
		}
		return sub
	}
	expect := func(want string) {
		t.Helper()
		select {
		case g := <-got:
			if g != want {
				t.Fatalf("got %s, want %s", g, want)
			}
		case <-ctx.Done():
			t.Fatalf("%s never came", want)
		}
	}
	publish := func(channel string, data any) {
		t.Helper()
		if err := writer.Publish(ctx, channel, data); err != nil {
			t.Fatal(err)
		}
	}
	listen("/messages")
	for i := range 20 {
		publish("/messages", i)
	}
	for i := range 20 {
		expect(fmt.Sprint("/messages/messages", i))
	}
	wild := listen("/rooms/*")
	publish("/rooms/7", strings.Repeat("x", 10_000))
	expect(`/rooms/*/rooms/7"` + strings.Repeat("x", 10_000) + `"`)
	if err := wild.Cancel(ctx); err != nil {
		t.Fatal(err)
	}
	publish("/rooms/7", 2)
	publish("/messages", "after")
	expect(`/messages/messages"after"`)

	var refusal *faye.Error
	if err := reader.Publish(ctx, "/messages", 1); !errors.As(err, &refusal) || refusal.Text != "Invalid secret" || !strings.HasSuffix(err.Error(), ": Invalid secret") {
		t.Error(err)
	}
	if err := reader.Publish(ctx, "/a.b", 1); !errors.As(err, &refusal) || refusal.Code != 405 {
		t.Error(err)
	}
	if _, err := reader.Subscribe(ctx, "/service/x", func(faye.Delivery) {}); !errors.As(err, &refusal) || refusal.Code != 403 {
		t.Error(err)
	}

	s.stop()
	pending := make(chan error)
	go func() { pending <- writer.Publish(ctx, "/other", 1) }()
	s.start() // at the same port
	if err := <-pending; err != nil {
		t.Fatal(err)
	}
	awaitRenewal(ctx, t, reader, writer, got)
	for _, c := range []*faye.Client{reader, writer} {
		if err := c.Close(ctx); err != nil {
			t.Error(err)
		}
	}
}

// awaitRenewal publishes until the reader has subscribed again.
func awaitRenewal(ctx context.Context, t *testing.T, reader, writer *faye.Client, got <-chan string) {
	t.Helper()
	if err := reader.Publish(ctx, "/other", "I am back"); err != nil { // what it had subscribed to comes first
		t.Fatal(err)
	}
	if err := writer.Publish(ctx, "/messages", "again"); err != nil {
		t.Fatal(err)
	}
	select {
	case g := <-got:
		if g != `/messages/messages"again"` {
			t.Fatal(g)
		}
	case <-ctx.Done():
		t.Fatal("the subscription was not renewed")
	}
}
