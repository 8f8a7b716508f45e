package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A step is one migration.
type step struct {
	version int
	name    string
	sql     string
}

// after returns the steps that a schema of that version still needs.
func after(version int, steps []step) ([]step, error) {
	if last := steps[len(steps)-1].version; version > last {
		return nil, fmt.Errorf("the schema is at version %d and this program knows only %d: "+
			"it was written by a newer program", version, last)
	}
	i := slices.IndexFunc(steps, func(s step) bool { return s.version > version })
	if i < 0 {
		return nil, nil
	}
	return steps[i:], nil
}

// parseSteps reads a folder of files NNNN_what.sql, numbered from 1 without holes.
func parseSteps(files fs.FS) ([]step, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	steps := make([]step, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		number, _, _ := strings.Cut(path.Base(name), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			return nil, fmt.Errorf("migration %s should be number %d", name, i+1)
		}
		steps[i] = step{version: i + 1, name: name, sql: string(text)}
	}
	if len(steps) == 0 {
		return nil, errors.New("no migrations")
	}
	return steps, nil
}
