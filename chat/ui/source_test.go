package ui_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat/ui"
)

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestPageNamesFilesThatAreThere(t *testing.T) {
	h := ui.Handler()
	links := regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(read(t, "index.html"), -1)
	if len(links) == 0 {
		t.Fatal("index.html names nothing")
	}
	for _, link := range links {
		if res := get(t, h, "GET", "/"+link[1]); res.StatusCode != http.StatusOK {
			t.Errorf("index.html names %s: status %d", link[1], res.StatusCode)
		}
	}
}

// The page's policy would stop these at run time; here they do not even begin.
func TestNothingBecomesMarkupOrCode(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|setAttribute\('style'`)
	for _, name := range assets(t) {
		if filepath.Ext(name) != ".js" {
			continue
		}
		if found := forbidden.FindString(read(t, "."+name)); found != "" {
			t.Errorf("%s uses %s", name, found)
		}
	}
	if found := regexp.MustCompile(`<style|style=|\son\w+=|<script>`).FindString(read(t, "index.html")); found != "" {
		t.Errorf("index.html has %s", found)
	}
}

// The core runs without a page: in tests, in workers, under other views.
func TestCoreHasNoDOM(t *testing.T) {
	dom := regexp.MustCompile(`\b(document|window|navigator)\.|/view/`)
	for _, name := range assets(t) {
		if !strings.HasPrefix(name, "/assets/core/") {
			continue
		}
		if found := dom.FindString(read(t, "."+name)); found != "" {
			t.Errorf("%s uses %s", name, found)
		}
	}
}

// What a host may style and fill is a promise: nothing more than is written, and nothing less.
func TestElementsAreDocumented(t *testing.T) {
	sources, doc := "", read(t, "elements.md")
	for _, name := range assets(t) {
		if filepath.Ext(name) == ".js" {
			sources += read(t, "."+name)
		}
	}
	_, parts, _ := strings.Cut(doc, "## Parts")
	parts, _, _ = strings.Cut(parts, "## Slots")
	_, slots, _ := strings.Cut(doc, "## Slots")
	for _, of := range []struct{ name, there, written, doc string }{
		{"property", `var\((--parley-[a-z-]+)`, "\\| `(--parley-[a-z-]+)` \\|", doc},
		{"part", `\bpart: '([a-z-]+)'`, "`([a-z-]+)`", parts},
		{"slot", `\bslot\('([a-z-]+)'`, "\\| `([a-z-]+)` \\|", slots},
	} {
		there, written := found(of.there, sources), found(of.written, of.doc)
		if len(there) == 0 || !slices.Equal(there, written) {
			t.Errorf("elements.md names for %s %v, the elements have %v", of.name, written, there)
		}
	}
}

// found lists what the expression's group matched, each once.
func found(expression, text string) (list []string) {
	for _, m := range regexp.MustCompile(expression).FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// All the JavaScript and CSS that the page loads, as it is sent to a browser.
func TestSmall(t *testing.T) {
	const limit = 60_000
	total := 0
	for _, name := range []string{"/embed.js", "/assets/style/page.css"} {
		res := get(t, ui.Handler(), "GET", name, "Accept-Encoding", "gzip")
		if res.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s is not compressed", name)
		}
		sent, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		total += len(sent)
	}
	if total > limit {
		t.Errorf("the page's files are %d bytes compressed, more than %d", total, limit)
	}
	t.Logf("%d bytes compressed", total)
}
