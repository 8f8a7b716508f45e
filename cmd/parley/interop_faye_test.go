package main

import (
	"testing"
)

// TestStockFaye: the clients that npm has of Faye, in Node and from their bundles in a
// real Chromium, over each transport that they know.
func TestStockFaye(t *testing.T) {
	needNode(t)
	t.Parallel()
	browser := startChromium(t)
	for name, version := range map[string]string{"1.4.3": "faye", "1.4.0": "faye-1-4-0", "1.2.4": "faye-1-2-4"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := fayeCrew(t, browser, version)
			c.story(t)
		})
	}
}

// fayeCrew starts a server and, for it, one client of the version per transport.
func fayeCrew(t *testing.T, browser *chromium, version string) *crew {
	t.Helper()
	site := startPages(t)
	c := &crew{bus: startBus(t, "--open", "--origins", site.foreign, "--timeout", holds)}
	site.serve(t, version, c.bus.url)
	for _, transport := range []string{"websocket", "long-polling"} {
		c.join(connect(t, c.bus.process, nil, library{"interop_" + version, transport}))
	}
	for _, of := range []pageOf{
		{transport: "websocket"}, {transport: "cross-origin-long-polling"}, {transport: "callback-polling"},
		{transport: "eventsource", own: true}, {transport: "long-polling", own: true},
		{transport: "eventsource", app: true}, {transport: "long-polling", app: true},
	} {
		r, w := connectPage(t, browser, site, c.bus.url, of)
		c.join(r)
		c.windows = append(c.windows, w)
	}
	return c
}
