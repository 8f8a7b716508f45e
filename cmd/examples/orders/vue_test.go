package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/browsertest"
)

// buildVue builds the app in ../vue, from its sources as they are now, and returns where.
func buildVue(t *testing.T) string {
	t.Helper()
	vite, err := filepath.Abs("../vue/node_modules/vite/bin/vite.js")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(vite); err != nil {
		t.Fatalf("PARLEY_E2E=1 asks for what builds the Vue app, which .ci/install vue installs: %v", err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	dist := filepath.Join(t.TempDir(), "dist")
	cmd := exec.CommandContext(ctx, "node", vite, "build", "--outDir", dist)
	cmd.Dir = "../vue"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("vite build: %v\n%s", err, out)
	}
	return dist
}

// TestVuePage: the app shows the order and its room, hears and writes through the core too,
// and goes from one order to another, all under the policy of the shop.
func TestVuePage(t *testing.T) {
	browser := browsertest.Start(t)
	url := serve(t, os.DirFS(buildVue(t)))
	ann, sam := open(browser, t, url, "ann", "/orders/42"), open(browser, t, url, "sam", "/app/")
	sam.until(`inside('h1')?.textContent === 'Order 42'`)
	ann.writes("Is it oak?")
	sam.sees("Is it oak?")
	sam.until(`document.querySelector('#last')?.textContent === 'Last: Is it oak?'`)
	sam.until(`(document.querySelector('#ask').click(), true)`)
	ann.sees("When will order 42 be here?")
	sam.until(`(document.querySelectorAll('nav button')[1].click(), true)`)
	sam.until(`inside('h1')?.textContent === 'Order 43' && !document.querySelector('#last')`)
	sam.until(`!says('Is it oak?')`)
}
