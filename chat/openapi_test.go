package chat_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// TestOpenAPI holds the document against the handlers, as far as no request is needed.
func TestOpenAPI(t *testing.T) {
	c := theContract()
	t.Run("EveryRouteStandsInIt", func(t *testing.T) {
		want := slices.Sorted(slices.Values(newWorld(t).Patterns()))
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(c.ops))); diff != "" {
			t.Errorf("- served, + in openapi.yaml:\n%s", diff)
		}
	})
	t.Run("ThisVersion", func(t *testing.T) {
		if got := c.at("info", "version").text(); got != chat.Version {
			t.Errorf("info.version is %s, the module %s", got, chat.Version)
		}
	})
	t.Run("PathsNameTheirParameters", func(t *testing.T) {
		for pattern, op := range c.ops {
			var named, declared []string
			for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(pattern, -1) {
				named = append(named, m[1])
			}
			for _, p := range op.params {
				if p.in == "path" {
					declared = append(declared, p.name)
				}
			}
			if !slices.Equal(named, declared) {
				t.Errorf("%s: in the path %q, declared %q", pattern, named, declared)
			}
		}
	})
	t.Run("OperationsHaveNamesOfTheirOwn", func(t *testing.T) {
		seen := map[string]string{}
		for pattern, op := range c.ops {
			id := op.at("operationId").text()
			if id == "" || seen[id] != "" {
				t.Errorf("%s: operationId %q is also that of %q", pattern, id, seen[id])
			}
			seen[id] = pattern
		}
	})
	t.Run("ReferencesLeadSomewhere", func(t *testing.T) {
		used := map[string]bool{}
		references(c.value, func(ref string) {
			used[ref] = true
			if c.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...).value == nil {
				t.Errorf("%s is not there", ref)
			}
		})
		for kind := range c.at("components").object() {
			for name := range c.at("components", kind).object() {
				ref := "#/components/" + kind + "/" + name
				if !used[ref] && kind != "securitySchemes" && name != "Signal" && !strings.HasSuffix(name, "MethodNotAllowed") {
					t.Errorf("%s is used nowhere", ref)
				}
			}
		}
	})
	t.Run("Codes", func(t *testing.T) { sameCodes(t, c) })
	t.Run("Kinds", func(t *testing.T) {
		var got []string
		for _, event := range kindsIn(c) {
			got = append(got, words(event.at("enum"))...)
			if one := event.at("const").text(); one != "" {
				got = append(got, one)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(eventKinds(t), got); diff != "" {
			t.Errorf("- in Go, + in openapi.yaml:\n%s", diff)
		}
	})
}

// references calls found for every $ref.
func references(v any, found func(string)) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			references(one, found)
		}
	case map[string]any:
		for key, one := range v {
			if ref, ok := one.(string); ok && key == "$ref" {
				found(ref)
			}
			references(one, found)
		}
	}
}

// sameCodes: a problem has the codes that the handlers know for its status.
func sameCodes(t *testing.T, c *contract) {
	codes := chat.ProblemCodes()
	for pattern, op := range c.ops {
		for status := range op.replies {
			schema := op.at("responses", status, "content", "application/problem+json", "schema")
			if schema.value == nil {
				continue
			}
			number, _ := strconv.Atoi(status)
			want := slices.Compact(slices.Sorted(slices.Values(codes[number])))
			got := slices.Sorted(slices.Values(words(schema.at("properties", "code", "enum"))))
			if !slices.Equal(want, got) {
				t.Errorf("%s %s: the codes are %q, in openapi.yaml %q", pattern, status, want, got)
			}
		}
	}
	var want []string
	for _, some := range codes {
		want = append(want, some...)
	}
	want = slices.Compact(slices.Sorted(slices.Values(want)))
	got := slices.Sorted(slices.Values(words(c.at("components", "schemas", "Code", "enum"))))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- in Go, + in openapi.yaml:\n%s", diff)
	}
}

// kindsIn are where the document names the kinds of events and signals.
func kindsIn(c *contract) []node {
	var all []node
	for _, name := range []string{"Event", "Signal"} {
		union := c.at("components", "schemas", name, "oneOf")
		for i := range union.value.([]any) {
			one := union.item(i)
			if parts := one.at("allOf"); parts.value != nil {
				one = parts.item(1)
			}
			all = append(all, one.at("properties", "event"))
		}
	}
	return all
}

func words(n node) []string {
	var all []string
	list, _ := n.value.([]any)
	for _, one := range list {
		all = append(all, fmt.Sprint(one))
	}
	return all
}

var kindConstant = regexp.MustCompile(`(?m)^\s+\w+\s+(?:Event|Signal)Kind = "([^"]+)"`)

// eventKinds are the constants of the types EventKind and SignalKind, which only the source can list.
func eventKinds(t *testing.T) []string {
	t.Helper()
	var all []string
	files, _ := filepath.Glob("*.go")
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range kindConstant.FindAllStringSubmatch(string(source), -1) {
			all = append(all, m[1])
		}
	}
	return slices.Sorted(slices.Values(all))
}
