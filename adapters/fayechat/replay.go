package fayechat

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
)

// OfferReplay serves clients that ask for what they missed (ext.replay) from the
// module's log: a position is a Rev, on /rooms/{id}, /users/{id} and /messages alike. What the log
// no longer holds is answered with a reset. From then on the Publisher also ends what
// members subscribed to who left a room. Call it once, before anything is published;
// the Publisher must be one to that server.
func (p *Publisher) OfferReplay(s *faye.Server, m *chat.Module) error {
	if p.bus != Bus(s) {
		return errors.New("fayechat: replay is offered by the server that the publisher publishes to")
	}
	if err := s.SetReplayer(replayer{m, p.names}); err != nil {
		return err
	}
	p.at.Store(s)
	p.policy.Store(&policy{m, s})
	return nil
}

// replayer reads a log again as the Publisher told it.
type replayer struct {
	module *chat.Module
	names  Names
}

// stretch is how many events are read at a time.
const stretch = 100

// Replay answers for the channels that the Policy lets clients subscribe to; what it
// refuses never comes here.
func (p replayer) Replay(ctx context.Context, s *faye.Session, channel string, after int64) (faye.Replayed, error) {
	id, hasLog := logOf(channel)
	if channel == seedChannel {
		id = p.module.Lobby()
	} else if !hasLog {
		return faye.Replayed{}, faye.ErrPruned
	}
	who := visitorOf(s)
	ctx = who.in(ctx)
	log, err := p.module.Log(ctx, who.user, id)
	if err != nil {
		return faye.Replayed{}, bayeuxError(err, channel)
	}
	switch {
	case after == faye.ReplayNew:
		return faye.Replayed{Head: log.Head}, nil
	case after == faye.ReplayAll:
		after = log.Pruned
	case after < log.Pruned || after > log.Head: // of another log, or a restored one
		return faye.Replayed{Head: log.Head}, faye.ErrPruned
	}
	return faye.Replayed{Head: log.Head, Messages: p.messages(ctx, who.user, id, channel, after)}, nil
}

// messages walks the log, a stretch at a time.
func (p replayer) messages(ctx context.Context, viewer chat.UserID, id chat.RoomID, channel string, after int64) iter.Seq2[faye.Retained, error] {
	return func(yield func(faye.Retained, error) bool) {
		for {
			events, _, err := p.module.Events(ctx, viewer, id, after, stretch)
			if err != nil {
				yield(faye.Retained{}, bayeuxError(err, channel))
				return
			}
			for _, ev := range events {
				after = ev.Rev
				kept, ok, err := p.retained(channel, ev)
				if (ok || err != nil) && !yield(kept, err) {
					return
				}
			}
			if len(events) < stretch {
				return
			}
		}
	}
}

// retained is the event as it goes to the channel; false for what is not told there.
func (p replayer) retained(channel string, ev chat.Event) (faye.Retained, bool, error) {
	var v any = ev
	if channel == seedChannel {
		old, ok := p.names.seedEvent(ev)
		if !ok {
			return faye.Retained{}, false, nil
		}
		v = old
	}
	data, err := json.Marshal(v)
	return faye.Retained{Channel: channel, Position: ev.Rev, Data: data}, true, err
}
