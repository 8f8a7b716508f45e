package main

import (
	"bytes"
	"errors"
	"strconv"
)

// response is what an HTTP/1.1 server answers, as far as it matters here.
type response struct {
	status int
	last   bool // the server closes the connection
	body   []byte
}

var (
	errNotHTTP = errors.New("the server does not answer in HTTP/1.1")
	crlf       = []byte("\r\n")
)

// parseResponse reads one response; n is 0 if it has not come whole.
func parseResponse(p []byte) (r response, n int, err error) {
	head, rest, whole := bytes.Cut(p, []byte("\r\n\r\n"))
	if !whole {
		if len(p) > 64<<10 {
			err = errNotHTTP
		}
		return r, 0, err
	}
	if len(head) < 12 || !bytes.HasPrefix(head, []byte("HTTP/1.")) {
		return r, 0, errNotHTTP
	}
	if r.status, err = strconv.Atoi(string(head[9:12])); err != nil {
		return r, 0, errNotHTTP
	}
	r.last = head[7] == '0' || bytes.EqualFold(header(head, "Connection"), []byte("close"))
	at := len(head) + 4
	if bytes.EqualFold(header(head, "Transfer-Encoding"), []byte("chunked")) {
		body, used, err := parseChunks(rest)
		if used == 0 || err != nil {
			return r, 0, err
		}
		r.body = body
		return r, at + used, nil
	}
	size, err := strconv.Atoi(string(header(head, "Content-Length")))
	switch {
	case err != nil || size < 0:
		return r, 0, errNotHTTP
	case size > maxPayload:
		return r, 0, errTooLong
	case len(rest) < size:
		return r, 0, nil
	}
	r.body = rest[:size]
	return r, at + size, nil
}

// header finds a field's value; the name's case does not matter.
func header(head []byte, name string) []byte {
	for line := range bytes.SplitSeq(head, crlf) {
		key, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(key, []byte(name)) {
			return bytes.TrimSpace(value)
		}
	}
	return nil
}

// parseChunks reads a chunked body (RFC 9112 section 7.1) without trailers; n is
// 0 if it has not come whole.
func parseChunks(p []byte) (body []byte, n int, err error) {
	for {
		line, rest, whole := bytes.Cut(p[n:], crlf)
		if !whole {
			return nil, 0, nil
		}
		digits, _, _ := bytes.Cut(line, []byte(";"))
		size, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 16, 31)
		if err != nil {
			return nil, 0, errNotHTTP
		}
		if len(body)+int(size) > maxPayload {
			return nil, 0, errTooLong
		}
		if len(rest) < int(size)+2 {
			return nil, 0, nil
		}
		body = append(body, rest[:size]...)
		n += len(line) + 2 + int(size) + 2
		if size == 0 {
			return body, n, nil
		}
	}
}
