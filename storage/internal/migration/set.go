package migration

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Step is one migration.
type Step struct {
	Version int
	// Name is the name of its file.
	Name string
	SQL  string
}

// A Set is all the migrations that this version of a driver knows, in order.
type Set struct{ steps []Step }

// Conn is where SQL runs: a pool, or a transaction.
type Conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A Version looks up the number of the latest migration that ran, 0 if none did.
type Version func(ctx context.Context, db Conn) (int, error)

// Read reads a folder of files NNNN_what.up.sql, numbered from 1 without holes.
func Read(files fs.FS) (Set, error) {
	names, err := fs.Glob(files, "*.up.sql")
	if err != nil {
		return Set{}, err
	}
	if len(names) == 0 {
		return Set{}, errors.New("no migrations")
	}
	slices.Sort(names)
	steps := make([]Step, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return Set{}, err
		}
		number, _, _ := strings.Cut(path.Base(name), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			return Set{}, fmt.Errorf("migration %s should be number %d", name, i+1)
		}
		steps[i] = Step{Version: i + 1, Name: name, SQL: string(text)}
	}
	return Set{steps}, nil
}

// Latest is the version that a current schema has.
func (s Set) Latest() int { return len(s.steps) }

// after returns the steps that a schema of that version still needs.
func (s Set) after(version int) ([]Step, error) {
	if version > s.Latest() {
		return nil, fmt.Errorf("the schema is at version %d and this program knows only %d: "+
			"it was written by a newer program", version, s.Latest())
	}
	return s.steps[max(version, 0):], nil
}

// Check returns an error that says what to do unless version is the latest.
func (s Set) Check(version int) error {
	todo, err := s.after(version)
	if err == nil && len(todo) > 0 {
		err = fmt.Errorf("the schema is at version %d and %d is needed: call Store.Migrate, "+
			"open with Options.Migrate, or run parley migrate up", version, s.Latest())
	}
	return err
}

// Apply runs the steps that are missing and returns them. What it runs in must be a
// transaction, so that an error leaves nothing behind.
func (s Set) Apply(ctx context.Context, tx Conn, version Version) ([]Step, error) {
	at, err := version(ctx, tx)
	if err != nil {
		return nil, err
	}
	todo, err := s.after(at)
	if err != nil {
		return nil, err
	}
	for _, step := range todo {
		if _, err := tx.ExecContext(ctx, step.SQL); err != nil {
			return nil, fmt.Errorf("%s: %w", step.Name, err)
		}
		if v, err := version(ctx, tx); err != nil || v != step.Version {
			return nil, errors.Join(err, fmt.Errorf("%s left the schema at version %d", step.Name, v))
		}
	}
	return todo, nil
}
