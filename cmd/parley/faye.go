package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/parleychat/parley/cmd/internal/cli"
	"github.com/parleychat/parley/cmd/internal/tidy"
	"github.com/parleychat/parley/faye"
)

// fayeConfig is what the faye command was told.
type fayeConfig struct {
	addr, mount, stats     string
	timeout, ping          time.Duration
	history                int
	secret, guard, origins string
	proxyHeader            string
	open, compress         bool
	logLevel               slog.Level
	shutdown               time.Duration
}

const fayeUsage = `usage: parley faye [flags]

A Bayeux server of its own, as the old app had one: everybody may read, and who knows
the secret may publish, by sending it as ext.secret. Without --secret and without --open
nobody may publish. Addresses outside of the mount answer "Ok".

flags:
`

func parseFaye(args []string, env lookup, stderr io.Writer) (fayeConfig, error) {
	var c fayeConfig
	fs := flag.NewFlagSet("faye", flag.ContinueOnError)
	fs.Usage = func() { fmt.Fprint(stderr, fayeUsage); explain(fs) }
	fs.StringVar(&c.addr, "addr", "127.0.0.1:8000", "address to listen on (`host:port`; port 0 picks a free one)")
	fs.StringVar(&c.mount, "mount", "/faye", "`path` of the server; everything below it belongs to it")
	fs.DurationVar(&c.timeout, "timeout", 45*time.Second, "how long a connect is held")
	fs.DurationVar(&c.ping, "ping", 25*time.Second, "time between pings on a WebSocket; a peer that answers none of two is cut off; negative: none")
	fs.StringVar(&c.secret, "secret", "", "`secret` that messages must carry as ext.secret (better given as PARLEY_SECRET)")
	fs.StringVar(&c.guard, "guard", "publish", "what the secret protects: `publish`, subscribe (refused with \"Invalid subscription auth token\"; publishing takes --open or the secret all the same) or all")
	fs.BoolVar(&c.open, "open", false, "let anybody publish without a secret")
	fs.StringVar(&c.origins, "origins", "", "sites, comma-separated `URLs` or *, whose pages may use the server (default: pages of its own host)")
	proxyHeaderFlag(fs, &c.proxyHeader)
	fs.BoolVar(&c.compress, "compress", false, "compress large messages on WebSockets whose client can (permessage-deflate); costs processor time")
	fs.IntVar(&c.history, "history", 256, "how many `messages` of each channel are kept, for ten minutes, for clients that ask for what they missed (ext.replay); 0: none")
	fs.StringVar(&c.stats, "stats", "", "second `host:port` that answers with counters as JSON (default: none)")
	fs.TextVar(&c.logLevel, "log-level", slog.LevelInfo, "least `level` to log: debug, info, warn or error")
	fs.DurationVar(&c.shutdown, "shutdown-timeout", 10*time.Second, "how long to wait for what is queued when asked to stop")
	if err := parse(fs, args, env, stderr); err != nil {
		return c, err
	}
	if err := cli.NoArguments(fs); err != nil {
		return c, err
	}
	if err := c.check(); err != nil {
		return c, cli.Usage(err)
	}
	return c, nil
}

// check finds what cannot work together.
func (c *fayeConfig) check() error {
	_, err := c.guarded()
	switch {
	case err != nil:
		return err
	case !strings.HasPrefix(c.mount, "/") || path.Clean(c.mount) != c.mount || c.mount == "/":
		return fmt.Errorf("--mount %q must be a path such as /faye", c.mount)
	case c.history < 0:
		return errors.New("--history must not be negative")
	case c.open && c.secret != "" && c.guard != "subscribe":
		return errors.New("--open and --secret contradict each other, unless the secret is for subscribing only")
	case c.secret == "" && c.guard != "publish":
		return fmt.Errorf("--guard %s needs a --secret", c.guard)
	}
	return nil
}

func (c *fayeConfig) guarded() (faye.Guard, error) {
	switch c.guard {
	case "publish":
		return faye.GuardPublish, nil
	case "subscribe":
		return faye.GuardSubscribe, nil
	case "all":
		return faye.GuardAll, nil
	}
	return 0, fmt.Errorf("--guard %q is neither publish nor subscribe nor all", c.guard)
}

// bus makes the server that the flags describe. Guarding the subscriptions alone does
// not open publishing: that takes --open.
func (c *fayeConfig) bus(log *slog.Logger) (*faye.Server, error) {
	guard, err := c.guarded()
	if err != nil {
		return nil, err
	}
	if !c.open {
		guard |= faye.GuardPublish
	}
	o := &faye.Options{Policy: faye.Open(), Timeout: c.timeout, Ping: c.ping, Origins: list(c.origins),
		Compression: c.compress, ProxyHeader: c.proxyHeader, Logger: log}
	if c.history > 0 {
		o.History = &faye.History{Messages: c.history}
	}
	if !c.open || c.secret != "" {
		o.Extensions = []faye.Extension{faye.RequireSecret(c.secret, guard)}
	}
	return faye.NewServer(o)
}

// fayeServer is the command faye.
func fayeServer(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) error {
	c, err := parseFaye(args, env, stderr)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: c.logLevel}))
	bus, err := c.bus(log)
	if err != nil {
		return err
	}
	listeners, err := listen(ctx, c.addr, c.stats)
	if err != nil {
		return errors.Join(err, bus.Shutdown(ctx))
	}
	fmt.Fprintf(stdout, "Parley's Bayeux server is at %s%s\n", address(listeners[0]), c.mount)
	log.Info("serving", "addr", listeners[0].Addr().String(), "mount", c.mount, "guard", c.guard, "open", c.open)
	servers := []site{{listeners[0], c.routes(bus)}}
	if len(listeners) > 1 {
		log.Info("counting", "addr", listeners[1].Addr().String())
		servers = append(servers, site{listeners[1], statsOf(bus)})
	}
	go tidy.After(ctx, func() int64 { return bus.Stats().Handshakes })
	return serveOn(ctx, servers, bus.Shutdown, c.shutdown, log)
}

// routes gives the mount to the server, and answers everything else as the old one did.
// It compares by hand: a mux has a meaning for braces and spaces in a mount, and
// redirects paths with dots or two slashes.
func (c *fayeConfig) routes(bus *faye.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch below, ok := strings.CutPrefix(r.URL.Path, c.mount); {
		case ok && (below == "" || below == ".js" || below[0] == '/'):
			bus.ServeHTTP(w, r)
		default:
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = io.WriteString(w, "Ok")
		}
	})
}

// statsOf answers with the server's counters.
func statsOf(bus *faye.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(bus.Stats()) // the client may be gone
	})
}
