package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/bunstore"
)

// Memory opens a database that lives in memory and ends with its Store. Each one
// opened so is another.
const Memory = ":memory:"

// Store is chat.Storage in a SQLite file. Make one with Open, Wrap or WrapBun, and Close
// it. It is safe for concurrent use.
type Store struct {
	*queries
	pools pools
	opts  Options
	codes codes
	gate  *bunstore.Gate
}

// queries keeps the name of an internal package out of the documentation.
type queries = bunstore.Store

var _ chat.Storage = (*Store)(nil)

// Open opens the database in the file at path, and creates the file if there is none
// but its folder is. The path may also be a file: URI, or Memory. It fails, in words,
// when there is something else than a SQLite database or it cannot be written.
//
// Opening one file many times at once, from several processes too, is fine.
func Open(ctx context.Context, path string, opts *Options) (*Store, error) {
	o, err := forOpen(opts)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	at, err := locate(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %q: %w", path, err)
	}
	p, err := openPools(ctx, at, o)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %q: %w", path, codes(native).explain(endedBy(ctx, err)))
	}
	s := newStore(p, o)
	if o.Migrate {
		if err := s.Migrate(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

func newStore(p pools, o Options) *Store {
	s := &Store{pools: p, opts: o, codes: codes(native).or(o.ErrorCode), gate: new(bunstore.Gate)}
	s.queries = bunstore.New(p.write, p.read, bunstore.Config{
		Dialect: dialectOf(s.codes), Prefix: o.Prefix, Patience: o.BusyTimeout, InTx: o.InTx, Gate: s.gate,
		Prepare: !p.theirs,
	})
	return s
}

// Close ends the store: it waits for what is under way, and every later call fails. A
// pool that the host opened stays open. Closing again does nothing.
func (s *Store) Close() error {
	s.gate.Close()
	if err := s.pools.close(); err != nil {
		return fmt.Errorf("sqlite: close: %w", err)
	}
	return nil
}
