package faye

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// Local is a client within the program: it subscribes and publishes as a remote
// one does, without a network and without asking the Policy, and no Listener is
// told of it. Only it may subscribe to service channels. It has the methods of
// [Client]. Make one with Server.Client; many goroutines may use it at once.
type Local struct {
	srv     *Server
	session *Session

	editing sync.Mutex                      // one Subscribe or Cancel at a time
	mu      sync.Mutex                      // never held while the index is asked, which calls wake
	subs    map[string][]*LocalSubscription // by pattern
	running bool                            // a goroutine calls back
	again   bool                            // and must look at the queue once more
	closed  bool
	idle    chan struct{} // closed when it rests; nil: nobody waits
	done    chan struct{}
}

// LocalSubscription is one callback of a Local.
type LocalSubscription struct {
	local   *Local
	pattern string
	fn      func(Delivery)
	ended   atomic.Bool
}

// Client makes a client within the program. It is over when the server shuts
// down.
func (s *Server) Client() (*Local, error) {
	if !s.offers(inProcess) {
		return nil, errors.New("faye: the in-process transport is disabled")
	}
	l := &Local{srv: s, subs: map[string][]*LocalSubscription{}, done: make(chan struct{})}
	l.session = newSession(s, Grant{})
	l.session.local, l.session.outlet = l, l
	if !s.locals.add(l) {
		return nil, fmt.Errorf("faye: client: %w", ErrClosed)
	}
	return l, nil
}

// Subscribe has fn called with everything that is published to a channel, or to
// all that a pattern matches, from now on. The callbacks of a Local run one after
// another on a goroutine of its own, in the order of the deliveries. They must
// keep up: when Options.MaxQueue deliveries wait, the client is over (see Done).
// A callback that panics is logged and loses that delivery.
func (l *Local) Subscribe(ctx context.Context, channel string, fn func(Delivery)) (*LocalSubscription, error) {
	if err := l.checkSubscribe(ctx, channel, fn); err != nil {
		return nil, fmt.Errorf("faye: subscribe: %w", err)
	}
	l.editing.Lock()
	defer l.editing.Unlock()
	sub := &LocalSubscription{local: l, pattern: channel, fn: fn}
	l.mu.Lock()
	l.subs[channel] = append(l.subs[channel], sub)
	l.mu.Unlock()
	if _, ok := l.srv.index.add(l.session, []string{channel}, math.MaxInt); !ok {
		l.drop(sub)
		return nil, fmt.Errorf("faye: subscribe: %w", l.whyNot(channel))
	}
	return sub, nil
}

// whyNot tells why the index took no subscription.
func (l *Local) whyNot(channel string) error {
	if l.over() || l.srv.gate.isShut() {
		return ErrClosed
	}
	return tooMany(channel)
}

func (l *Local) checkSubscribe(ctx context.Context, channel string, fn func(Delivery)) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case fn == nil:
		return errors.New("no callback")
	case len(channel) > l.srv.opts.MaxChannelLength || !ValidPattern(channel):
		return InvalidChannel(shorten(channel))
	case IsMeta(channel):
		return ForbiddenChannel(channel)
	}
	return nil
}

// Cancel ends the subscription: when it returns no further call of its callback
// begins. Again is no error.
func (u *LocalSubscription) Cancel(context.Context) error {
	u.ended.Store(true)
	l := u.local
	l.editing.Lock()
	defer l.editing.Unlock()
	if l.drop(u) {
		l.srv.index.remove(l.session, []string{u.pattern})
	}
	return nil
}

// drop forgets a subscription; true: it was the pattern's last.
func (l *Local) drop(u *LocalSubscription) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	rest := slices.DeleteFunc(slices.Clone(l.subs[u.pattern]), func(other *LocalSubscription) bool { return other == u })
	if len(rest) > 0 {
		l.subs[u.pattern] = rest
		return false
	}
	delete(l.subs, u.pattern)
	return true
}

// Publish sends data, encoded as JSON unless it is JSON already, to the
// subscribers of a channel, or to the service of a service channel, whose error
// it returns. Extensions see the message, without a request.
func (l *Local) Publish(ctx context.Context, channel string, data any) error {
	encoded, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("faye: publish: %w", err)
	}
	m := &Message{Channel: channel, Data: encoded}
	if err := l.publish(ctx, m); err != nil {
		return fmt.Errorf("faye: publish: %w", err)
	}
	return nil
}

func (l *Local) publish(ctx context.Context, m *Message) error {
	switch {
	case l.over():
		return ErrClosed
	case !l.srv.incoming(ctx, nil, m):
		return PublishFailed(shorten(m.Channel))
	case m.failed():
		return errors.New(m.Error)
	case !IsService(m.Channel):
		return l.srv.publishLocal(ctx, &Message{Channel: m.Channel, Data: m.Data})
	}
	if err := l.srv.checkPublication(ctx, m.Channel, m.Data); err != nil {
		return err
	}
	l.srv.tellLocals(m)
	l.srv.opts.Listener.publish(nil, m)
	if service := l.srv.services.find(m.Channel); service != nil {
		_, err := service(ctx, nil, m)
		return err
	}
	return nil
}

// Close ends all subscriptions, waits until what had arrived has been delivered,
// or ctx ends, and then ends the client. Later calls of its methods give
// ErrClosed, of Close nil. It must not be called by a callback with a context
// that never ends, since it waits for that callback.
func (l *Local) Close(ctx context.Context) error {
	l.srv.index.removeAll(l.session)
	var err error
	select {
	case <-l.rested():
	case <-ctx.Done():
		err = fmt.Errorf("faye: close: %w", ctx.Err())
	}
	l.srv.end(l.session, byClient, nil)
	return err
}

// Done is closed when the client is over: by Close, by the server's Shutdown, or
// because its callbacks did not keep up.
func (l *Local) Done() <-chan struct{} { return l.done }

func (l *Local) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}
