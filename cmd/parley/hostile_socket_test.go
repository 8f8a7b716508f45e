package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/parleychat/parley/faye"
)

func socketAttacks() []attack {
	return []attack{
		{"SocketsCutInMidFrame", cutSockets},
		{"HundredMegabyteFrame", hugeFrame},
		{"HundredMegabytesOfFragments", endlessFragments},
		{"OddFrames", oddFrames},
		{"BrokenFraming", brokenFraming},
		{"TwoSocketsOfOneClient", twoSockets},
		{"PublishedToWhoIsGone", absent},
	}
}

// cutSockets ends sockets with half of a frame sent, of every length that a header has.
func cutSockets(t *testing.T, b *bus) {
	starts := []string{"\x81", "\x81\xfe", "\x81\xfe\x01\x00\x00\x00\x00\x00[{", "\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00", "\x01\x85\x00\x00\x00\x00[{\"cc"}
	b.each(t, 500, 8, func(w *wire) error {
		if _, _, err := w.socket("/cut"); err != nil {
			return err
		}
		_, err := w.Write([]byte(starts[rand.N(len(starts))]))
		return err
	})
	b.publish(t, "/cut", "1")
	b.waits(t, "the sockets to go", func(got faye.Stats) bool { return got.Sockets <= watchSockets+slowSockets })
}

// hugeFrame announces and sends 100 MB: the socket is closed when the header is read.
func hugeFrame(t *testing.T, b *bus) {
	b.each(t, 4, 2, func(w *wire) error {
		conn, _, err := w.socket("/huge")
		if err != nil {
			return err
		}
		if _, err := w.Write([]byte("\x81\xff\x00\x00\x00\x00\x05\xf5\xe1\x00\x00\x00\x00\x00")); err != nil {
			return err
		}
		go pour(w, 100_000_000)
		return closedWith(conn, websocket.CloseMessageTooBig)
	})
}

// pour writes until it fails or size bytes are written.
func pour(w *wire, size int) {
	chunk := bytes.Repeat([]byte{' '}, 1<<16)
	for ; size > 0; size -= len(chunk) {
		if _, err := w.Write(chunk[:min(size, len(chunk))]); err != nil {
			return
		}
	}
}

// closedWith reads until the server has closed the socket. The connection may be reset
// before its reason arrives, since more is on the way to it.
func closedWith(conn *websocket.Conn, code int) error {
	for {
		_, text, err := conn.ReadMessage()
		switch closed := (*websocket.CloseError)(nil); {
		case err == nil && !strings.Contains(string(text), "/meta/connect"):
			return fmt.Errorf("an answer: %.200s", text)
		case err == nil:
		case asClose(err, &closed) && closed.Code != code && closed.Code != websocket.CloseAbnormalClosure:
			return fmt.Errorf("closed with %d, want %d", closed.Code, code)
		default:
			return timedOut(err)
		}
	}
}

// endlessFragments sends a message that never ends.
func endlessFragments(t *testing.T, b *bus) {
	b.each(t, 4, 2, func(w *wire) error {
		conn, err := w.upgrade()
		if err != nil {
			return err
		}
		go func() {
			const size = 1 << 15
			first, rest := "\x01\xfe\x80\x00\x00\x00\x00\x00", "\x00\xfe\x80\x00\x00\x00\x00\x00"
			for sent := 0; sent < 100_000_000; sent += size {
				if _, err := w.Write([]byte(first + strings.Repeat(" ", size))); err != nil {
					return
				}
				first = rest
			}
		}()
		return closedWith(conn, websocket.CloseMessageTooBig)
	})
}

// oddFrames sends what is no Bayeux, in text and binary. Each is answered, and the
// socket goes on.
func oddFrames(t *testing.T, b *bus) {
	b.each(t, 20, 4, func(w *wire) error {
		conn, id, err := w.socket("/odd")
		if err != nil {
			return err
		}
		for _, text := range append(noBayeux(), garbage(1000), garbage(200_000)) {
			for _, kind := range []int{websocket.TextMessage, websocket.BinaryMessage} {
				if err := conn.WriteMessage(kind, []byte(text)); err != nil {
					return err
				}
				if _, got, err := conn.ReadMessage(); err != nil || len(got) > 2000 || strings.Contains(string(got), `"successful":true`) {
					return fmt.Errorf("%.50q: %.200s %v", text, got, err)
				}
			}
		}
		if err := speak(conn, disconnectAs(id)); err != nil {
			return err
		}
		_, got, err := conn.ReadMessage()
		if err == nil && !strings.Contains(string(got), `"successful":true`) {
			err = fmt.Errorf("the last words: %s", got)
		}
		return err
	})
}

// garbage is random, and never Bayeux by chance.
func garbage(size int) string {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return "\xff" + string(b)
}

// brokenFraming breaks the rules of WebSockets: unmasked, reserved bits, a long ping,
// no upgrade at all.
func brokenFraming(t *testing.T, b *bus) {
	for _, bytes := range []string{"\x81\x02[]", "\xf1\x82\x00\x00\x00\x00[]", "\x89\xfe\x01\x00\x00\x00\x00\x00" + strings.Repeat("x", 256),
		"\x80\x82\x00\x00\x00\x00[]", "\x83\x80\x00\x00\x00\x00", "\x88\x81\x00\x00\x00\x00x", garbage(5000)} {
		b.each(t, 10, 4, func(w *wire) error {
			conn, _, err := w.socket("/broken")
			if err != nil {
				return err
			}
			if _, err := w.Write([]byte(bytes)); err != nil {
				return err
			}
			for err == nil {
				_, _, err = conn.ReadMessage()
			}
			return timedOut(err)
		})
	}
}

// twoSockets has a client open a second socket and connect there: its messages go to
// that one.
func twoSockets(t *testing.T, b *bus) {
	b.each(t, 50, 4, func(w *wire) error {
		first, id, err := w.socket("/second/none")
		if err != nil {
			return err
		}
		// The answer shows that the first one's connect has been taken in.
		own := "/second/" + w.LocalAddr().String()[len("127.0.0.1:"):]
		if _, err := batch(first, []string{subscribeAs(id, own)}); err != nil {
			return err
		}
		second, err := dial(t, b.url)
		if err != nil {
			return err
		}
		defer second.cut()
		conn, err := second.upgrade()
		if err != nil {
			return err
		}
		if err := speak(conn, fmt.Sprintf(`[%s,{"channel":%q,"data":1}]`, connectAs(id, "websocket"), own)); err != nil {
			return err
		}
		for {
			all, err := hear(conn)
			if err != nil || len(deliveries(all, own)) > 0 {
				return err
			}
		}
	})
}

// absent leaves sockets without a word, and publishes a lot to them.
func absent(t *testing.T, b *bus) {
	b.each(t, 100, 8, func(w *wire) error { _, _, err := w.socket("/gone"); return err })
	large := `"` + strings.Repeat("x", 100_000) + `"`
	for range 100 {
		b.publish(t, "/gone", large)
	}
}
