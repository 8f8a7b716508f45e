package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
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
