package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/parleychat/parley/cmd/internal/tidy"
	"github.com/parleychat/parley/faye"
)

// serve is the command that runs Parley's server with all options left as they are,
// but open to everybody, and with no less for one address than for all: for machines
// that nobody else can reach, and a load that comes from one.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	addr, err := parseServe("serve", args, stderr)
	if err != nil {
		return err
	}
	bus, err := faye.NewServer(&faye.Options{Policy: faye.Open(), MaxSessionsPerAddress: 100_000, MaxSocketsPerAddress: 100_000, MaxHeldPerAddress: 20_000})
	if err != nil {
		return err
	}
	defer func() { _ = bus.Shutdown(context.WithoutCancel(ctx)) }()
	go tidy.After(ctx, func() int64 { return bus.Stats().Handshakes }) // as parley does
	return listenAndServe(ctx, addr, bus, stdout)
}

// serveHub is the command that runs what one would write without Parley.
func serveHub(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	addr, err := parseServe("serve-hub", args, stderr)
	if err != nil {
		return err
	}
	h := newHub()
	defer h.close()
	return listenAndServe(ctx, addr, h, stdout)
}

func parseServe(name string, args []string, stderr io.Writer) (addr string, err error) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.StringVar(&addr, "addr", "127.0.0.1:0", "`host:port` to listen on; port 0 picks a free one")
	err = parse(fs, args, stderr)
	return addr, err
}

// listenAndServe serves at /faye until ctx ends, and says first where that is.
func listenAndServe(ctx context.Context, addr string, h http.Handler, stdout io.Writer) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/faye", h)
	mux.Handle("/faye/", h)
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() { _ = s.Close() })()
	fmt.Fprintf(stdout, "serving http://%s/faye\n", l.Addr())
	if err := s.Serve(l); ctx.Err() == nil {
		return err
	}
	return nil
}
