package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// seed is what the database of the first version held.
type seed struct {
	users    []seedUser
	messages []seedMessage
}

type seedUser struct {
	id                    int64
	provider, login       string
	name, avatar, profile string
	since                 time.Time
}

type seedMessage struct {
	id, author int64
	text       string
	created    time.Time
}

// unknownAuthor is the author of messages that are older than log-in, or whose author
// is gone.
const unknownAuthor = 0

// readSeed reads the whole old database, in one state, without changing it.
func readSeed(ctx context.Context, path string) (s *seed, err error) {
	info, err := os.Stat(path) //nolint:gosec // whoever runs it may name any file
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errors.New("it is a directory")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}).String())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	return readSeedTx(ctx, tx)
}

func readSeedTx(ctx context.Context, tx *sql.Tx) (*seed, error) {
	columns, err := columnsOf(ctx, tx, "messages")
	if err != nil {
		return nil, err
	}
	if !columns["id"] || !columns["content"] || !columns["created"] {
		return nil, errors.New("it is not a database of the first version: no table messages(id, content, created)")
	}
	s := &seed{}
	if err := s.readMessages(ctx, tx, columns["user_id"]); err != nil {
		return nil, fmt.Errorf("table messages: %w", err)
	}
	if err := s.readUsers(ctx, tx); err != nil {
		return nil, fmt.Errorf("table users: %w", err)
	}
	s.adopt()
	return s, nil
}

// columnsOf returns the columns of a table; none when it does not exist.
func columnsOf(ctx context.Context, tx *sql.Tx, table string) (map[string]bool, error) {
	names := map[string]bool{}
	err := query(ctx, tx, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		names[name] = true
		return err
	}, "SELECT name FROM pragma_table_info(?)", table)
	return names, err
}

func (s *seed) readMessages(ctx context.Context, tx *sql.Tx, withAuthor bool) error {
	author := "0" // part 1 had no users
	if withAuthor {
		author = "COALESCE(user_id, 0)"
	}
	return query(ctx, tx, func(scan func(...any) error) error {
		var m seedMessage
		var created any
		var content sql.NullString
		if err := scan(&m.id, &content, &created, &m.author); err != nil {
			return err
		}
		if m.id < 1 {
			return fmt.Errorf("message %d: numbers below 1 have no place here", m.id)
		}
		m.text = plainText(content.String)
		var err error
		if m.created, err = seedTime(created); err != nil {
			return fmt.Errorf("message %d: %w", m.id, err)
		}
		s.messages = append(s.messages, m)
		return nil
	}, "SELECT id, content, created, "+author+" FROM messages ORDER BY id")
}

func (s *seed) readUsers(ctx context.Context, tx *sql.Tx) error {
	columns, err := columnsOf(ctx, tx, "users")
	if err != nil || len(columns) == 0 {
		return err
	}
	return query(ctx, tx, func(scan func(...any) error) error {
		var u seedUser
		var name, profile, avatar sql.NullString
		if err := scan(&u.id, &u.provider, &u.login, &name, &profile, &avatar); err != nil {
			return err
		}
		u.name, u.profile, u.avatar = cmp.Or(name.String, u.login), profile.String, avatar.String
		s.users = append(s.users, u)
		return nil
	}, "SELECT id, login_type, login_id, display_name, profile_url, avatar_url FROM users ORDER BY id")
}

// adopt gives every user a first time and every message an author: Unknown where the
// old database names none.
func (s *seed) adopt() {
	epoch := time.Unix(0, 0).UTC()
	s.users = append(s.users, seedUser{id: unknownAuthor, provider: "seed", login: "unknown", name: "Unknown"})
	at := map[int64]int{}
	for i := range s.users {
		s.users[i].since = epoch
		at[s.users[i].id] = i
	}
	used := false
	for i := range s.messages {
		m := &s.messages[i]
		if _, ok := at[m.author]; !ok {
			m.author = unknownAuthor
		}
		used = used || m.author == unknownAuthor
		if u := &s.users[at[m.author]]; u.since == epoch || m.created.Before(u.since) {
			u.since = m.created
		}
	}
	if !used {
		s.users = s.users[:len(s.users)-1]
	}
}

// plainText is what the author typed: the old filter wrote every "<" as "&lt;". What
// no database here can keep is dropped.
func plainText(content string) string {
	content = strings.ReplaceAll(content, "&lt;", "<")
	return strings.ToValidUTF8(strings.ReplaceAll(content, "\x00", ""), "\uFFFD")
}

// seedTimes are the forms in which SQLite and its drivers keep times.
var seedTimes = []string{time.DateTime, "2006-01-02 15:04:05.999999999", time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateOnly}

// seedTime reads a time, in UTC.
func seedTime(v any) (time.Time, error) {
	switch v := v.(type) {
	case time.Time:
		return v.UTC(), nil
	case int64: // a Date of JavaScript: milliseconds
		return time.UnixMilli(v).UTC(), nil
	case string:
		for _, form := range seedTimes {
			if t, err := time.Parse(form, v); err == nil {
				return t.UTC(), nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("created is %v, which is no time", v)
}

// query calls row for each row.
func query(ctx context.Context, tx *sql.Tx, row func(scan func(...any) error) error, text string, args ...any) (err error) {
	rows, err := tx.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
