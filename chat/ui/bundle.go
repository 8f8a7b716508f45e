package ui

import (
	"bytes"
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

// bundled returns the module of that name with all that it imports.
func bundled(from fs.FS, entry string) ([]byte, error) {
	b := &bundle{from: from, done: map[string]bool{}}
	b.out.WriteString("const $at = (path) => new URL(path, import.meta.url);\n")
	exports, err := b.add(entry)
	if err != nil {
		return nil, err
	}
	if len(exports) > 0 {
		fmt.Fprintf(&b.out, "export const { %s } = %s;\n", strings.Join(exports, ", "), variable(entry))
	}
	return b.out.Bytes(), nil
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
	fmt.Fprintf(&b.out, "const %s = (() => {\n%s\nreturn { %s };\n})();\n", variable(name), strings.Join(body, "\n"), strings.Join(exports, ", "))
	return exports, nil
}

// line returns a line as it stands in the bundle, and what it exports.
func (b *bundle) line(name, line string) (string, []string, error) {
	line = metaURL.ReplaceAllLiteralString(line, "$at('"+name+"')")
	if m := importLine.FindStringSubmatch(line); m != nil {
		what := "{ " + strings.ReplaceAll(m[1], " as ", ": ") + " }"
		if m[2] != "" {
			what = "{ default: " + m[2] + " }"
		}
		from, err := b.need(name, m[3])
		return "const " + what + " = " + from + ";", nil, err
	}
	if m := fromLine.FindStringSubmatch(line); m != nil {
		from, err := b.need(name, m[2])
		return "const { " + m[1] + " } = " + from + ";", strings.Split(m[1], ", "), err
	}
	if m := listLine.FindStringSubmatch(line); m != nil {
		return "", strings.Split(m[1], ", "), nil
	}
	if m := namedLine.FindStringSubmatch(line); m != nil {
		return m[1], []string{m[2]}, nil
	}
	if rest, ok := strings.CutPrefix(line, "export default "); ok {
		return "const $default = " + rest, []string{"default: $default"}, nil
	}
	if otherLine.MatchString(line) {
		return "", nil, fmt.Errorf("ui: %s: cannot bundle %q", name, line)
	}
	return line, nil, nil
}

// need has another module there, and returns the variable that holds it.
func (b *bundle) need(name, other string) (string, error) {
	other = path.Join(path.Dir(name), other)
	if !b.done[other] {
		if _, err := b.add(other); err != nil {
			return "", err
		}
	}
	return variable(other), nil
}

// variable names a module: assets/core/api.js is $core_api.
func variable(name string) string {
	name = strings.TrimPrefix(strings.TrimSuffix(name, ".js"), "assets/")
	return "$" + strings.NewReplacer("/", "_", "-", "_").Replace(name)
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
