package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

const (
	asJSON = "Content-Type: application/json"
	asForm = "Content-Type: application/x-www-form-urlencoded"
	asText = "Content-Type: text/plain"
)

func bodyAttacks() []attack {
	return []attack{
		{"HundredMegabyteBody", hugeBody},
		{"HundredMegabytesOfChunks", endlessChunks},
		{"ManyMessages", manyMessages},
		{"GzipBomb", gzipBomb},
		{"OddBodies", oddBodies},
		{"GarbageInsteadOfHTTP", noHTTP},
		{"HostileCallbacks", hostileCallbacks},
	}
}

// answers sends a body and wants an answer with the status, that has the word in it and
// is short.
func (w *wire) answers(status int, word, body string, headers ...string) error {
	if err := w.send(body, headers...); err != nil {
		return err
	}
	got, text, err := w.answer()
	if err != nil || got != status || !strings.Contains(text, word) || len(text) > 100_000 {
		return fmt.Errorf("%.60q as %q: %d %.200s %v, want %d and %q", body, headers, got, text, err, status, word)
	}
	return nil
}

// asClose and timedOut sort out errors; of those of a connection that the server has
// ended only waiting in vain is one.
func asClose(err error, closed **websocket.CloseError) bool { return errors.As(err, closed) }

func timedOut(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("the server has not ended it: %w", err)
	}
	return nil
}

// hugeBody sends 100 MB: refused when the limit is reached, and the connection closed.
func hugeBody(t *testing.T, b *bus) {
	for _, kind := range []string{asJSON, asForm, asText} {
		b.each(t, 2, 2, func(w *wire) error {
			if _, err := fmt.Fprintf(w, "POST /faye HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: 100000000\r\n\r\n", kind); err != nil {
				return err
			}
			return w.tooLarge(func() { pour(w, 100_000_000) })
		})
	}
}

// endlessChunks does not tell how long it will be.
func endlessChunks(t *testing.T, b *bus) {
	b.each(t, 4, 2, func(w *wire) error {
		if _, err := fmt.Fprintf(w, "POST /faye HTTP/1.1\r\nHost: x\r\n%s\r\nTransfer-Encoding: chunked\r\n\r\n", asJSON); err != nil {
			return err
		}
		return w.tooLarge(func() {
			for sent := 0; sent < 100_000_000; sent += 1 << 16 {
				if _, err := fmt.Fprintf(w, "10000\r\n%s\r\n", strings.Repeat(" ", 1<<16)); err != nil {
					return
				}
			}
		})
	})
}

func (w *wire) tooLarge(send func()) error {
	sent := make(chan struct{})
	go func() { defer close(sent); send() }()
	status, text, err := w.answer()
	_ = w.Close()
	<-sent
	if err == nil && status != 413 {
		return fmt.Errorf("%d %.200s", status, text)
	}
	return timedOut(err) // a reset may have overtaken the answer
}

// manyMessages sends 20,000 at once by each transport: none of them is handled.
func manyMessages(t *testing.T, b *bus) {
	const many, refusal = 20_000, "400::Too many messages"
	all := "[" + strings.Repeat(`{},`, many-1) + "{}]"
	before := b.tally(t).Received
	const each = 5
	b.each(t, each, 2, func(w *wire) error {
		if err := w.answers(200, refusal, all); err != nil {
			return err
		}
		for _, kind := range []string{asForm, asText} {
			if err := w.answers(200, refusal, "message="+all, kind); err != nil {
				return err
			}
			if err := w.answers(200, refusal, strings.Repeat("message={}&", many), kind); err != nil {
				return err
			}
		}
		return w.refuses(all, refusal)
	})
	// The witnesses send some hundred meanwhile.
	if got := b.tally(t).Received - before; got >= many {
		t.Errorf("%d messages were handled", got)
	}
}

// refuses is answers for a frame.
func (w *wire) refuses(text, word string) error {
	conn, err := w.upgrade()
	if err != nil {
		return err
	}
	if err := speak(conn, text); err != nil {
		return err
	}
	_, got, err := conn.ReadMessage()
	if err == nil && (!strings.Contains(string(got), word) || len(got) > 100_000) {
		err = fmt.Errorf("%.60q: %.200s", text, got)
	}
	return err
}

