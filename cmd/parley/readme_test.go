package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestReadmeEmbed builds the program of the README, runs it and opens its page: what
// people copy first has to work.
func TestReadmeEmbed(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	code := strings.ReplaceAll(readmeProgram(t), "127.0.0.1:8080", addr)
	if lines := strings.Count(code, "\n"); lines > 40 {
		t.Errorf("the embed has %d lines", lines)
	}
	dir := t.TempDir()
	cmd := exec.Command(buildAt(t, dir, code))
	cmd.Dir = dir
	stderr := &safeBuffer{}
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	waitFor(t, addr, stderr)

	for path, user := range map[string]string{"/chat/": "", "/chat/api/v1/me": "ann", "/chat/api/v1/rooms/lobby/messages": ""} {
		req, err := http.NewRequest("GET", "http://"+addr+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if user != "" {
			req.SetBasicAuth(user, "")
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}

// TestReadmeExamples: those that the README sends people to are there.
func TestReadmeExamples(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../chat/example_*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources.Write(source)
	}
	named := regexp.MustCompile(`\bExample[A-Z]\w+`).FindAllString(string(readme), -1)
	if len(named) == 0 {
		t.Error("the README names no example")
	}
	for _, name := range named {
		if !strings.Contains(sources.String(), "\nfunc "+name+"()") {
			t.Errorf("there is no %s", name)
		}
	}
}

// readmeProgram is the first Go program in the README.
func readmeProgram(t *testing.T) string {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, code, ok := strings.Cut(string(readme), "```go\n")
	code, _, ended := strings.Cut(code, "```")
	if !ok || !ended {
		t.Fatal("the README has no Go program")
	}
	return code
}

// buildAt builds the program as if it stood in this module, so that it gets its
// dependencies, and returns the binary.
func buildAt(t *testing.T, dir, code string) string {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	source, overlay, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "embed")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(here, "embed", "main.go"): source}})
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{source: code, overlay: string(replace)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("go", "build", "-overlay", overlay, "-o", binary, "./embed").CombinedOutput(); err != nil {
		t.Fatalf("the program of the README does not build: %v\n%s", err, out)
	}
	return binary
}

// The ports that freeAddr gives out are below those that a system gives by itself to
// connections and listeners: such a one could be taken again, by another test or for a
// connection, before the program listens there or while it restarts.
const (
	firstPort = 11_000
	manyPorts = 5_000
)

var lastPort atomic.Uint32 // no port is given out twice

// freeAddr is an address that nobody listens on now.
func freeAddr(t *testing.T) string {
	t.Helper()
	lastPort.CompareAndSwap(0, 1+rand.Uint32N(manyPorts)) // another process begins elsewhere
	for range manyPorts {
		addr := fmt.Sprint("127.0.0.1:", firstPort+lastPort.Add(1)%manyPorts)
		if l, err := net.Listen("tcp", addr); err == nil {
			_ = l.Close()
			return addr
		}
	}
	t.Fatal("no port is free")
	return ""
}

// waitFor returns when somebody listens on the address.
func waitFor(t *testing.T, addr string, stderr *safeBuffer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			_ = c.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("it does not listen: %v\n%s", err, stderr)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
