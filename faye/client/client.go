package client

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"time"
)

//go:generate go test -run TestGenerated -args -update

// Files are the files that Handler serves.
//
//go:embed client.js client.mjs client.d.ts client.d.mts
var Files embed.FS

// Handler serves the client to GET and HEAD, whatever the path before the file's
// name. Other names are 404, other methods 405. Pages of any origin may read it,
// as they may read any script.
func Handler() http.Handler {
	known := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := known[path.Base(r.URL.Path)]
		switch {
		case !ok:
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		default:
			f.serve(w, r)
		}
	})
}

// A file is one embedded file as it is sent.
type file struct {
	content     []byte
	contentType string
	etag        string
}

// load does not leave the types to the mime package, whose table comes from the
// host system: a browser runs no module that is called text/plain.
func load() map[string]file {
	types := map[string]string{
		"client.js":    "text/javascript; charset=utf-8",
		"client.mjs":   "text/javascript; charset=utf-8",
		"client.d.ts":  "text/plain; charset=utf-8",
		"client.d.mts": "text/plain; charset=utf-8",
	}
	known := make(map[string]file, len(types))
	for name, contentType := range types {
		content, _ := Files.ReadFile(name) // embedded above, so it is there
		sum := sha256.Sum256(content)
		known[name] = file{content, contentType, `"` + hex.EncodeToString(sum[:12]) + `"`}
	}
	return known
}

// serve sends the file, or 304 to who has it. Nothing is cached without asking,
// for the names carry no version.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", f.etag)
	// Modules are fetched with CORS, also by pages of other sites.
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.content))
}
