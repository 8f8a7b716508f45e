package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// startLean is startBus with the program as people build it, whatever the tests were
// built with: its memory is what this measures, and under the race detector it takes
// several times as much.
func startLean(t *testing.T, args ...string) *bus {
	t.Helper()
	binary, err := lean()
	if err != nil {
		t.Fatal(err)
	}
	return startBusOf(t, binary, args...)
}

// lean builds that program, once for all tests; cleanLean removes it.
var lean = sync.OnceValues(func() (binary string, err error) {
	if leanDir, err = os.MkdirTemp("", "parley-lean"); err != nil {
		return "", err
	}
	binary = filepath.Join(leanDir, "parley")
	if out, err := exec.Command("go", "build", "-race=false", "-o", binary, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return binary, nil
})

var leanDir string

func cleanLean() {
	if leanDir != "" {
		_ = os.RemoveAll(leanDir)
	}
}
