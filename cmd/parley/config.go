package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/cmd/internal/cli"
)

// config is what the serve command was told.
type config struct {
	database
	addr                   string
	migrate                bool
	guest                  bool
	githubID, githubSecret string
	githubURL              string
	jwtKey, keyFile        string
	publicURL, origins     string
	afterLogin, seedNames  string
	fayeURL, fayeSecret    string
	fayePrivate            bool
	loginToRead            bool
	keepLog, sweepEvery    time.Duration
	keepAudit              time.Duration
	limits                 chat.Limits
	webhooks               webhookFlags
	logLevel               slog.Level
	shutdown               time.Duration
}

func serveConfig(args []string, env lookup, stderr io.Writer) (config, error) {
	var c config
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.StringVar(&c.addr, "addr", "127.0.0.1:8080", "address to listen on (`host:port`; port 0 picks a free one)")
	c.database.flags(fs)
	c.filesFlag(fs)
	fs.BoolVar(&c.migrate, "migrate", true, "bring the tables up to date before serving; with =false an old schema is an error (see parley migrate)")
	fs.BoolVar(&c.guest, "guest", false, "let people in with a name of their choice (default: true when no --github-id is given)")
	fs.StringVar(&c.githubID, "github-id", "", "client `id` of the GitHub OAuth app; its callback is <public-url>/auth/github/callback")
	fs.StringVar(&c.githubSecret, "github-secret", "", "client `secret` of the GitHub OAuth app (better given as PARLEY_GITHUB_SECRET)")
	fs.StringVar(&c.githubURL, "github-url", "", "`URL` of a GitHub Enterprise server (default: github.com)")
	fs.StringVar(&c.jwtKey, "jwt-key", "", "`secret` of at least 32 bytes that signs log-in cookies; several, comma-separated, rotate: the first signs, all are accepted (better given as PARLEY_JWT_KEY; default: that of --jwt-key-file)")
	fs.StringVar(&c.keyFile, "jwt-key-file", "", "`file` with such a secret, made when absent (default: beside the SQLite file, named like it with .key; parley.key for PostgreSQL, whose nodes must all have the same)")
	fs.StringVar(&c.publicURL, "public-url", "", "`URL` at which browsers reach the server, when that is not the address, as behind a proxy; https makes cookies Secure, and its pages may call as those of --origins do")
	fs.StringVar(&c.origins, "origins", "", "other sites, comma-separated `URLs` such as https://www.example.com, whose pages may log in and out, and call the API and Bayeux with the cookie (default: none)")
	proxyHeaderFlag(fs, &c.limits.ProxyHeader)
	fs.StringVar(&c.afterLogin, "after-login", "", "`URL` to which a log-in or log-out returns (default: the chat page)")
	fs.BoolVar(&c.loginToRead, "login-to-read", false, "hide public rooms from those who are not logged in")
	fs.StringVar(&c.seedNames, "seed-names", "part3", "event names on /messages: `part3` (createMessage, updateMessage, deleteMessage) or part4 (receivedMessage, updateMessage, deletedMessage)")
	fs.StringVar(&c.fayeURL, "faye-url", "", "`URL` of a Bayeux server elsewhere, such as http://localhost:8000/faye, that is told of every event in the rooms that may be read without a log-in; nothing is lost while it is away")
	fs.StringVar(&c.fayeSecret, "faye-secret", "", "`secret` to publish there, sent as ext.secret (better given as PARLEY_FAYE_SECRET)")
	fs.BoolVar(&c.fayePrivate, "faye-private", false, "tell it of all rooms, because it lets nobody subscribe who may not read them")
	keepLogFlag(fs, &c.keepLog)
	fs.DurationVar(&c.keepAudit, "keep-audit", 0, "for how `long` the audit log is kept, at least 24h (default: for ever)")
	fs.DurationVar(&c.sweepEvery, "sweep-every", time.Hour, "how often to remove what the log and the rooms keep no longer; negative: never, for parley sweep")
	limitFlags(fs, &c.limits)
	c.webhooks.flags(fs)
	fs.TextVar(&c.logLevel, "log-level", slog.LevelInfo, "least `level` to log: debug, info, warn or error")
	fs.DurationVar(&c.shutdown, "shutdown-timeout", 10*time.Second, "how long to wait for work under way when asked to stop")
	fs.Usage = func() { fmt.Fprintln(stderr, "flags of parley serve:"); explain(fs) }
	if err := parse(fs, args, env, stderr); err != nil {
		return c, err
	}
	if err := noArguments(fs); err != nil {
		return c, err
	}
	if !given(fs)["guest"] {
		c.guest = c.githubID == ""
	}
	if err := c.check(); err != nil {
		return c, cli.Usage(err)
	}
	return c, nil
}

// check finds what cannot work together.
func (c *config) check() error {
	if err := c.database.check(); err != nil {
		return err
	}
	if c.memory() && !c.migrate {
		return errors.New("--db memory always begins empty and needs --migrate")
	}
	if c.keyFile != "" && c.jwtKey != "" {
		return errors.New("--jwt-key and --jwt-key-file contradict each other")
	}
	if err := checkKeepLog(c.keepLog); err != nil {
		return err
	}
	if c.keepAudit != 0 && c.keepAudit < 24*time.Hour {
		return fmt.Errorf("--keep-audit %v is less than 24h", c.keepAudit)
	}
	if (c.githubID == "") != (c.githubSecret == "") {
		return errors.New("--github-id and --github-secret go together")
	}
	if (c.fayeSecret != "" || c.fayePrivate) && c.fayeURL == "" {
		return errors.New("--faye-secret and --faye-private need a --faye-url")
	}
	if _, err := c.names(); err != nil {
		return err
	}
	if err := checkAfterLogin(c.afterLogin); err != nil {
		return err
	}
	origin, err := originOf(c.publicURL)
	c.publicURL = origin
	return err
}

// names are the words for /messages.
func (c *config) names() (fayechat.Names, error) {
	switch c.seedNames {
	case "part3":
		return fayechat.Part3, nil
	case "part4":
		return fayechat.Part4, nil
	}
	return 0, fmt.Errorf("--seed-names %q is neither part3 nor part4", c.seedNames)
}

func keepLogFlag(fs *flag.FlagSet, keep *time.Duration) {
	fs.DurationVar(keep, "keep-log", 0, "for how `long` the log of a room is kept, at least 1h; a client that was away for longer starts afresh (default: for ever)")
}

func checkKeepLog(keep time.Duration) error {
	if keep != 0 && keep < time.Hour {
		return fmt.Errorf("--keep-log %v is less than 1h", keep)
	}
	return nil
}

func proxyHeaderFlag(fs *flag.FlagSet, header *string) {
	fs.StringVar(header, "proxy-header", "", "`header`, such as X-Forwarded-For, in which a proxy before the server tells the client's address; the limits per address go by the last one in it. Only if all requests come by a proxy that sets it: otherwise clients write there what they like, and no such limit holds (default: none, the address is the peer's)")
}
