package client_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The client's own tests need Node, and the real Faye to compare with, which a
// plain "go test" must not.
func TestInNode(t *testing.T) {
	if os.Getenv("PARLEY_E2E") != "1" {
		t.Skip("set PARLEY_E2E=1 to run the client's tests in Node")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	args := append([]string{"--no-warnings", "--test"}, glob(t, "test/*.test.mjs")...)
	node := exec.CommandContext(ctx, "node", args...)
	node.Env = append(os.Environ(), "http_proxy=", "HTTP_PROXY=")
	if os.Getenv("NODE_PATH") == "" {
		modules, err := filepath.Abs("../../.ci/node/node_modules")
		if err != nil {
			t.Fatal(err)
		}
		node.Env = append(node.Env, "NODE_PATH="+modules)
	}
	if out, err := node.CombinedOutput(); err != nil {
		t.Fatalf("node --test: %v\n%s", err, out)
	}
}
