package faye_test

import (
	"encoding/json"

	"github.com/parleychat/parley/faye/fayetest"
)

// carriers are the ways in which a client may come.
var carriers = map[string]func(*fayetest.Network) *fayetest.Client{
	"WebSocket":   func(n *fayetest.Network) *fayetest.Client { return n.WebSocket() },
	"EventSource": func(n *fayetest.Network) *fayetest.Client { return n.EventSource() },
	"Poll":        func(n *fayetest.Network) *fayetest.Client { return n.Poll() },
	"Form":        func(n *fayetest.Network) *fayetest.Client { return n.Form() },
	"Callback":    func(n *fayetest.Network) *fayetest.Client { return n.Callback() },
}

func rawJSON(text string) json.RawMessage { return json.RawMessage(text) }
