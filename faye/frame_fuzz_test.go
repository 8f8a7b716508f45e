package faye

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// frameLimit is the MaxFrame of the servers here.
const frameLimit = 4096

// FuzzReadFrame has a peer send any bytes on a socket with permessage-deflate. Reading
// them comes to an end, and no frame is larger than allowed.
func FuzzReadFrame(f *testing.F) {
	text := []byte(`[{"channel":"/meta/connect"}]`)
	whole, deflated := clientFrame(0x81, text), clientFrame(0x81|compressed, deflate(text))
	for _, stream := range [][]byte{
		nil, whole, deflated, append(whole, deflated...), deflated[:len(deflated)-3],
		clientFrame(0x81|compressed, deflate(make([]byte, 10*frameLimit))), // small until it is inflated
		append(clientFrame(0x01|compressed, deflate(text)[:5]), clientFrame(0x80, deflate(text)[5:])...),
		append(clientFrame(0x8a, []byte("pong")), clientFrame(0x89, []byte("ping"))...),
		clientFrame(0x88, []byte{3, 232}), {0x81, 0xff, 255, 255, 255, 255, 255, 255, 255, 255}, {0x81, 5, 'n', 'o', 'm', 'a', 's'},
	} {
		f.Add(stream)
	}
	srv := deflatingServer(f)
	f.Fuzz(func(t *testing.T, stream []byte) {
		k := receiving(t, srv, stream)
		for range len(stream) + 1 { // a frame takes two bytes and more
			frame, err := k.readFrame()
			if err != nil {
				return
			}
			if len(frame) > frameLimit {
				t.Fatalf("a frame of %d bytes", len(frame))
			}
		}
		t.Error("more frames than were sent")
	})
}

// FuzzInflate sends messages, compressed or not, in one frame or two. Each is read as it
// was, or is too large.
func FuzzInflate(f *testing.F) {
	for _, text := range []string{"", "[]", `[{"channel":"/meta/connect"}]`, string(make([]byte, frameLimit)), string(make([]byte, frameLimit+1))} {
		f.Add([]byte(text), true, 0)
		f.Add([]byte(text), true, 3)
		f.Add([]byte(text), false, 1)
	}
	srv := deflatingServer(f)
	f.Fuzz(func(t *testing.T, message []byte, compress bool, cut int) {
		const final, text = 0x80, 0x01
		first, payload := byte(text), message
		if compress {
			first, payload = first|compressed, deflate(message)
		}
		stream := clientFrame(first|final, payload)
		if cut > 0 && cut < len(payload) {
			stream = append(clientFrame(first, payload[:cut]), clientFrame(final, payload[cut:])...)
		}
		got, err := receiving(t, srv, stream).readFrame()
		switch {
		case len(message) > frameLimit:
			if !errors.Is(err, errFrameTooLarge) && !errors.Is(err, websocket.ErrReadLimit) {
				t.Errorf("%d bytes: %v", len(message), err)
			}
		case err != nil && len(payload) > frameLimit: // which compression may make of what it cannot compress
		case err != nil || !bytes.Equal(got, message):
			t.Errorf("got %q, %v, want %q", got, err, message)
		}
	})
}

func deflatingServer(f *testing.F) *Server {
	f.Helper()
	srv, err := NewServer(&Options{Compression: true, MaxFrame: frameLimit})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = srv.Shutdown(f.Context()) })
	return srv
}

// receiving is a socket whose peer has sent a stream and gone.
func receiving(t *testing.T, srv *Server, stream []byte) *socket {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/faye", nil)
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Extensions": "permessage-deflate",
	} {
		r.Header.Set(name, value)
	}
	upgrader, peer := *srv.upgrader, &pastPeer{in: bytes.NewReader(stream)}
	upgrader.EnableCompression = wantsDeflate(r)
	upgrader.ReadBufferSize = 0 // as serveSocket has it
	peer.ahead = bufio.NewReaderSize(peer, readAhead)
	conn, err := upgrader.Upgrade(peer, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	k := newSocket(srv, conn, r)
	k.deflate, k.in = true, peer.ahead
	t.Cleanup(k.teardown)
	return k
}

// pastPeer is the end of a connection that has said all it will ever say, and takes
// everything.
type pastPeer struct {
	http.ResponseWriter
	net.Conn
	in    io.Reader
	ahead *bufio.Reader
}

func (p *pastPeer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return p, bufio.NewReadWriter(p.ahead, bufio.NewWriter(p)), nil
}
func (p *pastPeer) Read(b []byte) (int, error)       { return p.in.Read(b) }
func (p *pastPeer) Write(b []byte) (int, error)      { return len(b), nil }
func (p *pastPeer) Close() error                     { return nil }
func (p *pastPeer) SetDeadline(time.Time) error      { return nil }
func (p *pastPeer) SetReadDeadline(time.Time) error  { return nil }
func (p *pastPeer) SetWriteDeadline(time.Time) error { return nil }

// deflate compresses as a client does (RFC 7692 section 7.2.1).
func deflate(p []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestSpeed) // the level is in order
	_, _ = w.Write(p)
	_ = w.Flush()
	return bytes.TrimSuffix(out.Bytes(), []byte{0, 0, 255, 255})
}

// clientFrame is a frame with a mask of zeros.
func clientFrame(first byte, payload []byte) []byte {
	const masked, mask = 0x80, 4
	head := []byte{first, masked | byte(len(payload))}
	switch {
	case len(payload) >= 1<<16:
		head[1] = masked | 127
		head = binary.BigEndian.AppendUint64(head, uint64(len(payload)))
	case len(payload) > 125:
		head[1] = masked | 126
		head = binary.BigEndian.AppendUint16(head, uint16(len(payload)))
	}
	return append(append(head, make([]byte, mask)...), payload...)
}
