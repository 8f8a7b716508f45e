package ui

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
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

// sheetText is a style sheet in a module.
var sheetText = regexp.MustCompile("\\bcss`[^`]*`")

// sheetsMinified is a module whose style sheets are without what only people need: to the
// minifier of modules they are text.
func sheetsMinified(module string) (string, error) {
	var failed error
	module = sheetText.ReplaceAllStringFunc(module, func(sheet string) string {
		var out strings.Builder
		var m css.Minifier
		if err := m.Minify(minify.New(), &out, strings.NewReader(sheet[len("css`"):len(sheet)-1]), nil); err != nil {
			failed = err
		}
		return "css`" + out.String() + "`"
	})
	return module, failed
}
