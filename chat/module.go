package chat

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// LobbySlug is the slug of the default room.
const LobbySlug = "lobby"

// A Module is the chat: the rules over a Storage, and the HTTP surface. It is safe
// for concurrent use.
type Module struct {
	core
	authn    Authenticator
	sweeper  *sweeper
	live     *live
	index    *indexer
	courier  *courier // nil: there are no webhooks
	commands commands
	handler  http.Handler
	counters counters

	mu     sync.Mutex // guards closed against a begin that comes at the same time
	closed bool
	busy   sync.WaitGroup

	closing, gaveUp chan struct{} // closed when Shutdown begins, and when it gives up
}

// New returns a Module over the storage, asking authn who sent a request. A nil
// opts is all defaults. It makes the lobby if there is none, so the storage must be
// reachable and its schema current. An error says in words what is wrong.
func New(store Storage, authn Authenticator, opts *Options) (*Module, error) {
	if store == nil {
		return nil, errors.New("chat: New needs a Storage")
	}
	if authn == nil {
		return nil, errors.New("chat: New needs an Authenticator")
	}
	o, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	index := newIndexer()
	ds := &dispatchers{names: map[string]bool{}, wrote: index.note}
	m := &Module{core: core{store: store, opts: o, rules: newRules(o.MaxText), directory: newDirectory(o.Directory), dispatch: ds, enter: ds.enter, artist: make(chan struct{}, 1)},
		authn: authn, index: index, counters: newCounters(o.Limits), commands: newCommands(o.Commands), closing: make(chan struct{}), gaveUp: make(chan struct{})}
	index.m = m
	if !o.PlainText {
		m.markup = newMarkup()
	}
	m.live = newLive(&m.core)
	m.courier = newCourier(&m.core)
	if err := m.openLobby(); err != nil {
		return nil, err
	}
	if m.handler, err = m.routes(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.RequestTimeout)
	defer cancel()
	if err := errors.Join(m.startDispatchers(ctx), m.startCourier()); err != nil {
		m.dispatch.abort()
		m.courier.close(ctx)
		return nil, err
	}
	m.sweeper = m.startSweeper()
	return m, nil
}

// openLobby checks the schema, then finds the default room or makes it, also when
// another process does so at the same time.
func (m *Module) openLobby() error {
	ctx, cancel := context.WithTimeout(context.Background(), m.opts.RequestTimeout)
	defer cancel()
	if c, ok := m.store.(SchemaChecker); ok {
		if err := c.CheckSchema(ctx); err != nil {
			return fmt.Errorf("chat: %w", err)
		}
	}
	r, err := m.store.RoomBySlug(ctx, LobbySlug)
	if errors.Is(err, ErrNotFound) {
		_, err = m.store.CreateRoom(ctx, Room{ID: RoomID(newID()), Kind: Public, Slug: LobbySlug,
			Name: m.opts.LobbyName, CreatedAt: m.now()}, nil)
		if err == nil || errors.Is(err, ErrExists) {
			r, err = m.store.RoomBySlug(ctx, LobbySlug)
		}
	}
	if err != nil {
		return fmt.Errorf("chat: open the lobby: %w", err)
	}
	m.lobby = r.ID
	return nil
}

// Lobby returns the ID of the default room.
func (m *Module) Lobby() RoomID { return m.lobby }

// Handler serves the page and the API with paths relative to the mount; strip any
// prefix before it:
//
//	mux.Handle("/chat/", http.StripPrefix("/chat", m.Handler()))
func (m *Module) Handler() http.Handler { return m.handler }

// Shutdown refuses new operations with ErrClosed, waits for those under way, which
// transactions are in which something was written Within, and until every committed
// event has been published. When ctx ends first it gives up on the rest and returns
// ctx's error. The storage stays open: whoever opened it closes it.
func (m *Module) Shutdown(ctx context.Context) error {
	m.mu.Lock()
	if !m.closed {
		close(m.closing)
	}
	m.closed = true
	m.mu.Unlock()
	err := m.sweeper.end(ctx)
	if err == nil {
		err = wait(ctx, &m.busy)
	}
	err = errors.Join(err, m.live.close(ctx))
	if err != nil {
		m.giveUp()
	} else {
		err = m.dispatch.drain(ctx)
	}
	m.courier.close(ctx)
	return err
}

// begin counts an operation in; every successful begin needs its m.busy.Done.
func (m *Module) begin() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	m.busy.Add(1)
	return nil
}

// giveUp leaves everything that is not published yet.
func (m *Module) giveUp() {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-m.gaveUp:
	default:
		close(m.gaveUp)
	}
	m.dispatch.abort()
}

// wait returns nil when the group is done, or ctx's error.
func wait(ctx context.Context, wg *sync.WaitGroup) error {
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
