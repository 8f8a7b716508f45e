package pgtest

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// programs finds the directory that has both initdb and postgres in it.
var programs = sync.OnceValues(func() (string, error) {
	var dirs []string
	if path, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	// Debian keeps them out of PATH, because there may be several versions.
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(debian)
	for _, dir := range append(dirs, debian...) {
		if has(dir, "initdb") && has(dir, "postgres") && canRun() {
			return dir, nil
		}
	}
	return "", errMissing
})

func has(dir, program string) bool {
	_, err := exec.LookPath(filepath.Join(dir, program))
	return err == nil
}
