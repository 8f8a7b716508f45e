package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/cmd/internal/tidy"
	"github.com/parleychat/parley/faye"
)

// serve runs the server until ctx ends.
func serve(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) (err error) {
	c, err := serveConfig(args, env, stderr)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: c.logLevel}))
	store, err := c.openStore(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	files, err := c.openFiles()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeFiles(files)) }()
	chats, handler, err := assemble(c, store, orNil(files), log)
	if err != nil {
		return err
	}
	listeners, err := listen(ctx, c.addr)
	if err != nil {
		return errors.Join(err, chats.shut(ctx))
	}
	fmt.Fprintf(stdout, "Parley is at %s/\n", cmp.Or(c.publicURL, address(listeners[0])))
	log.Info("serving", "addr", listeners[0].Addr().String(), "db", c.database.String(), "guest", c.guest, "github", c.githubID != "", "faye", c.fayeURL)
	go tidy.After(ctx, func() int64 { return chats.Server.Stats().Handshakes })
	return serveOn(ctx, []site{{listeners[0], handler}}, chats.shut, c.shutdown, log)
}

// openStore opens the database to serve.
func (c *config) openStore(ctx context.Context, log *slog.Logger) (store, error) {
	if c.migrate {
		return c.openFresh(ctx, log)
	}
	return c.openCurrent(ctx, log)
}

// A service is the chat and what it uses.
type service struct {
	*fayechat.Node
	client *faye.Client // of the remote server; nil: there is none
}

// shut stops everything in order: what was committed is published, what was published
// is delivered.
func (s service) shut(ctx context.Context) error {
	err := s.Shutdown(ctx)
	if s.client == nil {
		return err
	}
	// The storage knows what was not told; nothing waits for the remote server.
	now, cancel := context.WithCancel(ctx)
	cancel()
	_ = s.client.Close(now)
	return err
}

// assemble wires storage, log-in, chat and Bayeux to one handler: what a host does
// when it mounts the module, and with nothing that a host could not use.
func assemble(c config, store chat.Storage, files chat.Blobs, log *slog.Logger) (service, http.Handler, error) {
	var s service
	keys, err := c.keys()
	if err != nil {
		return s, nil, err
	}
	sessions, err := newSessions(c, keys, store, log, func(ctx context.Context, id chat.Identity) {
		// They are logged out, also if the browser does not wait for the answer.
		if err := s.Module.SignOut(context.WithoutCancel(ctx), id); err != nil {
			log.Error("realtime sessions go on until they are looked at again", "error", err)
		}
	})
	if err != nil {
		return s, nil, err
	}
	opts := &fayechat.Options{Chat: &chat.Options{
		Logger: log, Origins: c.trusted(), LoginToRead: c.loginToRead,
		Logins: c.logins(), Logout: "auth/logout",
		KeepLog: c.keepLog, KeepAudit: c.keepAudit, SweepEvery: c.sweepEvery, Limits: c.limits, Blobs: files,
		Webhooks: c.webhooks.options(),
	}}
	if opts.Names, err = c.names(); err != nil {
		return s, nil, err
	}
	if s.client, err = c.remote(log); err != nil {
		return s, nil, err
	}
	if s.client != nil {
		if c.loginToRead && !c.fayePrivate {
			log.Warn("the server at --faye-url is told of nothing: everybody could read it there, and with --login-to-read nobody may; see --faye-private")
		}
		opts.Remotes = []fayechat.Remote{{Name: "faye", Client: s.client, Private: c.fayePrivate}}
	}
	if s.Node, err = fayechat.New(store, sessions, opts); err != nil {
		return s, nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", s.Handler())
	if err := loginRoutes(mux, c, keys[0], s.Module, sessions, log); err != nil {
		return s, nil, errors.Join(err, s.shut(context.Background()))
	}
	return s, mux, nil
}

// remote is the client of the Bayeux server that is told too, or nil.
func (c *config) remote(log *slog.Logger) (*faye.Client, error) {
	if c.fayeURL == "" {
		return nil, nil
	}
	o := &faye.ClientOptions{Logger: log}
	if c.fayeSecret != "" {
		o.Extensions = []faye.ClientExtension{faye.SendSecret(c.fayeSecret)}
	}
	client, err := faye.NewClient(c.fayeURL, o)
	if err != nil {
		return nil, fmt.Errorf("--faye-url: %w", err)
	}
	return client, nil
}
