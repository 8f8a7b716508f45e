package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/cmd/internal/cli"
)

// config is what the serve command was told.
type config struct {
	addr, db                   string
	guest                      bool
	githubID, githubSecret     string
	githubURL                  string
	jwtKey, publicURL, origins string
	afterLogin, seedNames      string
	fayeURL, fayeSecret        string
	fayePrivate                bool
	loginToRead                bool
	logLevel                   slog.Level
	shutdown                   time.Duration
}

func serveConfig(args []string, env lookup, stderr io.Writer) (config, error) {
	var c config
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.StringVar(&c.addr, "addr", "127.0.0.1:8080", "address to listen on (`host:port`; port 0 picks a free one)")
	dbFlag(fs, &c.db)
	fs.BoolVar(&c.guest, "guest", false, "let people in with a name of their choice (default: true when no --github-id is given)")
	fs.StringVar(&c.githubID, "github-id", "", "client `id` of the GitHub OAuth app; its callback is <public-url>/auth/github/callback")
	fs.StringVar(&c.githubSecret, "github-secret", "", "client `secret` of the GitHub OAuth app (better given as PARLEY_GITHUB_SECRET)")
	fs.StringVar(&c.githubURL, "github-url", "", "`URL` of a GitHub Enterprise server (default: github.com)")
	fs.StringVar(&c.jwtKey, "jwt-key", "", "`secret` of at least 32 bytes that signs log-in cookies; several, comma-separated, rotate: the first signs, all are accepted (better given as PARLEY_JWT_KEY; default: made once and kept beside the database)")
	fs.StringVar(&c.publicURL, "public-url", "", "`URL` at which browsers reach the server, when that is not the address, as behind a proxy; https makes cookies Secure")
	fs.StringVar(&c.origins, "origins", "", "other sites, comma-separated `URLs` such as https://www.example.com, whose pages may call the API and Bayeux with the cookie (default: none)")
	fs.StringVar(&c.afterLogin, "after-login", "", "`URL` to which a log-in or log-out returns (default: the chat page)")
	fs.BoolVar(&c.loginToRead, "login-to-read", false, "hide public rooms from those who are not logged in")
	fs.StringVar(&c.seedNames, "seed-names", "part3", "event names on /messages: `part3` (createMessage, updateMessage, deleteMessage) or part4 (receivedMessage, updateMessage, deletedMessage)")
	fs.StringVar(&c.fayeURL, "faye-url", "", "`URL` of a Bayeux server elsewhere, such as http://localhost:8000/faye, that is told of every event in the rooms that may be read without a log-in; nothing is lost while it is away")
	fs.StringVar(&c.fayeSecret, "faye-secret", "", "`secret` to publish there, sent as ext.secret (better given as PARLEY_FAYE_SECRET)")
	fs.BoolVar(&c.fayePrivate, "faye-private", false, "tell it of all rooms, because it lets nobody subscribe who may not read them")
	fs.TextVar(&c.logLevel, "log-level", slog.LevelInfo, "least `level` to log: debug, info, warn or error")
	fs.DurationVar(&c.shutdown, "shutdown-timeout", 10*time.Second, "how long to wait for work under way when asked to stop")
	if err := parse(fs, args, env, stderr); err != nil {
		return c, err
	}
	if err := cli.NoArguments(fs); err != nil {
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

// dbFlag is the database, the same for every command.
func dbFlag(fs *flag.FlagSet, db *string) {
	fs.StringVar(db, "db", "parley.db", "SQLite database `file`; made when absent")
}

// check finds what cannot work together.
func (c *config) check() error {
	if (c.githubID == "") != (c.githubSecret == "") {
		return errors.New("--github-id and --github-secret go together")
	}
	if (c.fayeSecret != "" || c.fayePrivate) && c.fayeURL == "" {
		return errors.New("--faye-secret and --faye-private need a --faye-url")
	}
	if _, err := c.names(); err != nil {
		return err
	}
	if c.publicURL != "" {
		u, err := url.Parse(c.publicURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			return fmt.Errorf("--public-url %q is not of the form https://host[:port]", c.publicURL)
		}
		c.publicURL = u.Scheme + "://" + u.Host
	}
	return nil
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
