package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// wire is one TCP connection to a server. What goes over it need not be HTTP.
type wire struct {
	*net.TCPConn
	r   *bufio.Reader
	ctx context.Context
}

// dialFrom connects to the server at url from an address of this machine; "": from any.
func dialFrom(t *testing.T, url, from string) (*wire, error) {
	return dialBy(t, &net.Dialer{}, url, from)
}

func dialBy(t *testing.T, d *net.Dialer, url, from string) (*wire, error) {
	if from != "" {
		d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(from)}
	}
	conn, err := d.DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		return nil, err
	}
	// A server that hangs shall fail the test, not hang it.
	_ = conn.SetDeadline(time.Now().Add(4 * time.Minute))
	return &wire{conn.(*net.TCPConn), bufio.NewReaderSize(conn, 1024), t.Context()}, nil
}

func dial(t *testing.T, url string) (*wire, error) { return dialFrom(t, url, "") }

// cut ends the connection as a broken network does: what is on its way is lost.
func (w *wire) cut() {
	_ = w.SetLinger(0)
	_ = w.Close()
}

// send writes a POST with a body and headers, "Name: value" each.
func (w *wire) send(body string, headers ...string) error {
	if len(headers) == 0 {
		headers = []string{"Content-Type: application/json"}
	}
	_, err := fmt.Fprintf(w, "POST /faye HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %d\r\n\r\n%s",
		strings.Join(headers, "\r\n"), len(body), body)
	return err
}

// answer reads a response.
func (w *wire) answer() (status int, text string, err error) {
	res, err := http.ReadResponse(w.r, nil)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	return res.StatusCode, string(b), err
}

// post sends messages, and reads their answer, which must be one.
func (w *wire) post(body string) ([]heard, error) {
	if err := w.send(body); err != nil {
		return nil, err
	}
	status, text, err := w.answer()
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("status %d: %.200s", status, text)
	}
	if err != nil {
		return nil, err
	}
	return parseHeard(text)
}

// upgrade makes it a WebSocket.
func (w *wire) upgrade() (*websocket.Conn, error) { return w.upgradeWith(&websocket.Dialer{}) }

func (w *wire) upgradeWith(d *websocket.Dialer) (*websocket.Conn, error) {
	d.NetDialContext = func(context.Context, string, string) (net.Conn, error) { return w.TCPConn, nil }
	d.ReadBufferSize, d.WriteBufferSize = 1024, 1024
	conn, res, err := d.DialContext(w.ctx, "ws://x/faye", nil)
	if res != nil {
		_ = res.Body.Close()
	}
	if err == nil { // the dialer has lifted it
		err = w.SetDeadline(time.Now().Add(4 * time.Minute))
	}
	return conn, err
}

// heard is a message from the server.
type heard struct {
	Channel, ClientID, ID, Error string
	Successful                   bool
	Data                         json.RawMessage
}

func parseHeard(text string) (all []heard, err error) {
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, fmt.Errorf("%w in %.200q", err, text)
	}
	for _, m := range all {
		if m.Data == nil && !m.Successful {
			return all, fmt.Errorf("refused: %.200s", text)
		}
	}
	return all, nil
}

// What clients say.

const shakeHands = `{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling","websocket","eventsource","callback-polling"]}`

func connectAs(id, kind string) string {
	return fmt.Sprintf(`{"channel":"/meta/connect","clientId":%q,"connectionType":%q}`, id, kind)
}

func disconnectAs(id string) string {
	return fmt.Sprintf(`{"channel":"/meta/disconnect","clientId":%q}`, id)
}

func subscribeAs(id string, channels ...string) string {
	list, err := json.Marshal(channels)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"channel":"/meta/subscribe","clientId":%q,"subscription":%s}`, id, list)
}

// join shakes hands, subscribes and connects for the first time, which is answered at
// once.
func (w *wire) join(channels ...string) (id string, err error) {
	all, err := w.post(shakeHands)
	if err != nil {
		return "", err
	}
	id = all[0].ClientID
	_, err = w.post("[" + subscribeAs(id, channels...) + "," + connectAs(id, "long-polling") + "]")
	return id, err
}

// hear reads one frame.
func hear(conn *websocket.Conn) ([]heard, error) {
	_, b, err := conn.ReadMessage()
	if err != nil {
		return nil, err
	}
	return parseHeard(string(b))
}

// socket joins over a WebSocket, which is returned with a connect held.
func (w *wire) socket(channels ...string) (conn *websocket.Conn, id string, err error) {
	if conn, err = w.upgrade(); err != nil {
		return nil, "", err
	}
	if err = speak(conn, shakeHands); err != nil {
		return nil, "", err
	}
	all, err := hear(conn)
	if err != nil {
		return nil, "", err
	}
	id = all[0].ClientID
	if err = speak(conn, "["+subscribeAs(id, channels...)+","+connectAs(id, "websocket")+"]"); err != nil {
		return nil, "", err
	}
	for connected := false; !connected; {
		if all, err = hear(conn); err != nil {
			return nil, "", err
		}
		connected = all[len(all)-1].Channel == "/meta/connect"
	}
	return conn, id, speak(conn, connectAs(id, "websocket"))
}

func speak(conn *websocket.Conn, text string) error {
	return conn.WriteMessage(websocket.TextMessage, []byte(text))
}
