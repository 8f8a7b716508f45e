package blobdir_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/blobdir"
	"github.com/parleychat/parley/storage/blobtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, dir string) *blobdir.Store {
	t.Helper()
	s, err := blobdir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestPromises(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) chat.Blobs { return open(t, t.TempDir()) })
}

// filled has a sealed blob and half of one.
func filled(t *testing.T, dir string) *blobdir.Store {
	t.Helper()
	s := open(t, dir)
	_, err := s.Append(t.Context(), "whole", 0, strings.NewReader("all of it"))
	_, err2 := s.Append(t.Context(), "half", 0, strings.NewReader("half"))
	if err := errors.Join(err, err2, s.Seal(t.Context(), "whole")); err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t *testing.T, s *blobdir.Store, id chat.BlobID) string {
	t.Helper()
	f, err := s.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAnotherStart finds what another process left, whole or half-written.
func TestAnotherStart(t *testing.T) {
	dir := t.TempDir()
	if err := filled(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	if _, err := s.Append(t.Context(), "half", 4, strings.NewReader(" and half")); err != nil {
		t.Fatal(err)
	}
	if err := s.Seal(t.Context(), "half"); err != nil {
		t.Fatal(err)
	}
	if a, b := read(t, s, "whole"), read(t, s, "half"); a != "all of it" || b != "half and half" {
		t.Errorf("%q and %q", a, b)
	}
}

// TestModes: others may not read, and nobody execute.
func TestModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "on", "the", "way")
	filled(t, dir)
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		} else {
			files++
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || files != 2 {
		t.Errorf("%d files: %v", files, err)
	}
}

// TestLinks: a symbolic link in the directory leads nowhere.
func TestLinks(t *testing.T) {
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := filled(t, dir)
	found, err := filepath.Glob(filepath.Join(dir, "*", "whole"))
	if err != nil || len(found) != 1 {
		t.Fatalf("found %v: %v", found, err)
	}
	if err := errors.Join(os.Remove(found[0]), os.Symlink(secret, found[0])); err != nil {
		t.Fatal(err)
	}
	if f, err := s.Open(t.Context(), "whole"); err == nil {
		_ = f.Close()
		t.Error("a file outside of the directory was opened")
	}
	if err := s.Delete(t.Context(), "whole"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(secret); err != nil {
		t.Errorf("what it led to: %v", err)
	}
}

// TestForeignFiles lie about in the directory, and are nobody's blobs.
func TestForeignFiles(t *testing.T) {
	dir := t.TempDir()
	s := filled(t, dir)
	for _, name := range []string{"README", "00/lost+found", "00/whole", "00/.DS_Store"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	if err := s.Each(t.Context(), func(chat.BlobInfo) error { n++; return nil }); err != nil || n != 2 {
		t.Errorf("%d blobs: %v", n, err)
	}
}

func TestOpen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"ErrNoDirectory": "", "ErrIsAFile": file, "ErrBelowAFile": filepath.Join(file, "x")} {
		t.Run(name, func(t *testing.T) {
			if s, err := blobdir.Open(dir); err == nil {
				_ = s.Close()
				t.Error("no error")
			}
		})
	}
}

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "files")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	blobs, err := blobdir.Open(dir)
	if err != nil {
		log.Fatal(err)
	}
	defer blobs.Close()
	ctx := context.Background()
	n, err := blobs.Append(ctx, "some-file", 0, strings.NewReader("Hello"))
	fmt.Println(n, err, blobs.Seal(ctx, "some-file"))
	// Output: 5 <nil> <nil>
}
