package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// A file is one embedded file as it is sent.
type file struct {
	content     []byte
	zipped      []byte // the same compressed with gzip
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
	case ".json":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	}
	return ""
}

// load reads every file that has a known type, and makes the bundles. Reading an embedded
// file cannot fail, and the tests compare the result with the files on disk.
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
		known[name] = newFile(name, content)
		return nil
	})
	for _, name := range []string{"embed.js", "core.js"} {
		content, err := bundled(from, "assets/"+name)
		if err == nil {
			content, err = minified(content)
		}
		if err == nil {
			known[name] = newFile(name, content)
		}
	}
	return known
}

func newFile(name string, content []byte) file {
	sum := sha256.Sum256(content)
	return file{
		content:     content,
		zipped:      zip(content),
		contentType: contentType(name),
		etag:        `"` + hex.EncodeToString(sum[:12]) + `"`,
		page:        name == "index.html",
	}
}

// serve sends the file, or 304 to who has it. Nothing is cached without asking:
// the names carry no version, and a page of one release with a module of another
// is a bug nobody can find.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	if f.page {
		h.Set("Content-Security-Policy", policy)
	}
	content := f.content
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		// The same ETag for other bytes would be a lie to who asks for a range.
		h.Set("ETag", strings.TrimSuffix(f.etag, `"`)+`-gzip"`)
		content = f.zipped
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// takesGzip reads Accept-Encoding (RFC 9110, section 12.5.3). Who names gzip only to
// refuse it, or asks for a part, gets the file as it is.
func takesGzip(r *http.Request) bool {
	for _, header := range r.Header.Values("Accept-Encoding") {
		for coding := range strings.SplitSeq(header, ",") {
			name, weight, _ := strings.Cut(coding, ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				weight = strings.TrimRight(strings.ReplaceAll(weight, " ", ""), "0")
				return weight != "q=" && weight != "q=0." && r.Header.Get("Range") == ""
			}
		}
	}
	return false
}

// zip compresses. Writing into memory cannot fail.
func zip(content []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(content)
	_ = w.Close()
	return b.Bytes()
}
