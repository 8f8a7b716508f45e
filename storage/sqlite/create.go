package sqlite

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// create makes an empty database file that only its owner can read, if there is none;
// SQLite gives the files beside it the same mode.
//
// The file is made under another name first and never closed under its own: closing
// any descriptor of a file ends the locks that this process holds on it, those of
// another store in the same process too.
func create(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	draft := path + "-new-" + rand.Text()
	f, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the host chose the path
	if cause := (*fs.PathError)(nil); errors.As(err, &cause) {
		return fmt.Errorf("its directory cannot be written: %w", cause.Err)
	}
	// Somebody may have been quicker; and where there are no links SQLite makes the file.
	_ = errors.Join(f.Close(), os.Link(draft, path))
	return os.Remove(draft)
}
