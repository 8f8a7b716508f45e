package ui

import (
	"bytes"
	"strings"
)

// squeeze takes from a module the remarks, and the spaces that only people need. Line breaks
// that may end a statement stay (ECMA-262, section 12.10), and so does all within strings,
// templates and regular expressions.
func squeeze(module []byte) []byte {
	out := make([]byte, 0, len(module))
	for len(module) > 0 {
		n, keep := literal(out, module)
		if n == 0 {
			n, keep = 1, !idle(out, module)
		}
		if keep {
			out = append(out, module[:n]...)
		}
		module = module[n:]
	}
	return out
}

// idle reports whether what comes next is a space or a line break that says nothing.
func idle(before, from []byte) bool {
	switch {
	case from[0] == ' ':
		return !divides(before, from)
	case from[0] == '\n' && len(before) > 0:
		return strings.IndexByte("{;,(", before[len(before)-1]) >= 0
	}
	return false
}

// literal is how long the string, template, regular expression or remark is that begins
// here, and whether it stays; 0: none does.
func literal(before, from []byte) (n int, keep bool) {
	switch {
	case from[0] == '\'' || from[0] == '"' || from[0] == '`':
		return ended(from, from[0]), true
	case bytes.HasPrefix(from, []byte("//")):
		line, _, _ := bytes.Cut(from, []byte("\n"))
		return len(line), false
	case from[0] == '/' && beginsValue(before):
		return ended(from, '/'), true
	}
	return 0, false
}

// ended is how much there is up to the next such mark that is not escaped, or in a class
// of a regular expression. Within ${…} a template may hold others.
func ended(from []byte, mark byte) int {
	class, depth := false, 0
	for i := 1; i < len(from); i++ {
		switch c := from[i]; {
		case c == '\\':
			i++
		case mark == '/' && (c == '[' || c == ']'):
			class = c == '['
		case mark == '`' && bytes.HasPrefix(from[i:], []byte("${")):
			depth++
			i++
		case mark == '`' && depth > 0 && c == '{':
			depth++
		case mark == '`' && depth > 0 && c == '}':
			depth--
		case mark == '`' && depth > 0 && c == '`':
			i += ended(from[i:], '`') - 1
		case c == mark && !class && depth == 0:
			return i + 1
		}
	}
	return len(from)
}

// beginsValue reports whether a value comes next, so that a slash begins a regular
// expression: after a mark, at the beginning of a line, and after return.
func beginsValue(before []byte) bool {
	before = bytes.TrimRight(before, " ")
	return len(before) == 0 || strings.IndexByte("(,=:[!&|?{};\n+*<>~%^-", before[len(before)-1]) >= 0 || bytes.HasSuffix(before, []byte("return"))
}

// divides reports whether the space at the beginning of from keeps two words apart, or
// two signs that would be one.
func divides(before, from []byte) bool {
	if len(before) == 0 || len(from) < 2 {
		return false
	}
	last, next := before[len(before)-1], from[1]
	return wordy(last) && (wordy(next) || next == '#') || strings.IndexByte("+-/", last) >= 0 && strings.IndexByte("+-/", next) >= 0
}

func wordy(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
