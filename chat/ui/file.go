package ui

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"time"
)

// A file is one embedded file as it is sent.
type file struct {
	content     []byte
	contentType string
	etag        string
	page        bool
}

// contentType does not use the mime package, whose table comes from the host
// system: one that calls .js text/plain would leave the page blank under nosniff.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return ""
}

// load reads every file that has a known type. Reading an embedded file cannot
// fail, and the tests compare the result with the files on disk.
func load(from fs.FS) map[string]file {
	known := map[string]file{}
	_ = fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || contentType(name) == "" {
			return err
		}
		content, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		known[name] = file{
			content:     content,
			contentType: contentType(name),
			etag:        `"` + hex.EncodeToString(sum[:12]) + `"`,
			page:        name == "index.html",
		}
		return nil
	})
	return known
}

// serve sends the file, or 304 to who has it. Nothing is cached without asking:
// the names carry no version, and a page of one release with a module of another
// is a bug nobody can find.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", f.etag)
	if f.page {
		h.Set("Content-Security-Policy", policy)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.content))
}
