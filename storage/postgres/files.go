package postgres

import (
	"embed"
	"io/fs"
	"regexp"

	"github.com/parleychat/parley/storage/internal/migration"
)

// files are the migrations for the default prefix. A file that was released never
// changes; what comes later is a file with the next number, which ends by entering
// that number in chat_schema.
//
//go:embed migrations/*.sql
var files embed.FS

// ourNames finds where an identifier with the default prefix starts, and whether it is
// the name of an index or constraint that is being made: those go to the schema of their
// table and must not name one.
var ourNames = regexp.MustCompile(`((?:CREATE(?: UNIQUE)? INDEX|CONSTRAINT) )?\b` + defaultPrefix)

// Migrations returns the migrations as plain SQL files in one folder, to be run in the
// order of their names, for hosts that have their own tool for that: goose and
// golang-migrate take them as they are. They carry the store's table prefix and, if
// Options.Schema is set, that schema, which has to be there.
func (s *Store) Migrations() fs.FS {
	root, err := fs.Sub(files, "migrations")
	if err != nil {
		root = files // unreachable: the name is valid
	}
	return migration.Renamed(root, s.rename)
}

func (s *Store) rename(text []byte) []byte {
	table := s.opts.Prefix
	if s.opts.Schema != "" {
		table = `"` + s.opts.Schema + `".` + table
	}
	return ourNames.ReplaceAllFunc(text, func(match []byte) []byte {
		if making := len(match) - len(defaultPrefix); making > 0 {
			return append(match[:making:making], s.opts.Prefix...)
		}
		return []byte(table)
	})
}