// gzipBomb sends 200 MB in 200 KB, to a server that unpacks nothing.
func gzipBomb(t *testing.T, b *bus) {
	var part bytes.Buffer
	z := gzip.NewWriter(&part)
	_, _ = z.Write(make([]byte, 1<<20))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	bomb := strings.Repeat(part.String(), 200) // a file may have parts
	for _, encoding := range []string{"gzip", "deflate", "br", "gzip, gzip", "GZIP"} {
		b.each(t, 4, 2, func(w *wire) error { return w.answers(415, "", bomb, asJSON, "Content-Encoding: "+encoding) })
	}
	b.each(t, 4, 2, func(w *wire) error { return w.answers(400, "", bomb, asJSON) })
}

// noBayeux are texts that are no messages.
func noBayeux() []string {
	return []string{
		"{", "[", "[{]", `[{"channel":"/a"`, "\x00", "\xef\xbb\xbf[]", "NaN", "[1,2", `{"channel":"/odd","data":"` + "\xc3" + `"}`, `{"channel":"/odd","data":"` + "\xed\xa0\x80" + `"}`,
		`{"channel":"` + "\xf0\x9f\x92" + `","data":1}`, `"x"`, "1", "true", "[" + strings.Repeat(" ", 100_000), strings.Repeat("{", 1000), `{"a":1}{"b":2}`, "<xml/>",
	}
}

// oddBodies sends them as every kind of body: each is answered, on one connection.
func oddBodies(t *testing.T, b *bus) {
	b.each(t, 10, 4, func(w *wire) error {
		for _, text := range append(noBayeux(), garbage(100), "") {
			for kind, body := range map[string]string{asJSON: text, asForm: "message=" + url.QueryEscape(text), asText: "message=" + url.QueryEscape(text)} {
				if err := w.answers(400, "", body, kind); err != nil {
					return err
				}
			}
		}
		for _, form := range []string{"message=%", "message=%zz", "message", "messages=[]", "=&=&=", strings.Repeat("&", 100_000), "jsonp=alert(1)&message=[]"} {
			if err := w.answers(400, "", form, asForm); err != nil {
				return err
			}
		}
		return nil
	})
}

// noHTTP sends what is no request: the server ends such a connection.
func noHTTP(t *testing.T, b *bus) {
	for _, text := range []string{garbage(1000) + "\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + garbage(500) + "\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"POST /faye HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "POST /faye HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
		"POST /faye HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "GET /faye HTTP/1.1\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n",
		"GET /faye?message=" + strings.Repeat("[", 1<<20) + " HTTP/1.1\r\nHost: x\r\n\r\n", "GET /faye HTTP/1.1\r\n" + strings.Repeat("X: y\r\n", 100_000) + "\r\n"} {
		b.each(t, 10, 4, func(w *wire) error {
			go func() { _, _ = w.Write([]byte(text)); _ = w.CloseWrite() }() // it may not take all
			status, body, err := w.answer()
			if err == nil && body != "Ok" && (status < 400 || status == 500) { // Ok: it is not for the mount
				return fmt.Errorf("%.40q: %d %.100s", text, status, body)
			}
			var broken net.Error
			if errors.As(err, &broken) {
				return timedOut(err)
			}
			return nil
		})
	}
}

// hostileCallbacks asks for scripts that would do more than call a function.
func hostileCallbacks(t *testing.T, b *bus) {
	for _, callback := range []string{"alert(1)//", "a;b", "<script>", "a[0]", "a b", "a\r\nX: y", "a\u2028b", "a..b", ".a", "1a", "a-b", `a"`, "/**/a", strings.Repeat("a", 257), "\x00", "\xff", "é"} {
		b.each(t, 3, 1, func(w *wire) error {
			_, err := fmt.Fprintf(w, "GET /faye?jsonp=%s&message=%s HTTP/1.1\r\nHost: x\r\n\r\n", url.QueryEscape(callback), url.QueryEscape(shakeHands))
			if err != nil {
				return err
			}
			status, text, err := w.answer()
			if err != nil || status != 400 || strings.Contains(text, callback) {
				return fmt.Errorf("%q: %d %s %v", callback, status, text, err)
			}
			return nil
		})
	}
}
