package faye_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestClientSaysHowLong: a connect's own advice.timeout counts, up to the server's, on
// every transport.
func TestClientSaysHowLong(t *testing.T) {
	for name, dial := range map[string]func(*fayetest.Network) *fayetest.Client{
		"WebSocket":   func(n *fayetest.Network) *fayetest.Client { return n.WebSocket() },
		"LongPolling": func(n *fayetest.Network) *fayetest.Client { return n.Poll() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, err := faye.NewServer(&faye.Options{Timeout: 30 * time.Second})
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = s.Shutdown(context.Background()) }()
				c := dial(fayetest.Serve(t, s))
				c.Handshake()
				c.Connect() // a session's first is never held
				for ask, held := range map[int]time.Duration{0: 0, 7000: 7 * time.Second, 3_600_000: 30 * time.Second} {
					before := time.Now()
					r := c.Call(fayetest.Message{"channel": "/meta/connect", "connectionType": "long-polling", "advice": map[string]int{"timeout": ask}})
					if took := time.Since(before); took != held || r["successful"] != true {
						t.Errorf("asked for %d ms, held for %v: %v", ask, took, r)
					}
				}
			})
		})
	}
}
