package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// A site is a handler at an address.
type site struct {
	listener net.Listener
	handler  http.Handler
}

// listen opens the addresses that are not empty; all of them or none.
func listen(ctx context.Context, addrs ...string) ([]net.Listener, error) {
	var all []net.Listener
	for _, addr := range addrs {
		if addr == "" {
			continue
		}
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
		if err != nil {
			for _, open := range all {
				err = errors.Join(err, open.Close())
			}
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// address is where a person finds what listens there.
func address(l net.Listener) string {
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok || !addr.IP.IsUnspecified() {
		return "http://" + l.Addr().String()
	}
	return fmt.Sprintf("http://localhost:%d", addr.Port)
}

// serveOn serves until ctx ends, then stops in order: no new connections, while shut
// ends what is under way; each within the patience.
func serveOn(ctx context.Context, sites []site, shut func(context.Context) error, patience time.Duration, log *slog.Logger) error {
	failed := make(chan error, len(sites))
	servers := make([]*http.Server, len(sites))
	for i, s := range sites {
		servers[i] = newServer(s.handler, log)
		go func() { failed <- servers[i].Serve(s.listener) }()
	}
	var broken error
	select {
	case broken = <-failed:
	case <-ctx.Done():
		log.Info("stopping", "patience", patience)
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	closed := make(chan error, len(servers))
	for _, srv := range servers {
		// At the same time as shut, which answers the held polls that this waits for.
		go func() { closed <- srv.Shutdown(stop) }()
	}
	err := shut(stop)
	for range servers {
		err = errors.Join(err, <-closed)
	}
	if broken != nil {
		return errors.Join(broken, err)
	}
	if err != nil {
		return fmt.Errorf("stopped before everything was done: %w", err)
	}
	log.Info("stopped")
	return nil
}

func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		WriteTimeout:      time.Minute, // of who sets none; Bayeux does, for every answer
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10, // JSONP carries messages in the URL
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
