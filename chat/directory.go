package chat

import (
	"context"
	"errors"
	"fmt"
)

// A Directory knows the host's people, also those who never opened the chat: with one
// they can be found, called, added to rooms and written to. Whom it tells of is remembered
// as a user, as if they had come by themselves, as soon as somebody asks for them.
//
// It is for the Directory to leave out whom the viewer must not know of; the Policy is asked
// about each of the others with ActionFindUser. Both methods are safe for concurrent use and
// honour ctx, which ends after Options.DirectoryTimeout. ErrForbidden, or Refuse, tells the
// viewer that they may not search. Any other error, a panic, and no answer in time is an
// outage: 503 for who searches, while a message that calls somebody is posted all the same
// and calls only those who are known already.
type Directory interface {
	// Search returns the people whom the text q may mean, the best first, at most limit of
	// them, and where to go on: an empty next is the end. cursor is a next of before, or empty
	// for the first page; it comes from the viewer, who may have made it up.
	Search(ctx context.Context, viewer User, q, cursor string, limit int) (list []Identity, next string, err error)

	// Lookup returns those of the refs that exist, in any order, with the Provider and Subject
	// or the Handle by which they were asked for.
	Lookup(ctx context.Context, refs []Ref) ([]Identity, error)
}

// A Ref is by what the host knows somebody: Provider and Subject, or else a Handle in lower
// case.
type Ref struct {
	Provider, Subject string
	Handle            string
}

// maxAsked is how many calls of a Directory may be without an answer at once. So many that
// hang do no harm, and then nobody else waits for it.
const maxAsked = 64

// directory asks the host's Directory.
type directory struct {
	Directory
	turns chan struct{}
}

func newDirectory(d Directory) *directory {
	if d == nil {
		return nil
	}
	return &directory{d, make(chan struct{}, maxAsked)}
}

// searched is an answer of Search.
type searched struct {
	list []Identity
	next string
}

func (c *core) search(ctx context.Context, viewer User, q, cursor string, limit int) (searched, error) {
	return askDirectory(ctx, c, func(ctx context.Context) (s searched, err error) {
		s.list, s.next, err = c.directory.Search(ctx, viewer, q, cursor, limit)
		s.list = s.list[:min(limit, len(s.list))]
		return s, err
	})
}

func (c *core) lookup(ctx context.Context, refs ...Ref) ([]Identity, error) {
	return askDirectory(ctx, c, func(ctx context.Context) ([]Identity, error) { return c.directory.Lookup(ctx, refs) })
}

// askDirectory waits for an answer no longer than it may take, also of one that does not
// honour its context.
func askDirectory[T any](ctx context.Context, c *core, ask func(ctx context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, c.opts.DirectoryTimeout)
	type answer struct {
		got T
		err error
	}
	answers := make(chan answer, 1)
	select {
	case c.directory.turns <- struct{}{}:
	default:
		cancel()
		return *new(T), fmt.Errorf("%w: %d calls of the directory have no answer yet", errUnavailable, maxAsked)
	}
	go func() {
		defer cancel()
		var a answer
		a.err = c.calmly("the directory", func() (err error) { a.got, err = ask(ctx); return err })
		<-c.directory.turns
		answers <- a
	}()
	select {
	case a := <-answers:
		return a.got, outage(a.err)
	case <-ctx.Done():
		// Both may be there.
		select {
		case a := <-answers:
			return a.got, outage(a.err)
		default:
			return *new(T), outage(ctx.Err())
		}
	}
}

// outage is what an error of the directory is for who asked: its words are the log's.
func outage(err error) error {
	if err == nil || errors.Is(err, ErrForbidden) {
		return err
	}
	return fmt.Errorf("%w: the directory: %v", errUnavailable, err) //nolint:errorlint // an outage is none of our errors
}
