package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/migration"
)

var _ chat.SchemaChecker = (*Store)(nil)

// CheckSchema returns an error that says what to do unless the schema is the one that
// this version of the package works with, on a server that it can work with.
func (s *Store) CheckSchema(ctx context.Context) error {
	err := s.gate.Do(func() error { return errors.Join(s.checkVersion(ctx), s.checkSession(ctx)) })
	if err != nil {
		return fmt.Errorf("postgres: check schema: %w", explain(endedBy(ctx, err)))
	}
	return nil
}

func (s *Store) checkVersion(ctx context.Context) error {
	set, err := migration.Read(s.Migrations())
	if err != nil {
		return err
	}
	version, err := s.version(ctx, s.db.DB)
	if err != nil {
		return err
	}
	return set.Check(version)
}

// version returns the number of the latest migration that ran, or 0. It asks the catalog
// as a table: to_regclass, in a transaction that waited for whoever made the table, may
// still answer from before.
func (s *Store) version(ctx context.Context, db migration.Conn) (int, error) {
	schemas := "current_schemas(false)"
	if s.opts.Schema != "" {
		schemas = "ARRAY['" + s.opts.Schema + "']"
	}
	var n, version int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "+
		"WHERE c.relname = '"+s.opts.Prefix+"schema' AND n.nspname = ANY ("+schemas+"::name[])").Scan(&n)
	if err != nil || n == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM "+s.table("schema")).Scan(&version)
	return version, err
}

// table is the quoted name of a table.
func (s *Store) table(name string) string {
	quoted := `"` + s.opts.Prefix + name + `"`
	if s.opts.Schema != "" {
		quoted = `"` + s.opts.Schema + `".` + quoted
	}
	return quoted
}

// checkSession refuses a pool whose connections would store something else than what
// they are given, or nothing.
func (s *Store) checkSession(ctx context.Context) error {
	var backslashes, encoding, dates, readOnly string
	err := s.db.DB.QueryRowContext(ctx, "SELECT current_setting('standard_conforming_strings'), current_setting('server_encoding'), "+
		"current_setting('DateStyle'), current_setting('transaction_read_only')").Scan(&backslashes, &encoding, &dates, &readOnly)
	switch {
	case err != nil:
		return err
	case backslashes != "on":
		return errors.New("standard_conforming_strings is off, and the chat needs it on: a backslash would be no backslash")
	case encoding != "UTF8":
		return fmt.Errorf("the database is encoded in %s and the chat needs UTF8", encoding)
	case !strings.HasPrefix(dates, "ISO"):
		return fmt.Errorf("DateStyle is %q and the chat needs ISO: times could not be read", dates)
	case readOnly != "off":
		return errors.New("the server, or the database, is read-only and the chat must write it")
	}
	return nil
}
