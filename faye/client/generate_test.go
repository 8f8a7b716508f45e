package client_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated files")

const notice = "// Parley's Bayeux client, MIT licence. Generated from the modules in src: change those.\n"

// What is served is what the modules in src make, joined into one file twice.
func TestGenerated(t *testing.T) {
	j := joiner{t: t, names: map[string]string{}}
	j.add("faye.mjs")
	files := map[string]string{"client.mjs": j.module(), "client.js": j.script()}
	for name, want := range files {
		if *update {
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got := read(t, name); got != want {
			t.Errorf("%s is not what src makes: run go generate in faye/client", name)
		}
	}
	for _, path := range glob(t, "src/*.mjs") {
		if !j.added[filepath.Base(path)] {
			t.Errorf("%s is imported by nothing", path)
		}
	}
}

// joiner puts modules one after the other, each after those that it imports.
// They share one scope then: each top-level name may be used once.
type joiner struct {
	t     *testing.T
	body  strings.Builder
	names map[string]string
	added map[string]bool
}

var (
	importLine = regexp.MustCompile(`(?m)^import \{[^}]*\} from '\./([a-z]+\.mjs)';\n`)
	// The modules' own types and notes are for who reads src; who uses the client has client.d.ts.
	comment     = regexp.MustCompile(`(?m)^ *(?:/\*\*(?:[^*]|\*[^/])*\*/|//.*)\n`)
	exportWord  = regexp.MustCompile(`(?m)^export (const|let|class|function|async function) `)
	declaration = regexp.MustCompile(`(?m)^(?:const|let|class|function|async function) (\w+)`)
)

func (j *joiner) add(name string) {
	if j.added == nil {
		j.added = map[string]bool{}
	}
	if j.added[name] {
		return
	}
	j.added[name] = true
	source := read(j.t, filepath.Join("src", name))
	for _, line := range importLine.FindAllStringSubmatch(source, -1) {
		j.add(line[1])
	}
	source = comment.ReplaceAllString(source, "")
	source = exportWord.ReplaceAllString(importLine.ReplaceAllString(source, ""), "$1 ")
	if rest := regexp.MustCompile(`(?m)^(import|export)\b.*`).FindString(source); rest != "" {
		j.t.Errorf("src/%s: cannot join %q", name, rest)
	}
	for _, d := range declaration.FindAllStringSubmatch(source, -1) {
		if other, taken := j.names[d[1]]; taken {
			j.t.Errorf("src/%s: %s is a name of src/%s too", name, d[1], other)
		}
		j.names[d[1]] = name
	}
	fmt.Fprintf(&j.body, "\n// %s\n\n%s\n", name, strings.Trim(source, "\n"))
}

func (j *joiner) module() string {
	return notice + j.body.String() + `
export { BayeuxError as Error, Client, Scheduler, VERSION };
export default Faye;
`
}

// script defines Faye for pages, and exports it where there is something to export to.
func (j *joiner) script() string {
	return notice + `(function () {
'use strict';
` + j.body.String() + `
if (typeof module === 'object' && module.exports) module.exports = Faye;
else globalThis.Faye = Faye;
})();
`
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v, %d files", pattern, err, len(paths))
	}
	return paths
}
