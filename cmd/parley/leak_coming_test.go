package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/faye"
)

// coming is a way in which a client comes and goes. Its connection is cut in the end,
// unless it has been closed.
type coming struct {
	name string
	do   func(v *visit) error
}

// visit is one client that comes and goes.
type visit struct {
	*wire
	t    *testing.T
	url  string
	more []*wire // further connections, cut in the end
}

func (c coming) run(t *testing.T, url string) error {
	w, err := dial(t, url)
	if err != nil {
		return err
	}
	v := &visit{wire: w, t: t, url: url}
	err = c.do(v)
	for _, one := range append(v.more, w) {
		one.cut()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	return nil
}

func (v *visit) another() (*wire, error) {
	w, err := dial(v.t, v.url)
	if err == nil {
		v.more = append(v.more, w)
	}
	return w, err
}

func comings() []coming {
	return []coming{
		{"says nothing", func(*visit) error { return nil }},
		{"sends half a header", func(v *visit) error { _, err := io.WriteString(v, "POST /faye HTTP/1.1\r\nHo"); return err }},
		{"sends half a body", func(v *visit) error {
			_, err := io.WriteString(v, "POST /faye HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n[{")
			return err
		}},
		{"shakes hands and no more", func(v *visit) error { _, err := v.post(shakeHands); return err }},
		{"is refused", func(v *visit) error {
			return v.answers(200, "402:version:", `{"channel":"/meta/handshake","supportedConnectionTypes":["long-polling"]}`)
		}},
		{"polls and disconnects", pollAndDisconnect},
		{"polls and expires", func(v *visit) error { _, err := v.join("/leak", "/leak/*", "/own/**"); return err }},
		{"gives up its poll", func(v *visit) error { return v.leavePoll(func() { v.cut() }) }},
		{"closes in its poll", func(v *visit) error { return v.leavePoll(func() { _ = v.Close() }) }},
		{"disconnects in its poll", disconnectInPoll},
		{"polls by script", pollByScript},
		{"polls by form", pollByForm},
		{"acknowledges nothing", acknowledgeNothing},
		{"compresses", compressed},
		{"opens a socket and no more", func(v *visit) error { _, err := v.upgrade(); return err }},
		{"is refused on a socket", func(v *visit) error { return v.refuses(`{"channel":"/meta/handshake"}`, "402:") }},
		{"disconnects its socket", disconnectSocket},
		{"closes its socket", closeSocket},
		{"has its socket cut", func(v *visit) error { _, _, err := v.socket("/leak", "/own"); return err }},
		{"has its socket cut in mid-frame", func(v *visit) error {
			_, _, err := v.socket("/leak")
			if err == nil {
				_, err = io.WriteString(v, "\x81\xfe\x01\x00\x00\x00\x00\x00[")
			}
			return err
		}},
		{"has its stream cut", func(v *visit) error { _, err := v.listens(); return err }},
		{"disconnects from its stream", disconnectStream},
		{"moves from stream to socket", moveToSocket},
		{"is a faye.Client", func(v *visit) error { return goClient(v, false) }},
		{"is a polling faye.Client", func(v *visit) error { return goClient(v, true) }},
	}
}

func pollAndDisconnect(v *visit) error {
	id, err := v.join("/leak")
	if err == nil {
		_, err = v.post(disconnectAs(id))
	}
	return err
}

func (v *visit) leavePoll(leave func()) error {
	id, err := v.join("/leak/a")
	if err == nil {
		err = v.send(connectAs(id, "long-polling"))
	}
	leave()
	return err
}

func disconnectInPoll(v *visit) error {
	id, err := v.join("/leak/a")
	if err == nil {
		err = v.send(connectAs(id, "long-polling"))
	}
	if err != nil {
		return err
	}
	other, err := v.another()
	if err == nil {
		_, err = other.post(disconnectAs(id))
	}
	return err // whichever arrives first
}

// get polls by a script; the answer is a call.
func (v *visit) get(message string) ([]heard, error) {
	if _, err := fmt.Fprintf(v, "GET /faye?jsonp=f&message=%s HTTP/1.1\r\nHost: x\r\n\r\n", url.QueryEscape(message)); err != nil {
		return nil, err
	}
	status, text, err := v.answer()
	text, ok := strings.CutPrefix(text, "/**/f(")
	if err != nil || !ok {
		return nil, fmt.Errorf("%d %s %v", status, text, err)
	}
	return parseHeard(strings.TrimSuffix(text, ");"))
}

func pollByScript(v *visit) error {
	all, err := v.get(shakeHands)
	if err != nil {
		return err
	}
	_, err = v.get("[" + subscribeAs(all[0].ClientID, "/leak/script") + "," + connectAs(all[0].ClientID, "callback-polling") + "]")
	return err
}

func pollByForm(v *visit) error {
	id, err := v.join("/leak/form")
	if err != nil {
		return err
	}
	return v.answers(200, `"successful":true`, "message="+url.QueryEscape(connectAs(id, "long-polling"))+"&message="+url.QueryEscape(disconnectAs(id)), asForm)
}

// acknowledgeNothing asks for acknowledgements and a replay, and leaves with all that
// it gets unacknowledged.
func acknowledgeNothing(v *visit) error {
	all, err := v.post(strings.Replace(shakeHands, "{", `{"ext":{"ack":true,"replay":true},`, 1))
	if err != nil {
		return err
	}
	id := all[0].ClientID
	subscribe := strings.Replace(subscribeAs(id, "/leak/kept"), "{", `{"ext":{"replay":{"/leak/kept":-2}},`, 1)
	_, err = v.post("[" + subscribe + "," + connectAs(id, "long-polling") + `,{"channel":"/leak/kept","data":1},{"channel":"/leak/kept","data":2}]`)
	if err == nil {
		_, err = v.post(connectAs(id, "long-polling"))
	}
	return err
}

func disconnectSocket(v *visit) error {
	conn, id, err := v.socket("/leak/socket")
	if err == nil {
		err = speak(conn, disconnectAs(id))
	}
	for err == nil {
		_, _, err = conn.ReadMessage()
	}
	return notClosed(err)
}

func notClosed(err error) error {
	if closed := (*websocket.CloseError)(nil); errors.As(err, &closed) {
		return nil
	}
	return err
}

func closeSocket(v *visit) error {
	conn, _, err := v.socket("/leak/socket", "/own/**")
	if err == nil {
		err = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	}
	for err == nil {
		_, _, err = conn.ReadMessage()
	}
	return notClosed(err)
}

// listens opens a stream beside the connection that posts.
func (v *visit) listens() (id string, err error) {
	if id, err = v.join("/leak/stream"); err != nil {
		return "", err
	}
	stream, err := v.another()
	if err == nil {
		err = stream.stream(id)
	}
	return id, err
}

func disconnectStream(v *visit) error {
	id, err := v.listens()
	if err == nil {
		_, err = v.post(disconnectAs(id))
	}
	for line := ""; err == nil && line != "0\r\n"; { // the last chunk
		line, err = v.more[0].r.ReadString('\n')
	}
	return err
}

func moveToSocket(v *visit) error {
	id, err := v.listens()
	if err != nil {
		return err
	}
	w, err := v.another()
	if err != nil {
		return err
	}
	conn, err := w.upgrade()
	if err == nil {
		err = speak(conn, connectAs(id, "websocket"))
	}
	if err == nil {
		err = speak(conn, subscribeAs(id, "/leak/moved"))
	}
	if err == nil {
		_, err = hear(conn)
	}
	return err
}

func goClient(v *visit, polling bool) error {
	c, err := faye.NewClient(v.url+"/faye", &faye.ClientOptions{DisableWebSocket: polling})
	if err != nil {
		return err
	}
	if _, err = c.Subscribe(v.t.Context(), "/leak/client", func(faye.Delivery) {}); err == nil {
		err = c.Publish(v.t.Context(), "/leak/client", 1)
	}
	return errors.Join(err, c.Close(v.t.Context()))
}
