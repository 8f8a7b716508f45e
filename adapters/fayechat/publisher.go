package fayechat

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// A Bus carries what is published to whoever subscribed. *faye.Server is one.
type Bus interface {
	// Publish sends data, which is JSON, to the subscribers of the channel. What is
	// published one after the other arrives in that order.
	Publish(ctx context.Context, channel string, data json.RawMessage) error
}

// A Publisher delivers a module's events through a Bus.
type Publisher struct {
	bus    Bus
	names  Names
	mirror atomic.Pointer[chat.RoomID]
	// at is the server that replays by Rev; nil: nobody does.
	at atomic.Pointer[faye.Server]
	// policy is that of the server, for who leaves a room; nil: nobody cares.
	policy atomic.Pointer[policy]
	// mirrored is closed by Mirror, and Publish waits for it; nil: it does not wait.
	mirrored chan struct{}
}

var _ chat.Publisher = (*Publisher)(nil)

// NewPublisher returns a Publisher to /rooms/{id} and /users/{id}, and with Mirror to
// /messages in the given words.
func NewPublisher(bus Bus, names Names) *Publisher {
	return &Publisher{bus: bus, names: names}
}

// Mirror chooses the room that /messages shows. Before it /messages is silent.
func (p *Publisher) Mirror(room chat.RoomID) {
	if p.mirror.Swap(&room) == nil && p.mirrored != nil {
		close(p.mirrored)
	}
}

// Publish hands the event to the bus.
func (p *Publisher) Publish(ctx context.Context, ev chat.Event) error {
	if p.mirrored != nil {
		select {
		case <-p.mirrored:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := p.send(ctx, logChannel(ev.Room), ev.Rev, ev); err != nil {
		return err
	}
	if room := p.mirror.Load(); room != nil && *room == ev.Room {
		if old, ok := p.names.seedEvent(ev); ok {
			return p.send(ctx, seedChannel, ev.Rev, old)
		}
	}
	if policy := p.policy.Load(); policy != nil {
		return policy.left(ctx, ev)
	}
	return nil
}

func (p *Publisher) send(ctx context.Context, channel string, rev int64, v any) error {
	data, err := json.Marshal(v)
	switch at := p.at.Load(); {
	case err != nil:
	case at != nil:
		err = at.PublishAt(ctx, channel, rev, data)
	default:
		err = p.bus.Publish(ctx, channel, data)
	}
	if err != nil {
		return fmt.Errorf("fayechat: publish to %s: %w", channel, err)
	}
	return nil
}
