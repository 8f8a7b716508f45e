package chat

import (
	"crypto/sha256"
	_ "embed" // for the contract
	"encoding/hex"
	"net/http"
	"strings"
)

// contract is the OpenAPI document of everything that this package answers; the tests
// hold it against the handlers. The types in ui/api.d.ts are made of it.
//
//go:generate go test -run ^TestTypeScript$ -args -update
//go:embed openapi.yaml
var contract []byte

// contractPath is where it is served, relative to the mount.
const contractPath = "api/v1/openapi.yaml"

// serveContract returns the endpoint of the contract. Whoever may reach the module may
// read it: it says nothing of what is in the rooms. Unlike all else it may be kept, but
// not used unasked, since the next version of the module has another one.
func serveContract() endpoint {
	sum := sha256.Sum256(contract)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		// A list of tags, each with or without W/ (RFC 9110, section 13.1.2).
		if strings.Contains(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(contract) // the client may be gone; nothing to do about it
		return nil
	}
}
