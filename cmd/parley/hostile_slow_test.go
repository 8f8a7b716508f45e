package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

const (
	slowOfAKind = 20
	// Of those that keep a processor busy there are fewer: the others shall notice
	// nothing of them on a machine that has little else to give.
	busyOfAKind = 4
	slowSockets = 2*slowOfAKind + busyOfAKind
	// deafening is how many large messages are more than a queue and the network's
	// buffers take.
	deafening = 60
)

// slowness are clients that send a byte a second, or read nothing. The server cuts each
// of them off, whatever it takes to keep the others served.
type slowness struct {
	wg   sync.WaitGroup
	mu   sync.Mutex
	errs []error
}

func beginSlowly(t *testing.T, b *bus) *slowness {
	t.Helper()
	s := &slowness{}
	for _, kind := range []func(*wire) error{slowHeader, slowBody, slowChunks, slowFrame, deafSocket, deafPoll, deafStream} {
		s.begin(t, b, slowOfAKind, kind)
	}
	s.begin(t, b, busyOfAKind, deafSender)
	t.Cleanup(s.wg.Wait)
	t.Run("PublishedToWhoNeverReads", func(t *testing.T) {
		large := `"` + strings.Repeat("x", 200_000) + `"`
		b.waits(t, "deaf ones", func(got faye.Stats) bool { return got.Subscriptions >= 3*slowOfAKind })
		for range deafening {
			b.publish(t, "/deaf", large)
		}
	})
	return s
}

// begin starts so many of a kind.
func (s *slowness) begin(t *testing.T, b *bus, many int, kind func(*wire) error) {
	t.Helper()
	for range many {
		w, err := dialBy(t, &net.Dialer{Control: smallSegments}, b.url, "")
		if err != nil {
			t.Fatal(err)
		}
		s.wg.Go(func() {
			defer w.cut()
			if err := kind(w); err != nil {
				s.mu.Lock()
				s.errs = append(s.errs, err)
				s.mu.Unlock()
			}
		})
	}
}

func (s *slowness) areCut(t *testing.T) {
	t.Helper()
	s.wg.Wait()
	if err := errors.Join(s.errs...); err != nil {
		t.Errorf("%.2000v", err)
	}
}

// trickle sends text and then a byte a second, until the server has ended it.
func (w *wire) trickle(text, more string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("before it was slow: %w", err)
	}
	over := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, w.r)
		over <- timedOut(err)
	}()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for i := 0; ; i++ {
		select {
		case err := <-over:
			return err
		case <-second.C:
			_, _ = io.WriteString(w, more[i%len(more):i%len(more)+1]) // its end shows in reading
		}
	}
}

func slowHeader(w *wire) error { return w.trickle("POST /faye HTTP/1.1\r\n", "X: y\r\n") }

func slowBody(w *wire) error {
	return w.trickle("POST /faye HTTP/1.1\r\nHost: x\r\n"+asJSON+"\r\nContent-Length: 1000\r\n\r\n", "[")
}

func slowChunks(w *wire) error {
	return w.trickle("POST /faye HTTP/1.1\r\nHost: x\r\n"+asJSON+"\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n[\r\n")
}

func slowFrame(w *wire) error {
	if _, err := w.upgrade(); err != nil {
		return err
	}
	return w.trickle("\x81\xfe\x03\x00\x00\x00\x00\x00", "[")
}

// deafen takes little of what is sent, and reads nothing.
func (w *wire) deafen() { _ = w.SetReadBuffer(4096) }

// ended waits until the server has closed the connection, without reading from it:
// until then writing works, into the void.
func (w *wire) ended(write func() error) error {
	second := time.NewTicker(100 * time.Millisecond)
	defer second.Stop()
	for range second.C {
		if err := write(); err != nil {
			return timedOut(err)
		}
	}
	return nil
}

// deafSocket answers pings, since somebody else could, but reads nothing.
func deafSocket(w *wire) error {
	w.deafen()
	if _, _, err := w.socket("/deaf"); err != nil {
		return err
	}
	return w.ended(func() error { _, err := w.Write([]byte("\x8a\x80\x00\x00\x00\x00")); return err })
}

// What follows on a connection whose answers are not read. It is answered at once, if
// it were not for what has to be written before.
const (
	goOn   = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	goAway = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
)

// deafPoll does not read the answers of its polls, which together are more than the
// network takes.
func deafPoll(w *wire) error { return w.pollsDeaf(goOn) }

func (w *wire) pollsDeaf(then string) error {
	w.deafen()
	id, err := w.join("/deaf")
	for range deafening {
		if err == nil {
			err = w.send(connectAs(id, "long-polling"))
		}
	}
	if err != nil {
		return timedOut(err) // it may have been too much already
	}
	return w.ended(func() error { _, err := io.WriteString(w, then); return err })
}

// deafStream does not read its event stream.
func deafStream(w *wire) error { return w.streamsDeaf(goOn) }

func (w *wire) streamsDeaf(then string) error {
	w.deafen()
	id, err := w.join("/deaf")
	if err == nil {
		err = w.stream(id)
	}
	if err != nil {
		return err
	}
	return w.ended(func() error { _, err := io.WriteString(w, then); return err })
}

// deafSender sends as fast as it can what is answered, and does not read the answers.
func deafSender(w *wire) error {
	w.deafen()
	conn, err := w.upgrade()
	if err != nil {
		return err
	}
	many := "[" + strings.Repeat("{},", messagesAtOnce-1) + "{}]"
	for err == nil {
		err = speak(conn, many)
	}
	return timedOut(err)
}
