package fayetest

import (
	"bufio"
	"context"
	"net/http"
	"strings"
)

// streamCarrier sends by POST; what the event stream brings is an answer like
// any other.
type streamCarrier struct {
	*httpCarrier
	ctx    context.Context
	cancel context.CancelFunc
	opened bool
}

// EventSource is a client that sends by POST and reads an event stream, which
// Join opens.
func (n *Network) EventSource() *Client {
	c := n.over("eventsource", postJSON)
	ctx, cancel := context.WithCancel(context.Background())
	c.carrier = &streamCarrier{httpCarrier: c.carrier.(*httpCarrier), ctx: ctx, cancel: cancel}
	c.polls = false
	n.t.Cleanup(cancel)
	return c
}

// Open opens the event stream of the client's session. It has no effect on
// clients of other kinds, nor on one whose stream is open.
func (c *Client) Open() {
	c.t.Helper()
	s, ok := c.carrier.(*streamCarrier)
	if !ok || s.opened {
		return
	}
	s.opened = true
	if err := s.open(c.ID); err != nil {
		c.t.Fatal("open stream: ", err)
	}
}

// open returns once the header has come.
func (s *streamCarrier) open(id string) error {
	req, err := http.NewRequestWithContext(s.ctx, http.MethodGet, "http://faye.test/faye/"+id, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	go s.read(resp)
	return nil
}

// read passes on the data of events, pings as ":", and the end as "end of stream".
func (s *streamCarrier) read(resp *http.Response) {
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewReader(resp.Body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			s.got <- "end of stream"
			return
		}
		line = strings.TrimRight(line, "\r\n")
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			s.got <- data
		} else if line == ":" {
			s.got <- line
		}
	}
}

func (s *streamCarrier) close() { s.cancel() }
