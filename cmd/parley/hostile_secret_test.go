package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// roomy is what a sender publishes: its name, in enough room to be worth compressing.
func roomy(name string) string { return name + strings.Repeat(" ", 600) }

// loaded is a message with everything that is its sender's own, each with a mark.
func loaded(name, id string) string {
	mark := func(of string) string { return "mark-of-" + name + "-" + of }
	b, err := json.Marshal(map[string]any{
		"channel": "/open", "data": roomy(name), "clientId": id, "id": mark("id"),
		"ext":        map[string]any{"secret": secret, "token": mark("ext"), "replay": mark("replay")},
		"advice":     map[string]any{"reconnect": "none", "hosts": mark("advice")},
		"connection": mark("connection"), "connectionType": mark("connectionType"), "version": mark("version"), "minimumVersion": mark("minimum"),
		"timestamp": mark("timestamp"), "subscription": mark("subscription"), "successful": mark("successful"),
		"__proto__": mark("proto"), "constructor": mark("constructor"), "sender": mark("unknown"), "Ext": mark("Ext"), "DATA": mark("DATA"),
	})
	if err != nil {
		panic(err)
	}
	return string(b)
}

// TestSecretsStayWithTheirSender has a client of every transport publish to all the
// others, with the server's secret and everything else in the message that is its own.
// Deliveries are the channel and the data; nobody is ever sent a byte of the rest, now
// or by a replay, and the log has none of it either.
func TestSecretsStayWithTheirSender(t *testing.T) {
	b := startBus(t, "--secret", secret, "--compress", "--origins", elsewhere, "--log-level", "debug")
	var all []*peer
	for _, kind := range peers() {
		p := joinAs(t, b, kind, shakeHands)
		p.says(t, subscribeAs(p.id, "/open"))
		p.says(t, p.connects())
		all = append(all, p)
	}
	inGo := b.subscriber("/open")
	for _, p := range all {
		p.publishes(t, b)
	}
	if err := clientOf(t, b.url, secretly(secret)).client.Publish(t.Context(), "/open", roomy("faye.Client")); err != nil {
		t.Fatal(err)
	}
	late := joinAs(t, b, "late", strings.Replace(shakeHands, "{", `{"ext":{"replay":true},`, 1))
	late.says(t, strings.Replace(subscribeAs(late.id, "/open"), "{", `{"ext":{"replay":{"/open":-2}},`, 1))
	senders := append(peers(), "faye.Client")
	for _, p := range append(all, late) {
		t.Run(p.kind, func(t *testing.T) { p.learnsNothing(t, senders, append(all, late)) })
	}
	t.Run("faye.Client", func(t *testing.T) {
		for _, name := range senders {
			d := inGo.next()
			// The server itself adds its position.
			if string(d.Data) != `"`+roomy(name)+`"` || string(d.Ext) != fmt.Sprintf(`{"replay":%d}`, d.Position) {
				t.Errorf("of %s it gets %s with %s", name, d.Data, d.Ext)
			}
		}
	})
	t.Run("Log", func(t *testing.T) {
		for _, p := range all {
			if log := b.stderr.String(); strings.Contains(log, secret) || strings.Contains(log, "mark-of-") || strings.Contains(log, p.id) {
				t.Errorf("it tells what it should not: %.5000s", log)
			}
		}
	})
}

// publishes sends all that a message can hold, by the peer's transport but not by the
// connection on which it listens. It does not get its secret back either.
func (p *peer) publishes(t *testing.T, b *bus) {
	t.Helper()
	w, err := dial(t, b.url)
	if err != nil {
		t.Fatal(err)
	}
	defer w.cut()
	sender := &peer{wire: w, kind: p.kind, id: p.id}
	if p.bySocket() {
		if err = sender.dialSocket(); err != nil {
			t.Fatal(err)
		}
	}
	if reply := sender.says(t, loaded(p.kind, p.id)); !strings.Contains(reply, `"successful":true`) || strings.Contains(reply, secret) {
		t.Fatalf("%s: %s", p.kind, reply)
	}
}

// learnsNothing checks everything that a peer was sent.
func (p *peer) learnsNothing(t *testing.T, senders []string, all []*peer) {
	t.Helper()
	var names []string
	for _, m := range p.receives(t, senders) {
		names = append(names, strings.TrimSpace(fmt.Sprint(m["data"])))
		if p.kind == "late" { // it has asked for the positions
			delete(m, "ext")
		}
		if len(m) != 2 {
			t.Errorf("a delivery with more than it should have: %v", m)
		}
	}
	if !slices.Equal(names, senders) {
		t.Errorf("got %q, want %q", names, senders)
	}
	if p.kind == "acknowledging" && p.acked == 0 {
		t.Error("no batch had a number")
	}
	seen := p.seen.String()
	if strings.Contains(seen, secret) || strings.Contains(seen, "mark-of-") {
		t.Errorf("was sent %s", seen)
	}
	for _, other := range all {
		if other != p && strings.Contains(seen, other.id) {
			t.Errorf("learns the id of the %s client", other.kind)
		}
	}
}
