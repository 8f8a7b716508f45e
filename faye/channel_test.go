package faye_test

import (
	"strings"
	"testing"

	"github.com/parleychat/parley/faye"
)

func TestValidChannel(t *testing.T) {
	for name, want := range map[string]bool{
		"/a": true, "/a/b/c": true, "/Az09-_!~()$@": true, "/__proto__": true, "/meta/x": true, "/-": true,
		"": false, "/": false, "a": false, "/a/": false, "//a": false, "/a//b": false, "/a.b": false,
		"/a b": false, "/*": false, "/a/**": false, "/ü": false, "/a\x00": false, "/a\n": false,
		"/a,b": false, "/a:b": false, "/a+b": false, "/a%20": false, "/\xff": false,
	} {
		if got := faye.ValidChannel(name); got != want {
			t.Errorf("ValidChannel(%q) = %v", name, got)
		}
	}
}

func TestValidPattern(t *testing.T) {
	for name, want := range map[string]bool{
		"/a": true, "/*": true, "/**": true, "/a/*": true, "/a/b/**": true,
		"": false, "*": false, "**": false, "/": false, "/a*": false, "/a/***": false, "/*/a": false,
		"/**/a": false, "/a/*/*": false, "/a/**/**": false, "a/*": false, "//*": false,
	} {
		if got := faye.ValidPattern(name); got != want {
			t.Errorf("ValidPattern(%q) = %v", name, got)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, channel string
		want             bool
	}{
		{"/a/b/c", "/a/b/c", true}, {"/**", "/a/b/c", true}, {"/a/b/*", "/a/b/c", true}, {"/a/**", "/a/b/c", true},
		{"/a/b/**", "/a/b/c", true}, {"/*", "/a", true},
		{"/*", "/a/b", false}, {"/a/**", "/a", false}, {"/a/*", "/a", false}, {"/a/**", "/ab/c", false},
		{"/a/*", "/a/b/c", false}, {"/a", "/a/b", false}, {"/a/b", "/a", false},
	} {
		if got := faye.Matches(c.pattern, c.channel); got != c.want {
			t.Errorf("Matches(%q, %q) = %v", c.pattern, c.channel, got)
		}
	}
}

func TestReservedChannels(t *testing.T) {
	for name, want := range map[string][2]bool{
		"/meta": {true, false}, "/meta/x": {true, false}, "/metal": {}, "/meta/**": {true, false},
		"/service": {false, true}, "/service/x/y": {false, true}, "/services": {}, "/a/meta": {},
	} {
		if got := [2]bool{faye.IsMeta(name), faye.IsService(name)}; got != want {
			t.Errorf("IsMeta, IsService(%q) = %v", name, got)
		}
	}
}

func FuzzChannel(f *testing.F) {
	for _, s := range []string{"", "/", "/a", "/a/*", "/a/**", "/a//b", "/a/b/c", "/ü", "/a/***", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		channel, pattern := faye.ValidChannel(name), faye.ValidPattern(name)
		if channel && !pattern {
			t.Fatalf("%q can be published to but not subscribed to", name)
		}
		if channel && strings.ContainsAny(name, "*\"\\,: \n\x00") {
			t.Fatalf("%q is no channel", name)
		}
		if channel {
			parent := name[:strings.LastIndexByte(name, '/')]
			for _, p := range []string{name, parent + "/*", parent + "/**", "/**"} {
				if !faye.ValidPattern(p) || !faye.Matches(p, name) {
					t.Fatalf("%q should match %q", p, name)
				}
			}
			for _, p := range []string{name + "/*", name + "/**", name + "/x"} {
				if faye.Matches(p, name) {
					t.Fatalf("%q should not match %q", p, name)
				}
			}
		}
	})
}
