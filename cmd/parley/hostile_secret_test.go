package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// peer is a client that keeps every byte which it was ever sent.
type peer struct {
	*wire
	kind   string
	id     string
	conn   *websocket.Conn // of kind "websocket"
	events *wire           // of kind "eventsource"
	seen   strings.Builder
}

// peers are the transports, and each kind of body that carries one.
func peers() []string {
	return []string{"websocket", "eventsource", "long-polling", "form", "text", "callback-polling"}
}

// joinAs brings a peer in.
func joinAs(t *testing.T, b *bus, kind, handshake string) *peer {
	t.Helper()
	p := &peer{kind: kind}
	var err error
	if p.wire, err = dial(t, b.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.cut)
	if kind == "websocket" {
		if p.conn, err = p.upgrade(); err != nil {
			t.Fatal(err)
		}
	}
	all, err := parseHeard(p.says(t, handshake))
	if err != nil {
		t.Fatal(err)
	}
	p.id = all[0].ClientID
	if kind == "eventsource" {
		if p.events, err = dial(t, b.url); err == nil {
			t.Cleanup(p.events.cut)
			err = p.events.stream(p.id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// connectionType is what Bayeux calls the kind.
func (p *peer) connectionType() string {
	switch p.kind {
	case "websocket", "eventsource", "callback-polling":
		return p.kind
	}
	return "long-polling"
}

// says sends a message by the peer's transport, and reads the next that comes there.
func (p *peer) says(t *testing.T, message string) string {
	t.Helper()
	var text string
	var err error
	switch form := "message=" + url.QueryEscape(message); p.kind {
	case "websocket":
		if err = speak(p.conn, message); err == nil {
			text = p.next(t)
		}
		return text
	case "form":
		err = p.send(form, asForm)
	case "text":
		err = p.send(form, asText)
	case "callback-polling":
		_, err = fmt.Fprintf(p, "GET /faye?jsonp=f&%s HTTP/1.1\r\nHost: x\r\n\r\n", form)
	default:
		err = p.send(message)
	}
	if err == nil {
		_, text, err = p.answer()
	}
	if err != nil {
		t.Fatalf("%s: %v", p.kind, err)
	}
	p.seen.WriteString(text)
	return strings.TrimSuffix(strings.TrimPrefix(text, "/**/f("), ");")
}

// next waits for what is pushed, or asks for it.
func (p *peer) next(t *testing.T) (text string) {
	t.Helper()
	var err error
	switch p.kind {
	case "websocket":
		var b []byte
		_, b, err = p.conn.ReadMessage()
		text = string(b)
	case "eventsource":
		for err == nil && !strings.HasPrefix(text, "data: ") {
			text, err = p.events.r.ReadString('\n')
		}
		text = strings.TrimPrefix(text, "data: ")
	default:
		return p.says(t, connectAs(p.id, p.connectionType()))
	}
	if err != nil {
		t.Fatalf("%s: %v", p.kind, err)
	}
	p.seen.WriteString(text)
	return text
}

// receives reads until the data of all senders has come, and returns the deliveries.
func (p *peer) receives(t *testing.T, senders []string) (all []map[string]any) {
	t.Helper()
	for len(all) < len(senders) {
		var some []map[string]any
		if err := json.Unmarshal([]byte(p.next(t)), &some); err != nil {
			t.Fatalf("%s: %v", p.kind, err)
		}
		for _, m := range some {
			if m["channel"] == "/open" {
				all = append(all, m)
			}
		}
	}
	return all
}

// loaded is a message with everything that is its sender's own, each with a mark.
func loaded(name, id string) string {
	mark := func(of string) string { return "mark-of-" + name + "-" + of }
	b, err := json.Marshal(map[string]any{
		"channel": "/open", "data": name, "clientId": id, "id": mark("id"),
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
	b := startBus(t, "--secret", secret, "--log-level", "debug")
	var all []*peer
	for _, kind := range peers() {
		p := joinAs(t, b, kind, shakeHands)
		p.says(t, subscribeAs(p.id, "/open"))
		p.says(t, connectAs(p.id, p.connectionType()))
		all = append(all, p)
	}
	inGo := b.subscriber("/open")
	for _, p := range all {
		p.publishes(t, b)
	}
	if err := clientOf(t, b.url, secretly(secret)).client.Publish(t.Context(), "/open", "faye.Client"); err != nil {
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
			if string(d.Data) != `"`+name+`"` || string(d.Ext) != fmt.Sprintf(`{"replay":%d}`, d.Position) {
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
	if p.kind == "websocket" {
		if sender.conn, err = w.upgrade(); err != nil {
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
		names = append(names, fmt.Sprint(m["data"]))
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
