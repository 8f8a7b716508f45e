package ui

import (
	"bytes"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// minified is a module with short names for what only it knows, and without what only
// people need.
func minified(module []byte) ([]byte, error) {
	var out bytes.Buffer
	var m js.Minifier
	err := m.Minify(minify.New(), &out, bytes.NewReader(module), nil)
	return out.Bytes(), err
}
