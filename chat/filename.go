package chat

import (
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFileName is the most bytes of a file's name, as on most file systems.
const maxFileName = 255

// reservedName finds what Windows takes for a device, whatever stands behind the first dot.
var reservedName = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)`)

// cleanFileName makes a name fit to be shown, and to be saved under on any system: it has
// no path, nothing that turns text around or is invisible, and no character that some file
// system refuses. What is left of nothing is "file".
func cleanFileName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = shortened(strings.TrimSpace(strings.TrimLeft(name, ". ")))
	name = strings.TrimRight(name, ". ")
	if reservedName.MatchString(name) {
		name = "_" + name
	}
	if name == "" {
		return "file"
	}
	return name
}

// shortened cuts a name to what fits, in front of its extension.
func shortened(name string) string {
	if len(name) < maxFileName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	stem := name[:maxFileName-1-len(ext)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return stem + ext
}
