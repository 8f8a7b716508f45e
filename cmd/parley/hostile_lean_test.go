package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// startLean is startBus with the program as people build it, whatever the tests were
// built with: its memory is what this measures, and under the race detector it takes
// several times as much.
func startLean(t *testing.T, args ...string) *bus {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "parley")
	if out, err := exec.Command("go", "build", "-race=false", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return startBusOf(t, binary, args...)
}
