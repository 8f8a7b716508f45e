package main

import (
	"strings"
	"testing"
)

// misfitPage does everything wrong that a screen is looked at for.
const misfitPage = `<!doctype html>
<html lang="en">
<title>misfits</title>
<main>
<h1>misfits</h1>
<button style="width: 10px; height: 10px; padding: 0">i</button>
<div style="position: relative"><button>under</button><p style="position: absolute; inset: 0; margin: 0; background: white">over</p></div>
<div style="overflow: hidden; height: 20px; width: 60px"><button style="width: 90px; height: 24px">cut</button></div>
<p style="overflow: hidden; white-space: nowrap; width: 60px">a text that does not fit</p>
<p style="overflow: hidden; white-space: nowrap; width: 60px; text-overflow: ellipsis">one that ends well</p>
<div style="overflow-x: auto; width: 60px" tabindex="0"><div style="width: 90px; height: 24px"></div></div>
<input aria-label="name" placeholder="a long placeholder" style="width: 40px">
<textarea aria-label="text" style="height: 20px; max-height: 200px">one
two
three</textarea>
<p style="color: #999; background: white">pale</p>
<button style="width: 24px; height: 24px"></button>
<div style="width: 3000px">wide</div>
</main>
</html>`

// misfitsAreNoticed: of a page that does everything wrong all of it is found, or the
// silence about others would prove nothing.
func misfitsAreNoticed(t *testing.T, b *chromium) {
	w := b.own(t, misfitPage)
	all := strings.Join(append(w.misfits(), w.axe()...), "\n")
	for name, words := range map[string]string{
		"Tiny":        `<button> "i" is only 10x10`,
		"Covered":     `<button> "under" is covered by <p> "over"`,
		"CutOff":      `<button> "cut" is cut off at a side by <div>`,
		"TextCut":     `<p> "a text that does not fit" is cut by <p>`,
		"Sideways":    `scrolls sideways`,
		"Placeholder": `has no room for "a long placeholder"`,
		"Hidden":      `<textarea> "text" hides a part of its text`,
		"Wide":        `the page is 3`,
		"Contrast":    `color-contrast (serious)`,
		"Nameless":    `button-name (critical)`,
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(all, words) {
				t.Errorf("%q is not among what was found:\n%s", words, all)
			}
		})
	}
	if strings.Contains(all, "one that ends well") {
		t.Error("a text that ends in an ellipsis is found")
	}
	t.Run("AxeLeavesThePageAlone", func(t *testing.T) {
		if eval[bool](w.in(t), `'axe' in window`) {
			t.Error("the page sees it")
		}
	})
}
