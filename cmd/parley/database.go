package main

import (
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/parleychat/parley/cmd/internal/cli"
	"github.com/parleychat/parley/storage/sqlite"
)

// A database is where a command was told to find the chat.
type database struct {
	db             string
	prefix, schema string
	files          string
}

// flags are the same for every command.
func (d *database) flags(fs *flag.FlagSet) {
	fs.StringVar(&d.db, "db", "parley.db", "`database`: a SQLite file, or postgres://user@host/name (better given as PARLEY_DB when there is a password in it); memory is one that nothing is left of")
	fs.StringVar(&d.prefix, "table-prefix", "chat_", "what the `names` of all tables begin with")
	fs.StringVar(&d.schema, "schema", "", "PostgreSQL `schema` of the tables, made when absent (default: the first of the search_path)")
}

// keywords find an address of PostgreSQL as keywords, as psql takes it.
var keywords = regexp.MustCompile(`(^|\s)(host|hostaddr|service)\s*=`)

// isPostgres tells an address of PostgreSQL from the name of a file.
func isPostgres(db string) bool {
	return strings.HasPrefix(db, "postgres://") || strings.HasPrefix(db, "postgresql://") || keywords.MatchString(db)
}

func (d *database) postgres() bool { return isPostgres(d.db) }

// memory tells whether nothing is left of the database when the program ends.
func (d *database) memory() bool { return d.path() == sqlite.Memory }

// path is where SQLite has the database: the file, without what a URI has besides.
func (d *database) path() string {
	rest, uri := strings.CutPrefix(d.db, "file:")
	rest, query, _ := strings.Cut(rest, "?")
	switch {
	case d.db == "memory" || uri && strings.Contains("&"+query+"&", "&mode=memory&"):
		return sqlite.Memory
	case !uri:
		return d.db
	}
	rest, _, _ = strings.Cut(rest, "#")
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		_, after, _ = strings.Cut(after, "/")
		rest = "/" + after
	}
	if path, err := url.PathUnescape(rest); err == nil {
		rest = path
	}
	return rest
}

// address is what the driver is told.
func (d *database) address() string {
	if d.memory() {
		return sqlite.Memory
	}
	return d.db
}

// check finds what no driver would understand.
func (d *database) check() error {
	switch {
	case d.db == "":
		return errors.New("--db must name a file or a PostgreSQL database")
	case d.schema != "" && !d.postgres():
		return errors.New("--schema is for PostgreSQL; SQLite has none")
	case d.postgres():
		_, err := pgx.ParseConfig(d.db)
		return unreadable(err)
	}
	return nil
}

// unreadable says what is wrong with an address without repeating any of it: in one that
// cannot be read nobody knows where the password is.
func unreadable(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	why := text[strings.LastIndex(text, "`: ")+1:]
	why, _, _ = strings.Cut(strings.TrimPrefix(why, ": "), " (")
	return fmt.Errorf("--db is no address that PostgreSQL understands, such as postgres://user:password@host:5432/name: %s", why)
}

// String is what may be shown: no password, and nothing that could hold one.
func (d *database) String() string { return redacted(d.db) }

// redacted is a word of the command line as it may be repeated.
func redacted(word string) string {
	if !isPostgres(word) {
		return word
	}
	config, err := pgx.ParseConfig(word)
	if err != nil {
		return "postgres://…"
	}
	u := url.URL{Scheme: "postgres", Host: fmt.Sprintf("%s:%d", config.Host, config.Port), Path: "/" + config.Database}
	if strings.HasPrefix(config.Host, "/") { // a socket
		u.Host, u.RawQuery = "", url.Values{"host": {config.Host}}.Encode()
	}
	return u.String()
}

// there returns an error unless there is a database: opening a file that is not there
// would make one.
func (d *database) there() error {
	if d.memory() {
		return cli.Usage(errors.New("--db memory: there is nothing in it"))
	}
	if d.postgres() {
		return nil
	}
	_, err := os.Stat(d.path()) //nolint:gosec // whoever runs it may name any file
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no database %s; parley migrate up makes one", d.path())
	}
	return err
}
