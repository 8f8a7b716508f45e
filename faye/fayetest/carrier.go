package fayetest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/websocket"
)

// carrier brings a request to the server; answers come back one by one.
type carrier interface {
	send(body string) error
	answers() <-chan string // closed when no more can come
	close()
}

// httpCarrier makes one request per send, as many at once as are sent.
type httpCarrier struct {
	client *http.Client
	make   func(body string) (*http.Request, error)
	got    chan string
}

func (h *httpCarrier) send(body string) error {
	req, err := h.make(body)
	if err != nil {
		return err
	}
	go func() {
		answer, err := h.roundTrip(req)
		if err != nil {
			answer = fmt.Sprintf("error: %v", err)
		}
		h.got <- answer
	}()
	return nil
}

func (h *httpCarrier) roundTrip(req *http.Request) (string, error) {
	resp, err := h.client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", resp.Status, body)
	}
	text := string(body)
	if call, ok := strings.CutPrefix(text, "/**/jsonpcallback("); ok {
		text = strings.TrimSuffix(call, ");")
	}
	return text, err
}

func (h *httpCarrier) answers() <-chan string { return h.got }
func (h *httpCarrier) close()                 {}

func postJSON(body string) (*http.Request, error) {
	return post("application/json", body)
}

func postForm(body string) (*http.Request, error) {
	return post("text/plain;charset=UTF-8", "message="+url.QueryEscape(body))
}

func post(contentType, body string) (*http.Request, error) {
	req, err := http.NewRequest(http.MethodPost, "http://faye.test/faye", strings.NewReader(body))
	if err == nil {
		req.Header.Set("Content-Type", contentType)
	}
	return req, err
}

func getScript(body string) (*http.Request, error) {
	return http.NewRequest(http.MethodGet, "http://faye.test/faye?message="+url.QueryEscape(body), nil)
}

// socketCarrier reads frames all the time.
type socketCarrier struct {
	conn *websocket.Conn
	got  chan string
}

func openSocket(n *Network, header http.Header) (*socketCarrier, error) {
	conn, resp, err := n.Dialer().Dial("ws://faye.test/faye", header)
	if err != nil {
		if resp != nil {
			err = errors.New(resp.Status)
		}
		return nil, err
	}
	s := &socketCarrier{conn: conn, got: make(chan string, 1024)}
	go s.read()
	return s, nil
}

func (s *socketCarrier) read() {
	defer close(s.got)
	for {
		_, frame, err := s.conn.ReadMessage()
		if err != nil {
			var closed *websocket.CloseError
			if errors.As(err, &closed) {
				s.got <- fmt.Sprintf("closed %d", closed.Code)
			}
			return
		}
		s.got <- string(frame)
	}
}

func (s *socketCarrier) send(body string) error {
	return s.conn.WriteMessage(websocket.TextMessage, []byte(body))
}

func (s *socketCarrier) answers() <-chan string { return s.got }
func (s *socketCarrier) close()                 { _ = s.conn.Close() }
