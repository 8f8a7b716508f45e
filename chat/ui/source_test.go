package ui_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// A module that the page does not name is fetched only after those that import
// it, one round trip later for each step.
func TestPageNamesEveryFile(t *testing.T) {
	page := read(t, "index.html")
	for _, name := range assets(t) {
		if name == "/assets/core/types.js" {
			continue // holds types only; nothing imports it
		}
		if !strings.Contains(page, `"`+strings.TrimPrefix(name, "/")+`"`) {
			t.Errorf("index.html does not name %s", name)
		}
	}
	for _, link := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(link[1]); err != nil || !strings.HasPrefix(link[1], "assets/") {
			t.Errorf("index.html names %s: %v", link[1], err)
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

func TestSmall(t *testing.T) {
	const limit = 60_000
	total := 0
	for _, name := range assets(t) {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(read(t, "."+name))); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		total += b.Len()
	}
	if total > limit {
		t.Errorf("the page's files are %d bytes compressed, more than %d", total, limit)
	}
	t.Logf("%d bytes compressed", total)
}
