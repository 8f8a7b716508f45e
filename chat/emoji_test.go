package chat

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanEmoji(t *testing.T) {
	for name, c := range map[string]struct{ given, want string }{
		"Picture":              {"👍", "👍"},
		"PictureSelected":      {"👍\ufe0f", "👍"},
		"Tone":                 {"👍🏽", "👍🏽"},
		"Sign":                 {"❤\ufe0f", "❤\ufe0f"},
		"SignUnselected":       {"❤", "❤\ufe0f"},
		"SignWithTone":         {"☝🏿", "☝🏿"},
		"Flag":                 {"🇩🇪", "🇩🇪"},
		"FlagOfAPart":          {"🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"},
		"BlackFlag":            {"🏴", "🏴"},
		"Rainbow":              {"🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"},
		"RainbowUnselected":    {"🏳\u200d🌈", "🏳\ufe0f\u200d🌈"},
		"Family":               {"👩\u200d👩\u200d👧\u200d👦", "👩\u200d👩\u200d👧\u200d👦"},
		"KissWithTones":        {"👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏿", "👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏿"},
		"Key":                  {"1\ufe0f\u20e3", "1\ufe0f\u20e3"},
		"KeyUnselected":        {"#\u20e3", "#\ufe0f\u20e3"},
		"Shortcode":            {":party_parrot-2:", ":party_parrot-2:"},
		"ShortcodePlus":        {":+1:", ":+1:"},
		"ErrNothing":           {"", ""},
		"ErrLetter":            {"a", ""},
		"ErrDigit":             {"1", ""},
		"ErrDigitSelected":     {"1\ufe0f", ""},
		"ErrTwo":               {"👍👍", ""},
		"ErrTextAfter":         {"👍a", ""},
		"ErrTextBefore":        {"a👍", ""},
		"ErrHalfFlag":          {"🇩", ""},
		"ErrThreeRegions":      {"🇩🇪🇩", ""},
		"ErrToneAlone":         {"🏽", ""},
		"ErrToneOnACar":        {"🚗🏽", ""},
		"ErrAsText":            {"❤\ufe0e", ""},
		"ErrJoinerAtTheEnd":    {"👩\u200d", ""},
		"ErrJoinerAlone":       {"\u200d", ""},
		"ErrAccent":            {"👍\u0301", ""},
		"ErrZalgo":             {"👍" + strings.Repeat("\u0336", 9), ""},
		"ErrTagsWithoutEnd":    {"🏴\U000e0067\U000e0062\U000e0073", ""},
		"ErrMessageInTags":     {"🏴" + strings.Repeat("\U000e0067", 12) + "\U000e007f", ""},
		"ErrTagsOnAnother":     {"👍\U000e0067\U000e0062\U000e0073\U000e007f", ""},
		"ErrShortcodeEmpty":    {"::", ""},
		"ErrShortcodeUpper":    {":A:", ""},
		"ErrShortcodeSpace":    {":a b:", ""},
		"ErrShortcodeLine":     {":a:\n", ""},
		"ErrShortcodeLong":     {":" + strings.Repeat("a", 63) + ":", ""},
		"ErrJoinedWithoutEnd":  {strings.Repeat("👩\u200d", 30) + "👩", ""},
		"ErrLongerWhenCleaned": {strings.Repeat("✈\u200d", 10) + "✈", ""},
		"ErrBadUTF8":           {"\xf0\x9f\x91", ""},
		"ErrNUL":               {"👍\x00", ""},
		"ErrRightToLeft":       {"\u202e👍", ""},
		"ErrIdeograph":         {"好", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := cleanEmoji(c.given)
			if got != c.want && ok || ok != (c.want != "") {
				t.Errorf("got %+q, %t", got, ok)
			}
			if again, _ := cleanEmoji(got); ok && again != got {
				t.Errorf("%+q is not clean: %+q", got, again)
			}
		})
	}
}

func FuzzCleanEmoji(f *testing.F) {
	for _, s := range []string{"👍🏽", "🏳\ufe0f\u200d🌈", ":+1:", "1\u20e3", "🇩🇪", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := cleanEmoji(s)
		if !ok {
			return
		}
		if again, ok := cleanEmoji(got); !ok || again != got || len(got) > maxEmoji || !utf8.ValidString(got) || got == "" {
			t.Errorf("%+q became %+q, and that %+q", s, got, again)
		}
	})
}
