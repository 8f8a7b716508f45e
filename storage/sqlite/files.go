package sqlite

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

const defaultPrefix = "chat_"

// ourNames finds where an identifier with the default prefix starts.
var ourNames = regexp.MustCompile(`\b` + defaultPrefix)

// Migrations returns the migrations as plain SQL files in one folder, to be run in the
// order of their names, for hosts that have their own tool for that: goose and
// golang-migrate take them as they are. They carry the store's table prefix.
func (s *Store) Migrations() fs.FS {
	root, err := fs.Sub(files, "migrations")
	if err != nil {
		root = files // unreachable: the name is valid
	}
	return migration.Renamed(root, func(text []byte) []byte {
		return ourNames.ReplaceAll(text, []byte(s.opts.Prefix))
	})
}
