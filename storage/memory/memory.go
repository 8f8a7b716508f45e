package memory

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// errLimit is a mistake of the calling program.
var errLimit = errors.New("limit must be positive")

// errClosed is what every method of a closed store returns.
var errClosed = errors.New("the store is closed")

// Store is chat.Storage in plain maps. Make one with New. It is safe for concurrent
// use.
type Store struct {
	// lock is a mutex that gives up when a context ends: a full channel is locked.
	lock   chan struct{}
	closed bool

	users      map[chat.UserID]*chat.User
	subjects   map[subject]*chat.User
	rooms      map[chat.RoomID]*room
	slugs      map[string]*room
	refs       map[string]*room
	invites    map[string]*chat.Invite // by key
	handles    map[string]*chat.User
	bots       map[chat.UserID]chat.Bot
	tokens     map[string]chat.BotToken // by key
	webhooks   map[chat.WebhookID]chat.Webhook
	deliveries map[deliveryKey]chat.Delivery
	messages   map[chat.MessageID]*chat.Message
	// reactions are in the order of their revs.
	reactions map[chat.MessageID][]chat.Reaction
	// bookmarks are in the order of their revs.
	bookmarks map[chat.UserID][]chat.Bookmark
	// mentions are by message.
	mentions map[chat.MessageID][]chat.UserID
	follows  map[followKey]*follow
	// revisions are in ascending order of N.
	revisions map[chat.MessageID][]chat.Revision
	// blocks are in the order of their revs.
	blocks    map[chat.UserID][]chat.Block
	sanctions map[sanctionKey]chat.Sanction
	reports   map[chat.ReportID]chat.Report
	acts      map[chat.ActID]chat.Act
	paces     map[paceKey]time.Time
	files     map[chat.FileID]*chat.File
	// dropped are the files of which only the ID is left.
	dropped map[chat.FileID]bool
	// cursors has an entry for each consumer that is known.
	cursors map[string]map[chat.RoomID]int64
	letters map[letterKey]chat.Letter

	revoked map[string]time.Time
	// latest is the latest time at which a token was asked for.
	latest time.Time
}

var _ chat.Storage = (*Store)(nil)

// New returns an empty store.
func New() *Store {
	return &Store{
		lock:       make(chan struct{}, 1),
		users:      map[chat.UserID]*chat.User{},
		subjects:   map[subject]*chat.User{},
		rooms:      map[chat.RoomID]*room{},
		slugs:      map[string]*room{},
		refs:       map[string]*room{},
		invites:    map[string]*chat.Invite{},
		handles:    map[string]*chat.User{},
		mentions:   map[chat.MessageID][]chat.UserID{},
		follows:    map[followKey]*follow{},
		bots:       map[chat.UserID]chat.Bot{},
		tokens:     map[string]chat.BotToken{},
		webhooks:   map[chat.WebhookID]chat.Webhook{},
		deliveries: map[deliveryKey]chat.Delivery{},
		messages:   map[chat.MessageID]*chat.Message{},
		reactions:  map[chat.MessageID][]chat.Reaction{},
		bookmarks:  map[chat.UserID][]chat.Bookmark{},
		revisions:  map[chat.MessageID][]chat.Revision{},
		blocks:     map[chat.UserID][]chat.Block{},
		sanctions:  map[sanctionKey]chat.Sanction{},
		reports:    map[chat.ReportID]chat.Report{},
		acts:       map[chat.ActID]chat.Act{},
		paces:      map[paceKey]time.Time{},
		files:      map[chat.FileID]*chat.File{},
		dropped:    map[chat.FileID]bool{},
		cursors:    map[string]map[chat.RoomID]int64{},
		letters:    map[letterKey]chat.Letter{},
		revoked:    map[string]time.Time{},
	}
}

// Close ends the store: every later call fails, with an error that says so. Closing
// again does nothing.
func (s *Store) Close() error {
	s.lock <- struct{}{}
	defer s.unlock()
	s.closed = true
	return nil
}

// do runs fn alone, and wraps what it returns with what was being done to what; an
// empty key says nothing.
func (s *Store) do(ctx context.Context, op, key string, fn func() error) error {
	err := s.enter(ctx)
	if err == nil {
		defer s.unlock()
		err = fn()
	}
	switch {
	case err == nil:
		return nil
	case key == "":
		return fmt.Errorf("memory: %s: %w", op, err)
	}
	return fmt.Errorf("memory: %s %q: %w", op, key, err)
}

// enter locks the store, unless ctx ends before or the store is closed.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.lock <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.closed {
		s.unlock()
		return errClosed
	}
	return nil
}

func (s *Store) unlock() { <-s.lock }

// stamp cuts t to what every store keeps: microseconds, in UTC.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
