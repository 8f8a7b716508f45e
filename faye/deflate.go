package faye

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"
)

// deflaters compress frames. None depends on an earlier one ("no context
// takeover"), so that an event is compressed once for all that get it, and an
// idle connection keeps no compressor.
type deflaters struct{ pool sync.Pool }

type deflater struct {
	out bytes.Buffer
	w   *flate.Writer
}

func (p *deflaters) get() *deflater {
	if d, ok := p.pool.Get().(*deflater); ok {
		return d
	}
	d := &deflater{}
	d.w, _ = flate.NewWriter(io.Discard, flate.BestSpeed) // the level is in order
	return d
}

// frame makes a compressed text frame (RFC 7692 section 7.2.1: the last four
// bytes, which an empty block leaves, are not sent).
func (p *deflaters) frame(payload []byte) []byte {
	const tail = 4
	d := p.get()
	defer p.pool.Put(d)
	d.out.Reset()
	d.out.Write(make([]byte, headerRoom))
	d.w.Reset(&d.out)
	_, _ = d.w.Write(payload) // to memory
	_ = d.w.Flush()
	frame := finishFrame(bytes.Clone(d.out.Bytes()[:d.out.Len()-tail]))
	frame[0] |= compressed
	return frame
}

// compressed is the bit that marks a compressed frame.
const compressed = 0x40

// deflated is an event's frame in compressed form, made when it is first wanted.
func (p *deflaters) deflated(e *event) []byte {
	if frame := e.deflated.Load(); frame != nil {
		return *frame
	}
	frame := p.frame(e.array)
	e.deflated.Store(&frame)
	return frame
}
