package ui

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// A bundle makes one module of many, since ninety requests for small files take longer
// than one, and compress worse. The files are plain modules, which browsers take as they
// are. Here they stand one after the other in one function, where what a module declares
// has a name that no other has: so minified can shorten every one of them.
type bundle struct {
	from  fs.FS
	done  map[string]names    // what they export
	text  map[string]string   // what remains of them
	needs map[string][]string // what must stand before them
	now   []string            // the modules that import each other, outermost first
	count int
}

func newBundle(from fs.FS) *bundle {
	return &bundle{from: from, done: map[string]names{}, text: map[string]string{}, needs: map[string][]string{}}
}

// names tells how that is called in the bundle which a module calls so.
type names map[string]string

// bundled returns the module of that name with all that it imports.
func bundled(from fs.FS, entry string) ([]byte, error) {
	b := newBundle(from)
	exports, err := b.add(entry)
	if err != nil {
		return nil, err
	}
	var modules bytes.Buffer
	for _, name := range alikeTogether(b.done) {
		b.write(&modules, name)
	}
	var inside, outside []string
	for _, name := range exports.sorted() {
		inside, outside = append(inside, exports[name]), append(outside, name)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "export const [%s] = (() => {\nconst $at = (path) => new URL(path, import.meta.url);\n%sreturn [%s];\n})();\n",
		strings.Join(outside, ", "), modules.Bytes(), strings.Join(inside, ", "))
	return out.Bytes(), nil
}

// alikeTogether puts modules of one kind next to each other, the deepest layer first: a
// compressor looks back 32 kB and no further. Within a layer any order will do that stays.
func alikeTogether(modules map[string]names) []string {
	layers := []string{"style", "core", "bayeux", "browser", "view", "element", "assets"}
	layer := func(name string) int { return slices.Index(layers, path.Base(path.Dir(name))) }
	return slices.SortedFunc(maps.Keys(modules), func(a, b string) int {
		return cmp.Or(cmp.Compare(layer(a), layer(b)), strings.Compare(b, a))
	})
}

// write puts a module after those that it needs, once.
func (b *bundle) write(out *bytes.Buffer, name string) {
	text, ok := b.text[name]
	if !ok {
		return
	}
	delete(b.text, name)
	for _, other := range b.needs[name] {
		b.write(out, other)
	}
	out.WriteString(text)
}

// add reads a module and those that it imports, unless it is there, and returns what it
// exports.
func (b *bundle) add(name string) (names, error) {
	if exports, ok := b.done[name]; ok {
		return exports, nil
	}
	for _, outer := range b.now {
		if outer == name {
			return nil, fmt.Errorf("ui: %s imports itself: %s", name, strings.Join(b.now, ", "))
		}
	}
	b.now = append(b.now, name)
	defer func() { b.now = b.now[:len(b.now)-1] }()
	ast, err := parsed(b.from, name)
	if err != nil {
		return nil, fmt.Errorf("ui: module %s: %w", name, err)
	}
	m := module{bundle: b, name: name, called: names{}, exports: names{}}
	for _, v := range ast.Declared {
		m.called[string(v.Data)] = b.unique(string(v.Data))
	}
	for _, statement := range ast.List {
		if err := m.take(statement); err != nil {
			return nil, fmt.Errorf("ui: module %s: %w", name, err)
		}
	}
	ast.List = m.body
	m.called.put(ast)
	b.text[name] = ast.JSString() + "\n"
	b.done[name] = m.exports
	return m.exports, nil
}

// unique is a name that nothing else in the bundle has.
func (b *bundle) unique(name string) string {
	b.count++
	return fmt.Sprintf("%s$%d", name, b.count)
}

var metaURL = regexp.MustCompile(`\bimport\.meta\.url\b`)

// parsed reads a module, which finds itself in the bundle where it was among the files.
func parsed(from fs.FS, name string) (*js.AST, error) {
	source, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, err
	}
	text, err := sheetsMinified(metaURL.ReplaceAllLiteralString(string(source), "$at('"+name+"')"))
	if err != nil {
		return nil, err
	}
	return js.Parse(parse.NewInputString(text), js.Options{})
}

// needed returns what another module exports, which a module names relative to itself.
func (b *bundle) needed(by string, literal []byte) (names, error) {
	other := strings.Trim(string(literal), `'"`)
	if !strings.HasPrefix(other, ".") {
		return nil, fmt.Errorf("imports from elsewhere: %s", other)
	}
	other = path.Join(path.Dir(by), other)
	b.needs[by] = append(b.needs[by], other)
	return b.add(other)
}
