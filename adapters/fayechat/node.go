package fayechat

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// Options are the optional parts of a Node. A nil *Options is all defaults.
type Options struct {
	// Chat are the module's options; its Publisher, Live and Realtime must be nil, they
	// are what New provides. Its Revoked is called after the sessions were ended. Default
	// nil.
	Chat *chat.Options
	// Faye are the server's options; its Policy, History and Replayer must be nil: who
	// may subscribe and what is replayed is the module's business. Origins, Logger
	// and, from its Limits, ProxyHeader are taken from Chat unless they are set here.
	// Default nil.
	Faye *faye.Options
	// Names are the words for /messages. Default Part3.
	Names Names
	// Remotes are Bayeux servers elsewhere that are told of events too. Default none.
	Remotes []Remote
}

// A Node is a module with its Bayeux server.
type Node struct {
	Module *chat.Module
	Server *faye.Server
}

// New wires a module, a server, and between them a publisher and a policy; and a
// publisher to each remote server.
func New(store chat.Storage, authn chat.Authenticator, opts *Options) (*Node, error) {
	o, err := opts.complete()
	if err != nil {
		return nil, err
	}
	live := NewLive()
	bus, err := faye.NewServer(live.Options(o.Faye))
	if err != nil {
		return nil, err
	}
	near := NewPublisher(bus, o.Names)
	o.Chat.Publisher, o.Chat.Live, o.Chat.Realtime = near, live, bus
	o.Chat.Revoked = both(Cut(bus), o.Chat.Revoked)
	all := []*Publisher{near}
	for _, r := range o.Remotes {
		c, far, rerr := r.consumer(store, &o)
		err = errors.Join(err, rerr)
		o.Chat.Consumers, all = append(o.Chat.Consumers, c), append(all, far)
	}
	var module *chat.Module
	if err == nil {
		module, err = chat.New(store, authn, o.Chat)
	}
	if err != nil {
		return nil, errors.Join(err, bus.Shutdown(context.Background()))
	}
	for _, p := range all {
		p.Mirror(module.Lobby())
	}
	if err := errors.Join(near.OfferReplay(bus, module), live.Serve(bus, module)); err != nil {
		return nil, errors.Join(err, module.Shutdown(context.Background()), bus.Shutdown(context.Background()))
	}
	bus.SetPolicy(NewPolicy(module, bus))
	return &Node{Module: module, Server: bus}, nil
}

// complete returns a checked copy, with copies of the options of each side.
func (o *Options) complete() (Options, error) {
	var c Options
	if o != nil {
		c = *o
	}
	forChat, forFaye := chat.Options{}, faye.Options{}
	if c.Chat != nil {
		forChat = *c.Chat
	}
	if c.Faye != nil {
		forFaye = *c.Faye
	}
	c.Chat, c.Faye = &forChat, &forFaye
	forChat.Consumers = slices.Clone(forChat.Consumers)
	if forFaye.Origins == nil {
		forFaye.Origins = forChat.Origins
	}
	if forFaye.Logger == nil {
		forFaye.Logger = forChat.Logger
	}
	forFaye.ProxyHeader = cmp.Or(forFaye.ProxyHeader, forChat.Limits.ProxyHeader)
	return c, c.check()
}

func (o *Options) check() error {
	switch {
	case o.Chat.Publisher != nil || o.Chat.Live != nil || o.Chat.Realtime != nil:
		return errors.New("fayechat: Options.Chat must leave Publisher, Live and Realtime to New")
	case o.Faye.Policy != nil || o.Faye.History != nil || o.Faye.Replayer != nil:
		return errors.New("fayechat: Options.Faye must leave Policy, History and Replayer to New")
	case o.Names != Part3 && o.Names != Part4:
		return errors.New("fayechat: Options.Names must be Part3 or Part4")
	}
	return nil
}

// Handler serves the page, the API and Bayeux at /faye, relative to the mount.
func (n *Node) Handler() http.Handler { return n.Module.Handler() }

// Shutdown ends both parts in order: the module first, so that what was committed is
// published, then the server, so that what was published is delivered. When ctx ends
// first the rest is given up. The storage stays open.
func (n *Node) Shutdown(ctx context.Context) error {
	return errors.Join(n.Module.Shutdown(ctx), n.Server.Shutdown(ctx))
}
