package chat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Version is the version of this module.
const Version = "0.1.0"

// Options are the optional parts of a Module. A nil *Options is all defaults.
type Options struct {
	// Publisher is told about every committed event. Default nil: events are
	// dropped, and REST works as always.
	Publisher Publisher
	// Live carries who types, who is there and who has read what to those who are
	// connected. Default nil: nobody is told.
	Live Live
	// Consumers are told about every committed event too, and go on after a restart
	// where they were. Default none.
	Consumers []Consumer
	// Webhooks lets owners and admins have servers elsewhere told what happens. Default nil:
	// nobody is called.
	Webhooks *WebhookOptions
	// Commands are what people can call by typing "/name" in a room. Default none: such
	// texts are messages like all others.
	Commands []Command
	// Policy says who may do what. Default RoomRoles with LoginToRead.
	Policy Policy
	// Directory knows people who never opened the chat. Default nil: people find those with
	// whom they share a room.
	Directory Directory
	// DirectoryTimeout is how long one call of it may take. Default 2 s.
	DirectoryTimeout time.Duration
	// OpenRef tells what the room for something of the host's shall be, when somebody
	// comes to it first: over HTTP "ref:order:42" in the place of a room's ID. The draft
	// gets the Ref, and the user as owner, unless its Roles say otherwise. Who is not
	// logged in gets ErrUnauthenticated where it returns a draft. ErrNotFound: there is no
	// such thing, or not for them. Default nil: such rooms are only made by Module.OpenRoom.
	OpenRef func(ctx context.Context, viewer User, ref string) (RoomDraft, error)
	// Before are functions that are asked before something happens. Default: none.
	Before Hooks
	// Realtime serves /faye below the mount. Default nil: 404 there, and the page
	// asks for news every few seconds instead.
	Realtime http.Handler
	// Revoked is told of users who were logged out, erased, or given to Revoke: what runs
	// for them must end or be asked for again. It must be quick. Default nil: their
	// realtime sessions go on until Realtime looks again by itself.
	Revoked func(ctx context.Context, user UserID)
	// Page serves every path that the module does not serve itself. Default: the
	// page of package chat/ui.
	Page http.Handler

	// Blobs keeps the files that people attach to messages; see storage/blobdir. Default
	// nil: there are no attachments.
	Blobs Blobs
	// Uploads bound what people send to attach it. Default: that of each of its fields.
	Uploads Uploads

	// Logger gets what operators must know. Default nil: silent.
	Logger *slog.Logger
	// Now is the clock. Default time.Now.
	Now func() time.Time

	// Origins are other sites, such as "https://www.example.com", whose pages may
	// call the API with the user's cookie. The host's own pages are among them if a proxy
	// in front changes the Host header. Default none.
	Origins []string
	// LoginToRead hides public rooms from those who are not logged in. Default
	// false: everyone may read public rooms. A Policy of the host's decides this itself.
	LoginToRead bool
	// LobbyName is the name that the default room gets when it is first made.
	// Default "Lobby".
	LobbyName string

	// Logins are the ways to log in that the page offers. Default none: the page
	// asks nobody to log in.
	Logins []Login
	// Logout is where the page posts to log out, relative to the mount. Default "":
	// no button.
	Logout string

	// KeepLog is for how long the log of a room is kept, at least an hour; a client that
	// was away for longer starts afresh. What a Consumer was not told of is kept in any
	// case. Default 0: for ever.
	KeepLog time.Duration
	// KeepAudit is for how long the audit log is kept, at least a day. Default 0: for ever.
	KeepAudit time.Duration
	// SweepEvery is about how often the module calls Sweep, on each node. Negative:
	// never, the host does. Default 1 hour.
	SweepEvery time.Duration

	// Limits bound what one user, or one address, may ask over HTTP. Default: that of each
	// of its fields.
	Limits Limits
	// PlainText has every text be shown as it was written: messages get no Nodes. Default
	// false: Markdown is understood.
	PlainText bool
	// MaxText is the most characters that a message may have. Default 8000.
	MaxText int
	// MaxBody is the most bytes that a request body may have, unless it is a file: see
	// Uploads. Default 65536.
	MaxBody int64
	// CommandTimeout ends one use of a command. Default 3 s.
	CommandTimeout time.Duration
	// RequestTimeout ends the work for one API request. Default 10 s.
	RequestTimeout time.Duration
}

// A Login is a way to log in, for the page to offer.
type Login struct {
	// Kind is "link" for an address to go to, or "guest" for one to which the page
	// posts {"name": …}.
	Kind string `json:"kind"`
	// Label is what the button says.
	Label string `json:"label"`
	// URL is the address, relative to the mount.
	URL string `json:"url"`
}

// withDefaults returns a checked copy in which every field has its value.
func (o *Options) withDefaults() (Options, error) {
	var c Options
	if o != nil {
		c = *o
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.LobbyName == "" {
		c.LobbyName = "Lobby"
	}
	if c.SweepEvery == 0 {
		c.SweepEvery = time.Hour
	}
	var err error
	c.Webhooks, err = c.Webhooks.withDefaults()
	return c, errors.Join(err,
		checkKeepLog(c.KeepLog),
		checkKeepAudit(c.KeepAudit),
		c.Limits.complete(),
		c.Uploads.complete(),
		positive("MaxText", &c.MaxText, 8000),
		positive("MaxBody", &c.MaxBody, 64<<10),
		positive("CommandTimeout", &c.CommandTimeout, 3*time.Second),
		checkCommands(c.Commands),
		positive("DirectoryTimeout", &c.DirectoryTimeout, 2*time.Second),
		positive("RequestTimeout", &c.RequestTimeout, 10*time.Second),
		checkOrigins(c.Origins),
		checkConsumers(c.Consumers),
		checkLogins(c.Logins),
	)
}

// positive fills in the default for zero and refuses what is below.
func positive[T int | int64 | time.Duration](name string, v *T, byDefault T) error {
	if *v < 0 {
		return fmt.Errorf("chat: Options.%s must not be negative", name)
	}
	if *v == 0 {
		*v = byDefault
	}
	return nil
}

func checkOrigins(origins []string) error {
	for _, o := range origins {
		u, err := url.Parse(o)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" ||
			o != u.Scheme+"://"+u.Host {
			return fmt.Errorf("chat: Options.Origins: %q is not of the form https://host[:port]", o)
		}
	}
	return nil
}

func checkConsumers(list []Consumer) error {
	seen := map[string]bool{}
	for _, c := range list {
		switch {
		case checkConsumerName(c.Name) != nil:
			return fmt.Errorf("chat: Options.Consumers: the name %q %w", c.Name, checkConsumerName(c.Name))
		case seen[c.Name]:
			return fmt.Errorf("chat: Options.Consumers: the name %q stands twice", c.Name)
		case c.Publisher == nil:
			return fmt.Errorf("chat: Options.Consumers: %q needs a Publisher", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

func checkLogins(logins []Login) error {
	for _, l := range logins {
		if l.Kind != "link" && l.Kind != "guest" {
			return fmt.Errorf("chat: Options.Logins: kind %q is neither link nor guest", l.Kind)
		}
		if l.URL == "" || strings.HasPrefix(strings.ToLower(l.URL), "javascript:") {
			return fmt.Errorf("chat: Options.Logins: %q needs a URL", l.Label)
		}
	}
	return nil
}
