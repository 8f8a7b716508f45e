package fayechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// A Remote is a Bayeux server elsewhere that is told of the events too, by a client
// that is allowed to publish there:
//
//	client, err := faye.NewClient(url, &faye.ClientOptions{
//		Extensions: []faye.ClientExtension{faye.SendSecret(secret)},
//	})
//	...
//	node, err := fayechat.New(store, authn, &fayechat.Options{
//		Remotes: []fayechat.Remote{{Name: "faye", Client: client}},
//	})
//
// How far it was told is kept in the storage: what happens while that server is away,
// or while this process is, is published later, in order, at least once.
type Remote struct {
	// Name is the key of the cursor; see chat.Consumer.
	Name string
	// Client publishes. Whoever made it closes it, after the Node's Shutdown.
	Client *faye.Client
	// Private tells of every room. It is for a server that itself knows who may
	// subscribe. Default: only of those that may be read without a log-in, since
	// elsewhere everybody may read everything.
	Private bool
}

// consumer is the Remote as the module knows it. Its publisher waits for Mirror: what
// an earlier process left is told as soon as the module exists, and must not pass by
// /messages.
func (r Remote) consumer(store chat.Storage, o *Options) (chat.Consumer, *Publisher, error) {
	if r.Client == nil {
		return chat.Consumer{}, nil, errors.New("fayechat: Options.Remotes: " + r.Name + " needs a Client")
	}
	p := NewPublisher(clientBus{r.Client}, o.Names)
	p.mirrored = make(chan struct{})
	if r.Private {
		return chat.Consumer{Name: r.Name, Publisher: p}, p, nil
	}
	return chat.Consumer{Name: r.Name, Publisher: openly{p, store, o.Chat.LoginToRead}}, p, nil
}

// openly publishes what may be read without a log-in. It asks the storage: the module
// answers nobody while it shuts down, and still has events to tell.
type openly struct {
	to          chat.Publisher
	store       chat.RoomStore
	loginToRead bool
}

func (p openly) Publish(ctx context.Context, ev chat.Event) error {
	room, err := p.store.Room(ctx, ev.Room)
	switch {
	case errors.Is(err, chat.ErrNotFound): // gone since, with whoever might read it
		return nil
	case err != nil:
		return fmt.Errorf("fayechat: room of an event: %w", err)
	case room.Kind != chat.Public || p.loginToRead:
		return nil
	}
	return p.to.Publish(ctx, ev)
}

// clientBus publishes through a client, and returns when the server has acknowledged.
type clientBus struct{ client *faye.Client }

// Publish gives up after a while, although the client would wait for as long as the
// server is away: the event is then read again, so that a text which was deleted long
// ago is not told when the server is back.
func (b clientBus) Publish(ctx context.Context, channel string, data json.RawMessage) error {
	const fresh = 30 * time.Second
	ctx, cancel := context.WithTimeout(ctx, fresh)
	defer cancel()
	return b.client.Publish(ctx, channel, data)
}
