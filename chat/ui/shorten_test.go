package ui

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestShortened(t *testing.T) {
	got := shortened([]string{
		"class A {", "#first = new Set();", "static #second = 1;", "get #third() {", "return this.#first ?? other?.#second;",
		"}", "async #fourth() {", "const f = () => this.#third.#fourth(`#${this.#first}`, '#first', \"#second\");", "url.hash = x.#unknown;", "}", "}", "a { color: #first; }",
	})
	want := []string{
		"class A {", "#a = new Set();", "static #b = 1;", "get #c() {", "return this.#a ?? other?.#b;",
		"}", "async #d() {", "const f = () => this.#c.#d(`#${this.#a}`, '#first', \"#second\");", "url.hash = x.#unknown;", "}", "}", "a { color: #first; }",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLetters(t *testing.T) {
	got := ""
	for _, n := range []int{0, 25, 26, 51, 52, 701, 702} {
		got += fmt.Sprint(letters(n), " ")
	}
	if want := "a z aa az ba zz aaa "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
