package ui_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// catalogue reads the texts of a language: each has one form, or one for each of CLDR's
// plural categories.
func catalogue(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(read(t, name)), &raw); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	texts := map[string]map[string]string{}
	for key, value := range raw {
		var one string
		forms := map[string]string{}
		if json.Unmarshal(value, &one) == nil {
			forms[""] = one
		} else if err := json.Unmarshal(value, &forms); err != nil || forms["other"] == "" {
			t.Errorf("%s: %s is neither a text nor plural forms with other: %s", name, key, value)
		}
		texts[key] = forms
	}
	return texts
}

var values = regexp.MustCompile(`\{(\w+)\}`)

// A text that is missing shows as its key, in the middle of the page.
func TestTextsAreComplete(t *testing.T) {
	english := catalogue(t, "assets/text/en.json")
	sources := ""
	for _, name := range assets(t) {
		if filepath.Ext(name) == ".js" {
			sources += read(t, "."+name)
		}
	}
	t.Run("EveryTextThatIsAskedForIsThere", func(t *testing.T) {
		for _, call := range regexp.MustCompile(`\bt\('([^']+)'`).FindAllStringSubmatch(sources, -1) {
			if english[call[1]] == nil {
				t.Errorf("en.json has no %q", call[1])
			}
		}
	})
	t.Run("EveryTextThatIsThereIsAskedFor", func(t *testing.T) {
		for key := range english {
			family, _, inFamily := strings.Cut(key, ".")
			if !strings.Contains(sources, "'"+key+"'") && (!inFamily || !strings.Contains(sources, "`"+family+".${")) {
				t.Errorf("nothing asks for %q", key)
			}
		}
	})
	t.Run("EveryLanguageHasTheSame", func(t *testing.T) {
		for _, lang := range []string{"de"} {
			other := catalogue(t, "assets/text/"+lang+".json")
			for key, forms := range english {
				for _, form := range other[key] {
					if got, want := named(form), named(forms["other"]+forms[""]); !subset(got, want) {
						t.Errorf("%s.json: %s has the values %v, want some of %v", lang, key, got, want)
					}
				}
				if other[key] == nil {
					t.Errorf("%s.json has no %q", lang, key)
				}
			}
			for key := range other {
				if english[key] == nil {
					t.Errorf("%s.json has %q, and en.json has not", lang, key)
				}
			}
		}
	})
}

// named lists the values that a text names.
func named(text string) (names []string) {
	for _, m := range values.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}
