package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestHistogram(t *testing.T) {
	var h, other histogram
	if h.quantile(.5) != 0 {
		t.Fatal("a quantile of nothing")
	}
	for i := range 1000 {
		h.add(time.Duration(i+1) * time.Millisecond)
	}
	other.add(time.Hour)
	h.merge(&other)
	for q, want := range map[float64]time.Duration{.5: 501 * time.Millisecond, .99: 991 * time.Millisecond, 0: time.Millisecond} {
		if got := h.quantile(q); got < want || float64(got) > 1.02*float64(want) {
			t.Errorf("%v: got %v, want %v", q, got, want)
		}
	}
	if h.quantile(1) != time.Hour || h.max != time.Hour {
		t.Error(h.quantile(1), h.max)
	}
	for d := time.Duration(0); d < 100*time.Hour; d = d*9/8 + time.Microsecond {
		if at := slot(d); upper(at) < d || at > 0 && upper(at-1) >= d {
			t.Fatalf("%v is in slot %d, which ends at %v", d, at, upper(at))
		}
	}
}

func TestTrack(t *testing.T) {
	tests := []struct {
		name string
		seqs []int
		want counted
	}{
		{"OK", []int{0, 1, 2}, counted{3, 0, 0}},
		{"Gap", []int{0, 3}, counted{2, 0, 0}},
		{"Duplicate", []int{0, 0, 1, 0}, counted{2, 2, 0}},
		{"Reordered", []int{2, 0, 1}, counted{3, 0, 2}},
		{"ReorderedTwice", []int{1, 0, 0}, counted{2, 1, 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var tr track
			var got counted
			for _, seq := range test.seqs {
				tr.see(seq, &got)
			}
			if got != test.want {
				t.Fatalf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestStamp(t *testing.T) {
	s := newStamper(7, 200)
	want := stamp{12, 34567, time.Hour}
	data := s.data(want)
	if len(data) != 200 {
		t.Fatalf("%d bytes", len(data))
	}
	other := newStamper(8, 200).data(want)
	p := slicesJoin(other, data, []byte("fb:00000007.nonsense"), data, data[:40])
	for range 2 {
		got, rest, ok := s.next(p)
		if !ok || got != want {
			t.Fatal(got, ok)
		}
		p = rest
	}
	if _, _, ok := s.next(p); ok {
		t.Fatal("half a stamp counts")
	}
}

func slicesJoin(all ...[]byte) []byte { return bytes.Join(all, []byte(strings.Repeat(" ", 60))) }

func TestFrames(t *testing.T) {
	for _, size := range []int{0, 1, 125, 126, 65535, 65536} {
		frame := serverFrame(opText, size)
		for _, short := range []int{0, 1, 2, len(frame) / 2, len(frame) - 1} {
			if _, n, err := parseFrame(frame[:min(short, len(frame)-1)]); n != 0 || err != nil {
				t.Fatalf("%d of %d bytes: %d, %v", short, len(frame), n, err)
			}
		}
		f, n, err := parseFrame(append(frame, "more"...))
		if err != nil || n != len(frame) || len(f.payload) != size || !f.final {
			t.Fatalf("size %d: %+v, %d, %v", size, f, n, err)
		}
	}
	for name, bad := range map[string][]byte{"ErrMasked": clientFrame(opText, nil), "ErrCompressed": {0xc1, 0}, "ErrHuge": {0x81, 127, 255, 0, 0, 0, 0, 0, 0, 0}} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := parseFrame(bad); err == nil {
				t.Fatal("accepted")
			}
		})
	}
}

// serverFrame is a client's, without the mask.
func serverFrame(op byte, size int) []byte {
	b := clientFrame(op, make([]byte, size))
	head := len(b) - size - 4
	b[1] &= 127
	return append(b[:head:head], make([]byte, size)...)
}

func TestResponse(t *testing.T) {
	tests := []struct {
		name, in, body string
		last, bad      bool
	}{
		{"OK", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]", "[]", false, false},
		{"Close", "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n", "", true, false},
		{"Old", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "", true, false},
		{"Chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\n[\r\n1\r\n]\r\n0\r\n\r\n", "[]", false, false},
		{"ErrChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "", false, true},
		{"ErrLength", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "", false, true},
		{"ErrHuge", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "", false, true},
		{"ErrNoHTTP", "SSH-2.0\r\n\r\n", "", false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, n, err := parseResponse([]byte(test.in))
			if test.bad {
				if err == nil {
					t.Fatal("accepted")
				}
				return
			}
			if err != nil || n != len(test.in) || string(r.body) != test.body || r.last != test.last || r.status != 200 {
				t.Fatalf("%+v, %d, %v", r, n, err)
			}
			for i := range len(test.in) {
				if _, n, err := parseResponse([]byte(test.in[:i])); n != 0 || err != nil {
					t.Fatalf("%d bytes: %d, %v", i, n, err)
				}
			}
		})
	}
}

func FuzzParsers(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n0\r\n\r\n"))
	f.Add([]byte{0x81, 126, 0, 1, 'x'})
	f.Fuzz(func(t *testing.T, p []byte) {
		if _, n, err := parseResponse(p); n > len(p) || err != nil && n != 0 {
			t.Error(n, err)
		}
		if _, n, err := parseFrame(p); n > len(p) || err != nil && n != 0 {
			t.Error(n, err)
		}
	})
}

func Example() {
	s := newStamper(1, minPayload+4)
	fmt.Printf("%s\n", s.data(stamp{channel: 2, seq: 3, at: 4}))
	// Output: {"stamp":"fb:00000001.000002.0000000003.0000000000000004","fill":"xxxx"}
}
