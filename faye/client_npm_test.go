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

// npmServer is somebody else's server in a process of its own.
type npmServer struct {
	t      *testing.T
	script string
	port   string
	stop   func()
}

func (s *npmServer) start() {
	s.t.Helper()
	modules := nodeModules(s.t)
	node := exec.CommandContext(s.t.Context(), "node", filepath.Join("testdata", s.script), s.port)
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

// TestClientWithServersOfNpm is what a program does that feeds a Node server. CometD's
// has no WebSocket: the client finds that out by itself, or does not ask.
func TestClientWithServersOfNpm(t *testing.T) {
	for name, s := range map[string]struct {
		script  string
		refused []string // what the writer's and the reader's missteps are answered with
	}{
		"Faye":   {"client_server.cjs", []string{"Invalid secret", "405:/a.b:Invalid channel", "403:/service/x:Forbidden channel"}},
		"CometD": {"client_cometd.cjs", []string{"403::publish_denied", "", ""}},
	} {
		for transport, disable := range map[string]bool{"websocket": false, "long-polling": true} {
			t.Run(name+"/"+transport, func(t *testing.T) {
				t.Parallel()
				server := &npmServer{t: t, script: s.script, port: "0"}
				server.start()
				defer func() { server.stop() }()
				talkToNpm(t, server, disable, s.refused)
			})
		}
	}
}

func talkToNpm(t *testing.T, s *npmServer, disable bool, refused []string) {
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

	_, err := reader.Subscribe(ctx, "/service/x", func(faye.Delivery) {})
	for i, err := range []error{reader.Publish(ctx, "/messages", 1), reader.Publish(ctx, "/a.b", 1), err} {
		var refusal *faye.Error
		if got := errors.As(err, &refusal); got != (refused[i] != "") || got && !strings.HasSuffix(err.Error(), ": "+refused[i]) {
			t.Errorf("got %v, want %q", err, refused[i])
		}
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
