package fayetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"
)

// Message is a Bayeux message as a client sees it.
type Message map[string]any

// Client speaks Bayeux for a test, which fails when anything does. It does only
// what it is told to, and is for one goroutine.
type Client struct {
	// ID is the clientId that the handshake gave.
	ID string

	t       testing.TB
	carrier carrier
	polls   bool
	kind    string // the connectionType of its connects
	count   int
	waiting []Message // deliveries that came with something else
	replies []Message
	held    bool // a connect has been sent and not been answered
}

// Poll is a client that uses long-polling.
func (n *Network) Poll() *Client { return n.over("long-polling", postJSON) }

// Form is a client that uses cross-origin-long-polling: form bodies that are called
// plain text.
func (n *Network) Form() *Client { return n.over("cross-origin-long-polling", postForm) }

// Callback is a client that uses callback-polling.
func (n *Network) Callback() *Client { return n.over("callback-polling", getScript) }

func (n *Network) over(kind string, request func(string) (*http.Request, error)) *Client {
	c := &httpCarrier{client: n.client, make: request, got: make(chan string, 64)}
	return &Client{t: n.t, carrier: c, polls: true, kind: kind}
}

// WebSocket is a client that has opened a socket. The headers, if any, go with
// the upgrade.
func (n *Network) WebSocket(headers ...http.Header) *Client {
	n.t.Helper()
	var h http.Header
	if len(headers) > 0 {
		h = headers[0]
	}
	c, err := openSocket(n, h)
	if err != nil {
		n.t.Fatal("open socket:", err)
	}
	n.t.Cleanup(c.close)
	return &Client{t: n.t, carrier: c, kind: "websocket"}
}

// Send sends a message or an array, as JSON, and does not wait.
func (c *Client) Send(body string) {
	c.t.Helper()
	if err := c.carrier.send(body); err != nil {
		c.t.Fatalf("send %s: %v", body, err)
	}
}

// Receive waits for the next answer or frame, and gives it as it came: an array,
// "closed 1001" for a close frame, ":" for a stream's ping and "end of stream"
// for its end, "error: …" for a request that failed, "" when there can be no more.
func (c *Client) Receive() string {
	c.t.Helper()
	select {
	case got := <-c.carrier.answers():
		return got
	case <-time.After(time.Hour):
		c.t.Fatal("no answer")
		return ""
	}
}

// Quiet tells whether nothing has arrived that was not received.
func (c *Client) Quiet() bool { return len(c.carrier.answers()) == 0 && len(c.waiting) == 0 }

// Close cuts the connection.
func (c *Client) Close() { c.carrier.close() }

// Call sends a message, with the client's id and a fresh id of its own, and
// waits for its reply.
func (c *Client) Call(m Message) Message {
	c.t.Helper()
	id := c.post(m)
	return c.await(func(r Message) bool { return r["id"] == id })
}

// Handshake opens a session, and fails the test if it is refused.
func (c *Client) Handshake() {
	c.t.Helper()
	r := c.Call(Message{"channel": "/meta/handshake", "version": "1.0",
		"supportedConnectionTypes": []string{"websocket", "eventsource", "long-polling", "cross-origin-long-polling", "callback-polling"}})
	if r["successful"] != true {
		c.t.Fatalf("handshake refused: %v", r)
	}
	c.ID = r["clientId"].(string)
}

// Join shakes hands, subscribes, and connects for the first time.
func (c *Client) Join(channels ...string) {
	c.t.Helper()
	c.Handshake()
	for _, channel := range channels {
		if r := c.Subscribe(channel); r["successful"] != true {
			c.t.Fatalf("subscribe refused: %v", r)
		}
	}
	if r := c.Connect(); r["successful"] != true {
		c.t.Fatalf("connect refused: %v", r)
	}
	c.Open()
}

// NextReply gives a reply that no call has taken: that of a service, behind the
// reply to its publish.
func (c *Client) NextReply() Message {
	c.t.Helper()
	return c.await(func(Message) bool { return true })
}

// Subscribe asks for a channel and gives the reply.
func (c *Client) Subscribe(channel string) Message {
	c.t.Helper()
	return c.Call(Message{"channel": "/meta/subscribe", "subscription": channel})
}

// Publish sends data, as JSON, and gives the reply.
func (c *Client) Publish(channel, data string) Message {
	c.t.Helper()
	return c.Call(Message{"channel": channel, "data": json.RawMessage(data)})
}

// Connect sends a connect and waits for its answer.
func (c *Client) Connect() Message {
	c.t.Helper()
	id := c.Hold()
	return c.await(func(r Message) bool { return r["id"] == id })
}

// Hold sends a connect and does not wait. It gives the id that the reply will
// have.
func (c *Client) Hold() (id string) {
	c.t.Helper()
	c.held = true
	return c.post(Message{"channel": "/meta/connect", "connectionType": c.kind})
}

// Next gives the next delivery. A polling client sends the connects that it
// takes.
func (c *Client) Next() Message {
	c.t.Helper()
	for len(c.waiting) == 0 {
		if c.polls && !c.held {
			c.Hold()
		}
		c.sort(c.Receive())
	}
	next := c.waiting[0]
	c.waiting = c.waiting[1:]
	return next
}

func isConnect(m Message) bool { return m["channel"] == "/meta/connect" }

func (c *Client) post(m Message) (id string) {
	c.t.Helper()
	c.count++
	m["id"] = fmt.Sprint(c.count)
	if c.ID != "" {
		m["clientId"] = c.ID
	}
	body, err := json.Marshal([]Message{m})
	if err != nil {
		c.t.Fatal("encode:", err)
	}
	c.Send(string(body))
	return m["id"].(string)
}

// await receives until a reply fits.
func (c *Client) await(fits func(Message) bool) Message {
	c.t.Helper()
	for {
		for i, r := range c.replies {
			if fits(r) {
				c.replies = append(c.replies[:i:i], c.replies[i+1:]...)
				return r
			}
		}
		c.sort(c.Receive())
	}
}

// sort tells replies from deliveries.
func (c *Client) sort(answer string) {
	c.t.Helper()
	var all []Message
	if err := json.Unmarshal([]byte(answer), &all); err != nil {
		c.t.Fatalf("answer is no array: %q", answer)
	}
	for _, m := range all {
		if _, reply := m["successful"]; !reply {
			c.waiting = append(c.waiting, m)
			continue
		}
		if isConnect(m) {
			c.held = false
		}
		c.replies = append(c.replies, m)
	}
}
