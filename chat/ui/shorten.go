package ui

import (
	"regexp"
	"slices"
)

var (
	privateName = regexp.MustCompile(`^(?:static )?(?:async )?(?:get |set )?#(\w+)`)
	privateUse  = regexp.MustCompile(`(^|\.|^(?:static |async |get |set )+)#(\w+)`)
)

// shortened gives the private members of classes names of one letter: nobody outside of
// their module can know them, and what is sent to browsers is a fiftieth less.
func shortened(lines []string) []string {
	var names []string
	for _, line := range lines {
		if m := privateName.FindStringSubmatch(line); m != nil && !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	for i, line := range lines {
		lines[i] = privateUse.ReplaceAllStringFunc(line, func(use string) string {
			m := privateUse.FindStringSubmatch(use)
			if at := slices.Index(names, m[2]); at >= 0 {
				return m[1] + "#" + letters(at)
			}
			return use
		})
	}
	return lines
}

// letters are a name for each number: a … z, aa, ab …
func letters(n int) string {
	name := string(rune('a' + n%26))
	if n < 26 {
		return name
	}
	return letters(n/26-1) + name
}
