package fayetest

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// bareRequest is a request of a transcript while its lines are read.
type bareRequest struct {
	method, target string
	header         http.Header
	body           string
}

// bareAnswer is what came back.
type bareAnswer struct {
	status int
	header http.Header
	body   string
}

// bareStep takes the lines that belong to bare requests; false: it is another.
func (r *runner) bareStep(word, rest string) bool {
	r.t.Helper()
	switch {
	case word == "http":
		r.perform()
		method, target, _ := strings.Cut(rest, " ")
		r.request = &bareRequest{method: method, target: r.names.fill(target), header: http.Header{}}
	case word == "|" && r.request != nil:
		r.request.body = r.names.fill(rest)
	case strings.HasSuffix(word, ":") && r.request != nil:
		r.request.header.Add(strings.TrimSuffix(word, ":"), rest)
	case word == "=":
		r.perform()
		if status := http.StatusText(r.answer.status); !strings.HasPrefix(rest, strconv.Itoa(r.answer.status)) {
			r.failf("status %d %s, want %s\n%s", r.answer.status, status, rest, r.answer.body)
		}
	case word == "|" && r.answer != nil:
		r.expectBody(rest)
	case strings.HasSuffix(word, ":") && r.answer != nil:
		r.expectHeader(strings.TrimSuffix(word, ":"), rest)
	default:
		return false
	}
	return true
}

func (r *runner) expectBody(want string) {
	r.t.Helper()
	if strings.HasPrefix(want, "[") {
		if err := r.names.match(want, r.answer.body); err != nil {
			r.failf("%v\ngot  %s\nwant %s", err, r.answer.body, want)
		}
	} else if r.answer.body != want {
		r.failf("got  %q\nwant %q", r.answer.body, want)
	}
}

func (r *runner) expectHeader(name, want string) {
	r.t.Helper()
	if absent, ok := strings.CutPrefix(name, "-"); ok {
		if got := r.answer.header.Values(absent); got != nil {
			r.failf("%s: got %q, want none", absent, got)
		}
	} else if got := strings.Join(r.answer.header.Values(name), ", "); got != want {
		r.failf("%s: got %q, want %q", name, got, want)
	}
}

// perform makes the request whose lines have been read.
func (r *runner) perform() {
	r.t.Helper()
	q := r.request
	if q == nil {
		return
	}
	r.request = nil
	req, err := http.NewRequest(q.method, "http://faye.test"+q.target, bytes.NewBufferString(q.body))
	if err != nil {
		r.failf("%v", err)
	}
	req.Header = q.header
	resp, err := r.network.client.Do(req)
	if err != nil {
		r.failf("%v", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.failf("%v", err)
	}
	r.answer = &bareAnswer{resp.StatusCode, resp.Header, string(body)}
}
