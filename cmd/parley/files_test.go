package main

import (
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bytesIn finds a text in the files below a directory.
func bytesIn(t *testing.T, dir, text string) (files, found int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files++
		found += strings.Count(string(b), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, found
}

// read is what somebody gets at an address.
func (p *process) read(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(p.url + "/" + url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// TestFiles: they are beside the database, survive a kill, come along with an export, and
// go with who is erased.
func TestFiles(t *testing.T) {
	db := filepath.Join(t.TempDir(), "chat.db")
	dir := db + ".files"
	p := on(t, db, "--files", dir)
	p.restart()
	ann := p.guest("Ann")
	var up struct{ ID, URL string }
	ann.must(201, "POST /api/v1/uploads", map[string]any{"name": "a.txt", "size": 17}, &up)
	const text = "what Ann attached"
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, p.url+"/api/v1/uploads/"+up.ID, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/offset+octet-stream")
	req.Header.Set("Upload-Offset", "0")
	res, err := ann.client.Do(req)
	if err != nil || res.StatusCode != 204 {
		t.Fatalf("%v %v", res, err)
	}
	_ = res.Body.Close()
	ann.must(201, "POST /api/v1/rooms/lobby/messages", map[string]any{"text": "", "attachments": []string{up.ID}}, nil)
	p.kill()
	p.restart()
	if code, got := p.read(t, up.URL); code != 200 || got != text {
		t.Errorf("after a restart: %d %q", code, got)
	}
	if files, found := bytesIn(t, dir, text); files != 1 || found != 1 {
		t.Errorf("%d files, and it stands there %d times", files, found)
	}
	t.Run("ExportAndImport", func(t *testing.T) {
		room, copied := filepath.Join(t.TempDir(), "room"), filepath.Join(t.TempDir(), "copy.db")
		succeed(t, "export", "room", "lobby", "--db", db, "--files", dir, "--out", room)
		if out := succeed(t, "import", room, "--db", copied, "--files", copied+".files"); !strings.Contains(out, "1 files and 1 messages imported") {
			t.Errorf("it says %s", out)
		}
		other := on(t, copied, "--files", copied+".files")
		other.restart()
		if code, got := other.read(t, up.URL); code != 200 || got != text {
			t.Errorf("of the copy: %d %q", code, got)
		}
	})
	t.Run("Erase", func(t *testing.T) {
		succeed(t, "erase", "user", ann.id, "--yes", "--db", db, "--files", dir)
		if files, _ := bytesIn(t, dir, text); files != 0 {
			t.Errorf("%d files are left", files)
		}
		if code, _ := p.read(t, up.URL); code != 404 {
			t.Errorf("it is served: %d", code)
		}
	})
	t.Run("Sweep", func(t *testing.T) {
		if out := succeed(t, "sweep", "--db", db, "--files", dir); !strings.Contains(out, "and 0 files") {
			t.Errorf("it says %s", out)
		}
	})
}

func TestFilesDir(t *testing.T) {
	for name, c := range map[string]struct {
		d    database
		want string
	}{
		"BesideTheFile": {database{db: "/x/chat.db"}, "/x/chat.db.files"},
		"OfAURI":        {database{db: "file:/x/chat.db?mode=rwc"}, "/x/chat.db.files"},
		"PostgreSQL":    {database{db: "postgres://a@b/c"}, "parley.files"},
		"AsTold":        {database{db: "/x/chat.db", files: "/y"}, "/y"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.d.filesDir(); got != c.want {
				t.Error(got)
			}
		})
	}
	t.Run("None", func(t *testing.T) {
		d := database{db: "memory", files: "none"}
		if b, err := d.openFiles(); err != nil || orNil(b) != nil {
			t.Errorf("%v %v", b, err)
		}
	})
	t.Run("Memory", func(t *testing.T) {
		d := database{db: "memory"}
		if b, err := d.openFiles(); err != nil || b == nil {
			t.Errorf("%v %v", b, err)
		}
	})
	t.Run("ErrNoDirectory", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		d := database{db: "memory", files: file}
		if _, err := d.openFiles(); err == nil || !strings.Contains(err.Error(), "--files") {
			t.Error(err)
		}
	})
	t.Run("ToolsMakeNone", func(t *testing.T) {
		d := database{db: filepath.Join(t.TempDir(), "chat.db")}
		if b, err := d.findFiles(); err != nil || orNil(b) != nil {
			t.Errorf("%v %v", b, err)
		}
		if _, err := os.Stat(d.filesDir()); !os.IsNotExist(err) {
			t.Error("a directory was made")
		}
	})
}
