package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const chromiumPath = "/usr/bin/chromium"

// TestBrowser: the page as people see it, in one real Chromium. Everybody has a window
// with cookies of their own; the program, its database and its network are real too.
//
// Whatever a window complains about (an error in its console, a violation of the
// content security policy, a dialog) fails the test that opened it.
func TestBrowser(t *testing.T) {
	b := startChromium(t)
	for _, story := range []struct {
		name string
		tell func(t *testing.T, b *chromium)
	}{
		{"ComplaintsAreNoticed", complaintsAreNoticed},
		{"TwoWindowsSeeEachOtherLive", twoWindows},
		{"WhoIsNotLoggedInReadsAlong", readingAlong},
		{"CatchesUpAfterAKilledServer", killedServer},
		{"UnsentSurvivesAReload", unsentSurvivesAReload},
		{"D11_CatchesUpAfterALongAbsence", longAbsence},
		{"D14_WorksWithoutBayeux", withoutBayeux},
		{"HostileTextRunsNowhere", hostileText},
		{"HistoryKeepsThePlace", history},
		{"Keyboard", keyboard},
		{"MountedBelowAPrefix", mounted},
		{"EverySize", everySize},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			story.tell(t, b)
		})
	}
}

// chromium is a running browser.
type chromium struct{ ctx context.Context }

// startChromium runs a browser until the test ends. It skips the test where there is
// none, unless PARLEY_E2E=1 says that there has to be one.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	if os.Getenv("PARLEY_E2E") != "1" {
		t.Skip("set PARLEY_E2E=1 to run the tests of the page in Chromium")
	}
	if _, err := os.Stat(chromiumPath); err != nil {
		t.Fatalf("PARLEY_E2E=1 asks for a browser: %v", err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromiumPath), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(2*time.Minute), // a busy machine is slow to start it
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("lang", "en-US"),
		// A mouse, even on a machine that has none.
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start of %s: %v", chromiumPath, err)
	}
	return &chromium{ctx}
}
