// Package browsertest starts the browser that tests look at pages with.
//
//	ctx := browsertest.Start(t)
//	err := chromedp.Do(ctx, chromedp.Navigate(server.URL))
package browsertest

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// programs are the browsers that will do, the best one first. .ci/install reads the same
// file.
//
//go:embed programs.txt
var programs string

// Start runs a browser until the test ends. Options come on top of those that every test
// wants. It skips the test unless PARLEY_E2E=1 says that there has to be a browser; then
// it is a failure when there is none.
func Start(t testing.TB, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	if os.Getenv("PARLEY_E2E") != "1" {
		t.Skip("set PARLEY_E2E=1 to run the tests in a browser")
	}
	path, err := find()
	if err != nil {
		t.Fatalf("PARLEY_E2E=1 asks for a browser: %v", err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(2*time.Minute), // a busy machine is slow to start it
		chromedp.Flag("disable-component-update", true), chromedp.Flag("no-proxy-server", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), append(flags, options...)...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start of %s: %v", path, err)
	}
	return ctx
}

// find returns the path of the best browser that is installed.
func find() (string, error) {
	var all []error
	for name := range strings.Lines(programs) {
		path, err := exec.LookPath(strings.TrimSpace(name))
		if err == nil {
			return path, nil
		}
		all = append(all, err)
	}
	return "", errors.Join(all...)
}
