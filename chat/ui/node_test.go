package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/parleychat/parley/chat/ui"
)

// The core's own tests need Node, which a plain "go test" must not.
func TestCoreInNode(t *testing.T) {
	if os.Getenv("PARLEY_E2E") != "1" {
		t.Skip("set PARLEY_E2E=1 to run the tests of the page's core in Node")
	}
	files, err := filepath.Glob("test/*.test.mjs")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests found: %v", err)
	}
	out, err := exec.Command("node", append([]string{"--test"}, files...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("node --test: %v\n%s", err, out)
	}
}

// The bundle that programs import has what the module has of which it is made.
func TestBundleInNode(t *testing.T) {
	if os.Getenv("PARLEY_E2E") != "1" {
		t.Skip("set PARLEY_E2E=1 to load the bundle in Node")
	}
	sent := filepath.Join(t.TempDir(), "core.mjs")
	if err := os.WriteFile(sent, []byte(body(t, get(t, ui.Handler(), "GET", "/core.js"))), 0o644); err != nil {
		t.Fatal(err)
	}
	module, err := filepath.Abs("assets/core.js")
	if err != nil {
		t.Fatal(err)
	}
	const script = `
		const [sent, module] = await Promise.all(process.argv.slice(1).map((file) => import(file)));
		const names = (all) => Object.entries(all).map(([name, value]) => typeof value + ' ' + name).sort().join();
		if (!names(module).includes('function connect') || names(sent) !== names(module)) throw new Error(names(sent) + ' is not ' + names(module));
		if (sent.safeURL('javascript:alert(1)') !== '' || sent.timeline([], [], null).length !== 0) throw new Error('the bundle does not work');`
	out, err := exec.Command("node", "--input-type=module", "-e", script, sent, module).CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
}
