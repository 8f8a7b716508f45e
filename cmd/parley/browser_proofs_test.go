package main

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/parleychat/parley/internal/browsertest"
)

// TestBrowserProofs: the page keeps its place, its size and its speed when there is much of
// everything, in a Chromium whose scrollbars can be dragged.
func TestBrowserProofs(t *testing.T) {
	t.Parallel()
	b := &chromium{browsertest.Start(t, chromedp.Flag("hide-scrollbars", false),
		chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "en-US"))}
	for _, story := range []struct {
		name string
		tell func(t *testing.T, b *chromium)
	}{
		{"TenThousandMessages", tenThousand},
		{"ManyArrive", manyArrive},
		{"CutNetwork", cutNetwork},
		{"KilledServer", killedUnderWriting},
		{"SmoothTyping", smoothTyping},
		{"FirstMessageInOneRoundTrip", firstMessage},
		{"SeveralTabs", severalTabs},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			story.tell(t, b)
		})
	}
}
