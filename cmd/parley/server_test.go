package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// stingy has its connections take little that is not read, so that one is soon full.
type stingy struct{ net.Listener }

func (s stingy) Accept() (net.Conn, error) {
	conn, err := s.Listener.Accept()
	if err == nil {
		err = conn.(*net.TCPConn).SetWriteBuffer(4096)
	}
	return conn, err
}

// TestServerEndsTheDeaf: who asks and asks, and reads nothing, is ended when a write has
// taken too long; a connect that is held for longer is not.
func TestServerEndsTheDeaf(t *testing.T) {
	polls, err := faye.NewServer(&faye.Options{Policy: faye.Open(), Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	srv := newServer((&fayeConfig{mount: "/faye"}).routes(polls), slog.New(slog.DiscardHandler))
	if srv.WriteTimeout <= 0 {
		t.Fatal("a write may take for ever")
	}
	srv.WriteTimeout = 100 * time.Millisecond // instead of a minute
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() { defer close(served); _ = srv.Serve(stingy{l}) }()
	t.Cleanup(func() {
		_ = polls.Shutdown(context.Background())
		_ = srv.Close()
		<-served
	})
	b := &bus{process: &process{t: t, url: "http://" + l.Addr().String()}}
	t.Run("Asking", func(t *testing.T) {
		b.each(t, 1, 1, func(w *wire) error {
			w.deafen()
			many := strings.Repeat(goOn, 1000)
			var err error
			for err == nil {
				_, err = io.WriteString(w, many)
			}
			return timedOut(err)
		})
	})
	t.Run("Held", func(t *testing.T) {
		b.each(t, 1, 1, func(w *wire) error {
			id, err := w.join("/a")
			if err == nil {
				_, err = w.post(connectAs(id, "long-polling"))
			}
			return err
		})
	})
}
