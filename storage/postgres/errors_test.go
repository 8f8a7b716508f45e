package postgres_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/internal/drivertest"
	"github.com/parleychat/parley/storage/postgres"
	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestErrorsByCode breaks every constraint there is: only the keys are ErrExists.
func TestErrorsByCode(t *testing.T) {
	s := withLobby(t, pgtest.Open(t), nil)
	drivertest.Post(t, s, 1)
	for name, c := range map[string]struct {
		sql    string
		unique bool
	}{
		"PrimaryKey": {sql: `INSERT INTO chat_revocations VALUES ('a', now()), ('a', now())`, unique: true},
		"Unique":     {sql: `INSERT INTO chat_users (id, provider, subject, display_name, avatar_url, profile_url) VALUES ('x', '', '', '', '', ''), ('y', '', '', '', '', '')`, unique: true},
		"Slug":       {sql: `INSERT INTO chat_rooms SELECT 'x', kind, slug, name, topic, ref, 0, 0, 0, '' FROM chat_rooms`, unique: true},
		"ForeignKey": {sql: `INSERT INTO chat_events VALUES ('none', 1, '', '', '', '', NULL)`},
		"NotNull":    {sql: `INSERT INTO chat_revocations VALUES ('b', NULL)`},
		"Check":      {sql: `UPDATE chat_rooms SET pruned = rev + 1`},
		"Type":       {sql: `UPDATE chat_rooms SET rev = 'x'`},
		"TooBig":     {sql: `UPDATE chat_rooms SET rev = 9223372036854775808`},
		"Syntax":     {sql: `SELEKT`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Pool().ExecContext(t.Context(), c.sql)
			if err == nil || postgres.Unique(err) != c.unique || postgres.Again(err) || postgres.Lost(err) {
				t.Errorf("unique %t, again %t, lost %t: %v", postgres.Unique(err), postgres.Again(err), postgres.Lost(err), err)
			}
		})
	}
}

// TestErrors tells apart what cannot be brought about at will.
func TestErrors(t *testing.T) {
	server := func(code string) error { return fmt.Errorf("wrapped: %w", &pgconn.PgError{Code: code}) }
	for name, c := range map[string]struct {
		err         error
		again, lost bool
		says        string
	}{
		"Serialization":    {err: server("40001"), again: true},
		"Deadlock":         {err: server("40P01"), again: true},
		"LockNotAvailable": {err: server("55P03"), again: true, says: "another program holds"},
		"TooMany":          {err: server("53300"), again: true, says: "no connection left"},
		"Starting":         {err: server("57P03"), again: true, says: "starting or stopping"},
		"AdminShutdown":    {err: server("57P01"), again: true, lost: true, says: "cannot be reached"},
		"CrashShutdown":    {err: server("57P02"), again: true, lost: true, says: "cannot be reached"},
		"ConnectionClass":  {err: server("08006"), again: true, lost: true, says: "cannot be reached"},
		"DiskFull":         {err: server("53100"), says: "disk is full"},
		"ReadOnly":         {err: server("25006"), says: "read-only"},
		"NoRights":         {err: server("42501"), says: "may not do this"},
		"NoSchema":         {err: server("3F000"), says: "no schema"},
		"Cancelled":        {err: server("57014")},
		"Internal":         {err: server("XX000")},
		"Network":          {err: &net.OpError{Op: "read", Err: errors.New("reset")}, again: true, lost: true, says: "cannot be reached"},
		"EOF":              {err: fmt.Errorf("wrapped: %w", io.ErrUnexpectedEOF), again: true, lost: true, says: "cannot be reached"},
		"BadConn":          {err: driver.ErrBadConn, again: true, lost: true, says: "cannot be reached"},
		"NothingWasSent":   {err: unsent{}, again: true, says: "cannot be reached"},
		"NoRows":           {err: sql.ErrNoRows},
		"Ended":            {err: context.Canceled},
		"None":             {},
		"OnlyItsText":      {err: errors.New("duplicate key value (SQLSTATE 23505), 40001, connection reset by peer")},
	} {
		t.Run(name, func(t *testing.T) {
			if postgres.Unique(c.err) || postgres.Again(c.err) != c.again || postgres.Lost(c.err) != c.lost {
				t.Errorf("unique %t, again %t, lost %t", postgres.Unique(c.err), postgres.Again(c.err), postgres.Lost(c.err))
			}
			words := postgres.Explain(c.err)
			if !errors.Is(words, c.err) || c.err != nil && !strings.Contains(words.Error(), c.says) || c.says == "" && words != c.err {
				t.Errorf("in words: %v", words)
			}
		})
	}
}

// unsent is what pgx says when it did not even begin to send, as on a closed connection.
type unsent struct{}

func (unsent) Error() string     { return "conn closed" }
func (unsent) SafeToRetry() bool { return true }

// TestDiskFullIsSaid has the server say so when a message is stored.
func TestDiskFullIsSaid(t *testing.T) {
	s := withLobby(t, pgtest.Open(t), nil)
	drivertest.Post(t, s, 1)
	exec(t, s.Pool(), `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`,
		`CREATE TRIGGER full_disk BEFORE INSERT ON chat_events FOR EACH ROW EXECUTE FUNCTION full_disk()`)
	_, _, err := s.AddMessage(t.Context(), drivertest.Note("2"))
	outage(t, "AddMessage", err)
	_, err = s.UpdateMessage(t.Context(), "message-1", chat.Change{Kind: chat.MessageUpdated}, func(*chat.Message) error { return nil })
	outage(t, "UpdateMessage", err)
	exec(t, s.Pool(), `DROP TRIGGER full_disk ON chat_events`)
	if m, _, err := s.AddMessage(t.Context(), drivertest.Note("2")); err != nil || m.Seq != 2 {
		t.Errorf("seq %d once there is room: %v", m.Seq, err)
	}
	if clients, err := drivertest.Holes(t.Context(), s); err != nil || len(clients) != 2 {
		t.Errorf("%d messages: %v", len(clients), err)
	}
}
