package sqlite

import (
	"context"
	"fmt"
)

// SchemaVersion returns the number of the latest migration that ran, whoever ran it, or 0
// if none did.
func (s *Store) SchemaVersion(ctx context.Context) (version int, err error) {
	err = s.gate.Do(func() (err error) {
		version, err = s.version(ctx, s.pools.read.DB)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("sqlite: schema version: %w", s.codes.explain(endedBy(ctx, err)))
	}
	return version, nil
}
