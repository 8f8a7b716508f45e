package jwtauth

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteNew is the way of file systems without hard links, which tests have not.
func TestWriteNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "parley.key")
	first, second := bytes.Repeat([]byte("1"), minSecret), bytes.Repeat([]byte("2"), minSecret)
	for _, secret := range [][]byte{first, second} {
		if err := writeNew(path, formatKey(secret)); err != nil {
			t.Fatal(err)
		}
	}
	key, err := LoadOrCreateKey(path)
	if err != nil || !bytes.Equal(key.Secret, first) {
		t.Errorf("got %v, %v; the first key must stay", key, err)
	}
	if err := writeNew(filepath.Join(path, "x"), "x"); err == nil {
		t.Error("a key was written below a file")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v, %v", info, err)
	}
}
