package faye

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// clientPoll is a link whose every send is a request of its own.
type clientPoll struct{ c *Client }

func (*clientPoll) connectionType() string { return longPolling }
func (*clientPoll) streams() bool          { return false }
func (*clientPoll) dead() <-chan struct{}  { return nil }
func (*clientPoll) err() error             { return nil }
func (*clientPoll) close()                 {}
func (*clientPoll) probe()                 {}
func (*clientPoll) heardAt() time.Time     { return time.Time{} }

func (p *clientPoll) send(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.c.endpoint.http, bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, values := range p.c.opts.Header {
		req.Header[name] = values
	}
	if host := p.c.opts.Header.Get("Host"); host != "" {
		req.Host = host
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := p.c.http.Do(req)
	if err != nil {
		var inside *url.Error
		if errors.As(err, &inside) {
			err = inside.Err // without the URL, which may hold a token
		}
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return readClientStatus(resp)
	}
	answer, err := readAtMost(resp.Body, p.c.opts.MaxMessage)
	if err != nil {
		return err
	}
	return p.c.receive(answer)
}

// readClientStatus also reads a little of the body, so that the connection can
// serve again.
func readClientStatus(resp *http.Response) error {
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10)
	s := &clientStatus{code: resp.StatusCode, text: resp.Status}
	if n, err := strconv.Atoi(strings.TrimSpace(resp.Header.Get("Retry-After"))); err == nil && n > 0 {
		s.pause = min(time.Duration(n)*time.Second, time.Hour)
	}
	return s
}

// readAtMost refuses what is larger, once that much of it has been read.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		return nil, fmt.Errorf("%w: more than %d bytes", errClientTooLarge, limit)
	}
	return b, err
}
