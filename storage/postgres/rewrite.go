package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// errRead says that PostgreSQL must keep removed rows, for whoever still sees them.
var errRead = errors.New("somebody has been reading an older state of the database all the time, so that removed rows must stay")

// lockTry is how long the rewriting of a table stands in the queue at a time. Whoever
// wants the table after it waits as long, so that it steps back to let them pass.
const lockTry = time.Second

// rewritten are the tables of which rows are removed or changed, and the index whose order
// they get: that in which they are read.
var rewritten = []struct{ name, index string }{
	{"messages", "messages_room_id_seq_key"},
	{"events", "events_pkey"},
	{"users", "users_pkey"},
	{"rooms", "rooms_pkey"},
	{"members", "members_pkey"},
	{"invites", "invites_pkey"},
	{"reactions", "reactions_pkey"},
	{"revisions", "revisions_pkey"},
	{"bookmarks", "bookmarks_pkey"},
	{"blocks", "blocks_pkey"},
	{"paces", "paces_pkey"},
	{"sanctions", "sanctions_pkey"},
	{"reports", "reports_pkey"},
	{"acts", "acts_pkey"},
	{"files", "files_pkey"},
	{"dropped", "dropped_pkey"},
	{"findable", "findable_pkey"},
	{"indexed", "indexed_pkey"},
	{"mentions", "mentions_pkey"},
	{"follows", "follows_pkey"},
	{"bots", "bots_pkey"},
	{"bot_tokens", "bot_tokens_pkey"},
	{"webhooks", "webhooks_pkey"},
	{"deliveries", "deliveries_pkey"},
	{"letters", "letters_pkey"},
	{"cursors", "cursors_pkey"},
	{"revocations", "revocations_pkey"},
}

// rewrite writes one table anew with CLUSTER. VACUUM FULL does the same, but in no
// transaction, where it could not be given up: it would skip a table that it has no right
// to, and its time-out would stay behind in a session that may be another's.
func (s *Store) rewrite(ctx context.Context, table struct{ name, index string }, mark uint32) error {
	if err := s.unseen(ctx, mark); err != nil {
		return err
	}
	tx, err := s.db.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after the commit this does nothing
	if err := atLength(ctx, tx, min(lockTry, s.opts.Patience)); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf(`CLUSTER %s USING "%s%s"`, s.table(table.name), s.opts.Prefix, table.index))
	if err != nil {
		return err
	}
	if err := s.clean(ctx, tx, table.name, mark); err != nil {
		return err
	}
	return tx.Commit()
}

// unseen looks, before anything is done in vain, whether no one sees what was removed
// before mark. A number of a transaction that runs in any database holds back what those
// see that begin in this one.
func (s *Store) unseen(ctx context.Context, mark uint32) error {
	var who string
	err := s.db.DB.QueryRowContext(ctx, fmt.Sprintf(`SELECT who FROM (
			SELECT 'prepared transaction ' || gid AS who, transaction AS number FROM pg_prepared_xacts
			UNION ALL SELECT 'process ' || pid, backend_xid FROM pg_stat_activity
			UNION ALL SELECT 'replication slot ' || slot_name, xmin FROM pg_replication_slots
			UNION ALL SELECT 'process ' || pid, backend_xmin FROM pg_stat_activity
				WHERE (datname = current_database() OR datname IS NULL)
				AND pid <> pg_backend_pid() AND backend_type <> 'autovacuum worker'
		) AS others WHERE age(number) > age('%d'::xid) ORDER BY age(number) DESC LIMIT 1`, mark)).Scan(&who)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%w: %s", errRead, who)
	}
	return err
}

// clean tells whether a table that was written anew has nothing from before mark. The
// server notes there from which transaction on it had to keep what was removed.
func (s *Store) clean(ctx context.Context, tx *sql.Tx, table string, mark uint32) error {
	var is bool
	err := tx.QueryRowContext(ctx, fmt.Sprintf(
		"SELECT age(relfrozenxid) <= age('%d'::xid) FROM pg_class WHERE oid = '%s'::regclass", mark, s.table(table))).Scan(&is)
	if err == nil && !is {
		err = errRead
	}
	return err
}
