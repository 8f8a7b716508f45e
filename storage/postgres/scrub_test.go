package postgres_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestNoByteIsLeft of somebody who was erased, nor of messages that expired: in no file of
// the server, tables, indexes, write-ahead log and statistics alike.
func TestNoByteIsLeft(t *testing.T) {
	c := pgtest.Start(t, "wal_recycle = off", "fsync = off")
	dsn := c.Open(t)
	for name, opts := range map[string]*postgres.Options{"OK": nil, "OKInASchema": {Schema: "talk", Prefix: "x_"}} {
		t.Run(name, func(t *testing.T) {
			s := withLobby(t, dsn, opts)
			drivertest.NoByteIsLeft(t, s, everywhere(c), func(needle string) { lookAround(t, c, s, opts, needle) })
		})
	}
}

// everywhere looks into all files of a server but those that only talk of the present.
func everywhere(c *pgtest.Cluster) drivertest.Found {
	return func(t testing.TB, needle string) map[string]int {
		t.Helper()
		all := map[string]int{}
		err := fs.WalkDir(os.DirFS(c.Dir()), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return gone(err)
			}
			text, err := os.ReadFile(filepath.Join(c.Dir(), name))
			if n := bytes.Count(text, []byte(needle)); n > 0 {
				all[name] = n
			}
			return gone(err)
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
}

// gone leaves out the files that the server removes while the test looks.
func gone(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// lookAround makes sure that the test looks where the server has it: in the tables, in
// indexes, where long texts are kept apart, and in the log.
func lookAround(t *testing.T, c *pgtest.Cluster, s *postgres.Store, opts *postgres.Options, needle string) {
	t.Helper()
	prefix := "chat_"
	if opts != nil {
		prefix = opts.Schema + "." + opts.Prefix
	}
	exec(t, s.Pool(), "ANALYZE", "CHECKPOINT")
	// Compressed, so that it could not be found in the files.
	if kept := ask(t, s.Pool(), "SELECT coalesce(string_agg(tablename || '.' || attname, ', '), '') FROM pg_stats "+
		"WHERE position('"+needle+"' IN coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '')) > 0"); kept != "" {
		t.Errorf("the planner keeps samples of %s", kept)
	}
	all := everywhere(c)(t, needle)
	inLog := 0
	for name, n := range all {
		if strings.HasPrefix(name, "pg_wal/") {
			inLog += n
		}
	}
	if inLog == 0 {
		t.Error("the log of changes knows nothing")
	}
	for what, relation := range map[string]string{
		"messages": "'%messages'", "users": "'%users'", "events": "'%events'", "letters": "'%letters'",
		"client IDs": "'%messages_room_id_author_id_client_id_key'", "subjects": "'%users_provider_subject_key'",
		"long texts": "(SELECT reltoastrelid::regclass FROM pg_class WHERE oid = '%messages'::regclass)",
	} {
		file := ask(t, s.Pool(), "SELECT pg_relation_filepath("+strings.ReplaceAll(relation, "%", prefix)+"::regclass)")
		if all[file] == 0 {
			t.Errorf("nothing in %s, the file of the %s", file, what)
		}
	}
}
