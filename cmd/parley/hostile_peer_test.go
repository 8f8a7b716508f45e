package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// peer is a client that keeps every byte which it was ever sent.
type peer struct {
	*wire
	kind   string
	id     string
	conn   *websocket.Conn // of kind "websocket"
	events *wire           // of kind "eventsource"
	acked  int             // of kind "acknowledging": the last batch
	seen   strings.Builder
}

// peers are the transports, each kind of body that carries one, and what changes the way
// in which messages are sent.
func peers() []string {
	return []string{"websocket", "deflated", "eventsource", "long-polling", "form", "text", "cross-origin", "acknowledging", "callback-polling"}
}

// elsewhere is the origin of another site's page.
const elsewhere = "https://elsewhere.example"

// dialSocket opens the socket of a peer of kind "websocket", or of "deflated", which
// compresses what it sends and asks for the same.
func (p *peer) dialSocket() (err error) {
	if p.kind != "deflated" {
		p.conn, err = p.upgrade()
		return err
	}
	d := websocket.Dialer{
		NetDialContext:    func(context.Context, string, string) (net.Conn, error) { return p.TCPConn, nil },
		EnableCompression: true,
	}
	conn, res, err := d.DialContext(p.ctx, "ws://x/faye", nil)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if !strings.Contains(res.Header.Get("Sec-WebSocket-Extensions"), "permessage-deflate") {
		return errors.New("the server does not compress")
	}
	p.conn = conn
	return p.SetDeadline(time.Now().Add(4 * time.Minute)) // the dialer has lifted it
}

// bySocket tells whether the peer's kind is one of WebSockets.
func (p *peer) bySocket() bool { return p.kind == "websocket" || p.kind == "deflated" }

// joinAs brings a peer in.
func joinAs(t *testing.T, b *bus, kind, handshake string) *peer {
	t.Helper()
	p := &peer{kind: kind}
	var err error
	if p.wire, err = dial(t, b.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.cut)
	if p.bySocket() {
		if err = p.dialSocket(); err != nil {
			t.Fatal(err)
		}
	}
	if kind == "acknowledging" {
		handshake = strings.Replace(handshake, "{", `{"ext":{"ack":true},`, 1)
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
	case "deflated":
		return "websocket"
	case "cross-origin":
		return "cross-origin-long-polling"
	}
	return "long-polling"
}

// connects is the peer's connect, which may acknowledge what has come.
func (p *peer) connects() string {
	connect := connectAs(p.id, p.connectionType())
	if p.kind == "acknowledging" {
		connect = strings.Replace(connect, "{", fmt.Sprintf(`{"ext":{"ack":%d},`, p.acked), 1)
	}
	return connect
}

// takesNote remembers the batch that an answer ends, to acknowledge it.
func (p *peer) takesNote(answer string) {
	var all []struct{ Ext struct{ Ack json.RawMessage } }
	if p.kind != "acknowledging" || json.Unmarshal([]byte(answer), &all) != nil {
		return
	}
	for _, m := range all {
		if n, err := strconv.Atoi(string(m.Ext.Ack)); err == nil { // the handshake's is a boolean
			p.acked = n
		}
	}
}

// says sends a message by the peer's transport, and reads the next that comes there.
func (p *peer) says(t *testing.T, message string) string {
	t.Helper()
	var text string
	var err error
	switch form := "message=" + url.QueryEscape(message); p.kind {
	case "websocket", "deflated":
		if err = speak(p.conn, message); err == nil {
			text = p.next(t)
		}
		return text
	case "form":
		err = p.send(form, asForm)
	case "text":
		err = p.send(form, asText)
	case "cross-origin":
		err = p.send(form, asText, "Origin: "+elsewhere)
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
	p.takesNote(text)
	return strings.TrimSuffix(strings.TrimPrefix(text, "/**/f("), ");")
}

// next waits for what is pushed, or asks for it.
func (p *peer) next(t *testing.T) (text string) {
	t.Helper()
	var err error
	switch p.kind {
	case "websocket", "deflated":
		var b []byte
		_, b, err = p.conn.ReadMessage()
		text = string(b)
	case "eventsource":
		for err == nil && !strings.HasPrefix(text, "data: ") {
			text, err = p.events.r.ReadString('\n')
		}
		text = strings.TrimPrefix(text, "data: ")
	default:
		return p.says(t, p.connects())
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
