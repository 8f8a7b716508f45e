package jwtauth_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/auth/jwtauth"
)

func TestLoadOrCreateKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "parley.key")
	made, err := jwtauth.LoadOrCreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	read, err := jwtauth.LoadOrCreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if made.ID == "" || made.ID != read.ID || string(made.Secret) != string(read.Secret) {
		t.Errorf("made %v, read %v", made, read)
	}
	mustAccept(t, newAuth(t, nil, read), withCookie(issue(t, newAuth(t, nil, made), ann)))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the mode is %04o", mode)
	}
	onlyFile(t, path)
}

// TestLoadOrCreateKeyAtOnce: of several processes that start, none may end with a
// key that the others do not have.
func TestLoadOrCreateKeyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "parley.key")
	const starters = 20
	keys, errs := make([]jwtauth.Key, starters), make([]error, starters)
	var start, end sync.WaitGroup
	start.Add(1)
	for i := range starters {
		end.Go(func() {
			start.Wait()
			keys[i], errs[i] = jwtauth.LoadOrCreateKey(path)
		})
	}
	start.Done()
	end.Wait()
	for i := range starters {
		if errs[i] != nil || keys[i].ID != keys[0].ID || keys[i].ID == "" {
			t.Errorf("starter %d got %v, %v; the first got %v", i, keys[i], errs[i], keys[0])
		}
	}
	onlyFile(t, path)
}

// onlyFile checks that no copy of the secret was left beside the file.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("the directory has %d files: %v", len(entries), entries)
	}
}

func TestLoadOrCreateKeyRefuses(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.key")
	if _, err := jwtauth.LoadOrCreateKey(good); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		text string
		mode os.FileMode
		want string
	}{
		{"ErrGroupMayRead", string(text), 0o640, "chmod 600"},
		{"ErrOthersMayWrite", string(text), 0o602, "chmod 600"},
		{"ErrEmpty", "", 0o600, "damaged"},
		{"ErrHalfWritten", string(text[:30]), 0o600, "damaged"},
		{"ErrLonger", strings.TrimSpace(string(text)) + "AAAA\n", 0o600, "damaged"},
		{"ErrAnotherFile", "SQLite format 3\x00", 0o600, "no key file"},
		{"ErrHuge", strings.Repeat(string(text), 1000), 0o600, "damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "parley.key")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tt.mode); err != nil {
				t.Fatal(err)
			}
			key, err := jwtauth.LoadOrCreateKey(path)
			if err == nil || key.Secret != nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, %v; want an error about %s", key, err, tt.want)
			}
			if now, _ := os.ReadFile(path); string(now) != tt.text {
				t.Error("the file was changed")
			}
		})
	}
	for name, path := range map[string]string{
		"ErrNoPath":      "",
		"ErrNoDirectory": filepath.Join(t.TempDir(), "none", "parley.key"),
		"ErrDirectory":   t.TempDir(),
	} {
		t.Run(name, func(t *testing.T) {
			if key, err := jwtauth.LoadOrCreateKey(path); err == nil || key.Secret != nil {
				t.Errorf("got %v, %v; want an error", key, err)
			}
		})
	}
}
