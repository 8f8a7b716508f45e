package jwtauth

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// keyHeader starts a key file, so that another file given by mistake is noticed.
const keyHeader = "parley-key-1 "

// LoadOrCreateKey reads the key in the file, or makes a new one there that only
// the owner may read. Of several that start at once all get the same key.
//
// A file that others may read, that is damaged, or that cannot be read is an error
// and stays as it is: a new key would log everybody out.
func LoadOrCreateKey(path string) (Key, error) {
	if path == "" {
		return Key{}, errors.New("jwtauth: the path of the key file is empty")
	}
	key, err := loadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, wrapKeyFile(path, err)
	}
	if err := createKey(path); err != nil {
		return Key{}, wrapKeyFile(path, err)
	}
	// Read back what is there now: another process may have been first.
	key, err = loadKey(path)
	return key, wrapKeyFile(path, err)
}

func wrapKeyFile(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("jwtauth: key file %s: %w", path, err)
}

// loadKey reads and checks the file.
func loadKey(path string) (Key, error) {
	info, err := os.Stat(path) // before opening, which would wait on a pipe
	if err != nil {
		return Key{}, err
	}
	if !info.Mode().IsRegular() {
		return Key{}, errors.New("it is not a regular file")
	}
	// Windows keeps permissions elsewhere and makes up the bits.
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return Key{}, fmt.Errorf("others may read or change it (mode %04o): run chmod 600 on it, "+
			"or delete it to get a new key, which logs everybody out", mode)
	}
	f, err := os.Open(path) //nolint:gosec // the path is the operator's
	if err != nil {
		return Key{}, err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, 4<<10))
	if err != nil {
		return Key{}, err
	}
	return parseKey(string(text))
}

// parseKey reads what formatKey wrote.
func parseKey(text string) (Key, error) {
	encoded, ok := strings.CutPrefix(strings.TrimRight(text, "\r\n"), keyHeader)
	secret, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if !ok || err != nil || len(secret) != minSecret {
		return Key{}, errors.New("it is damaged or no key file: restore it, " +
			"or delete it to get a new key, which logs everybody out")
	}
	return Key{Secret: secret}.withID(), nil
}

func formatKey(secret []byte) string {
	return keyHeader + base64.RawURLEncoding.EncodeToString(secret) + "\n"
}

// createKey writes a new key beside the path and then gives it that name, which
// fails when there is one already: nobody ever sees half a key, or replaces one.
func createKey(path string) (err error) {
	var secret [minSecret]byte
	_, _ = rand.Read(secret[:])                                     // never fails
	temp, err := os.CreateTemp(filepath.Dir(path), ".parley-key-*") // mode 0600
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(temp.Name())) }()
	_, err = temp.WriteString(formatKey(secret[:]))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	switch err = os.Link(temp.Name(), path); {
	case err == nil:
		return syncDir(filepath.Dir(path))
	case errors.Is(err, fs.ErrExist):
		return nil
	}
	return writeNew(path, formatKey(secret[:]))
}

// writeNew is for file systems without hard links. One write of so little is
// complete for whoever reads after it, and what a crash leaves is reported as
// damaged.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is the operator's
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// syncDir makes the new name last through a power cut: a key that vanished would
// log everybody out. Windows cannot, and needs not.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // the path is the operator's
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	return nil
}
