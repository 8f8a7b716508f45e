package ui

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// A bundle makes one module of many, since ninety requests for small files take longer
// than one, and compress worse. The files are plain modules, which browsers take as they
// are; here each becomes a function that is called once and returns what it exports.
//
// It knows the few forms of import and export that these files use, one to a line, and
// no others.
type bundle struct {
	from fs.FS
	done map[string]bool
	now  []string // the modules that import each other, outermost first
	out  bytes.Buffer
}

// bundled returns the module of that name with all that it imports. All of it stands in
// one function, and what modules export has its place in a list instead of a name: so
// minified can shorten every name that only they know.
func bundled(from fs.FS, entry string) ([]byte, error) {
	b := &bundle{from: from, done: map[string]bool{}}
	exports, err := b.add(entry)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if len(exports) > 0 {
		fmt.Fprintf(&out, "export const [%s] = ", strings.Join(exports, ", "))
	}
	fmt.Fprintf(&out, "(() => {\nconst $at = (path) => new URL(path, import.meta.url);\n%sreturn [%s];\n})();\n",
		b.out.Bytes(), variables(entry, exports))
	return out.Bytes(), nil
}

var (
	importLine = regexp.MustCompile(`^import (?:\{ (.+) \}|(\w+)) from '(\..+)';$`)
	fromLine   = regexp.MustCompile(`^export \{ (.+) \} from '(\..+)';$`)
	listLine   = regexp.MustCompile(`^export \{ (.+) \};$`)
	namedLine  = regexp.MustCompile(`^export ((?:async )?(?:class|function|const) (\w+)\b.*)$`)
	otherLine  = regexp.MustCompile(`^(?:import|export)\b`)
	typeNote   = regexp.MustCompile(`/\*\* @type \{.*?\} \*/ ?`)
	metaURL    = regexp.MustCompile(`\bimport\.meta\.url\b`)
)

// add writes a module after those that it imports, and returns what it exports.
func (b *bundle) add(name string) ([]string, error) {
	for _, outer := range b.now {
		if outer == name {
			return nil, fmt.Errorf("ui: %s imports itself: %s", name, strings.Join(b.now, ", "))
		}
	}
	source, err := fs.ReadFile(b.from, name)
	if err != nil {
		return nil, fmt.Errorf("ui: module: %w", err)
	}
	b.now = append(b.now, name)
	defer func() { b.now = b.now[:len(b.now)-1] }()
	var body, exports []string
	for _, line := range shortened(withoutComments(string(source))) {
		line, exported, err := b.line(name, line)
		if err != nil {
			return nil, err
		}
		if exports = append(exports, exported...); line != "" {
			body = append(body, line)
		}
	}
	b.done[name] = true
	fmt.Fprintf(&b.out, "const [%s] = (() => {\n%s\nreturn [%s];\n})();\n", variables(name, exports), strings.Join(body, "\n"), strings.Join(exports, ", "))
	return exports, nil
}

// line returns a line as it stands in the bundle, and what it exports.
func (b *bundle) line(name, line string) (string, []string, error) {
	line = metaURL.ReplaceAllLiteralString(line, "$at('"+name+"')")
	if m := importLine.FindStringSubmatch(line); m != nil {
		line, _, err := b.need(name, m[3], cmp.Or(m[1], "$default as "+m[2]))
		return line, nil, err
	}
	if m := fromLine.FindStringSubmatch(line); m != nil {
		return b.need(name, m[2], m[1])
	}
	if m := listLine.FindStringSubmatch(line); m != nil {
		return "", strings.Split(m[1], ", "), nil
	}
	if m := namedLine.FindStringSubmatch(line); m != nil {
		return m[1], []string{m[2]}, nil
	}
	if rest, ok := strings.CutPrefix(line, "export default "); ok {
		return "const $default = " + rest, []string{"$default"}, nil
	}
	if otherLine.MatchString(line) {
		return "", nil, fmt.Errorf("ui: %s: cannot bundle %q", name, line)
	}
	return line, nil, nil
}

// need has another module there, and returns a line that makes what is imported of it
// known, and under which names.
func (b *bundle) need(name, other, imports string) (string, []string, error) {
	other = path.Join(path.Dir(name), other)
	if !b.done[other] {
		if _, err := b.add(other); err != nil {
			return "", nil, err
		}
	}
	var known, here []string
	for one := range strings.SplitSeq(imports, ", ") {
		export, as, renamed := strings.Cut(one, " as ")
		if !renamed {
			as = export
		}
		known, here = append(known, as+" = "+variable(other, export)), append(here, as)
	}
	return "const " + strings.Join(known, ", ") + ";", here, nil
}

// variable names what a module exports: Api of assets/core/api.js is $core_api$Api.
func variable(name, export string) string {
	name = strings.TrimPrefix(strings.TrimSuffix(name, ".js"), "assets/")
	return "$" + strings.NewReplacer("/", "_", "-", "_").Replace(name) + "$" + export
}

func variables(name string, exports []string) string {
	list := make([]string, len(exports))
	for i, export := range exports {
		list[i] = variable(name, export)
	}
	return strings.Join(list, ", ")
}

// withoutComments returns the lines of a module that say something to a browser, without
// their indentation: documentation ("/**"), remarks ("//") that have a line for themselves
// and types are for those who read the source.
func withoutComments(module string) (lines []string) {
	inside := false
	for line := range strings.Lines(module) {
		line = strings.TrimSpace(typeNote.ReplaceAllLiteralString(line, ""))
		switch {
		case inside, strings.HasPrefix(line, "/*"):
			inside = !strings.HasSuffix(line, "*/")
		case line != "" && !strings.HasPrefix(line, "//"):
			lines = append(lines, line)
		}
	}
	return lines
}
