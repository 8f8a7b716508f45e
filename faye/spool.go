package faye

import "io"

// spool puts pieces together to writes that are worth a system call. It copies no
// more than that: whoever does not read what he is sent keeps nothing but this and the
// bytes that all share.
type spool struct {
	to  io.Writer
	buf *[]byte
	err error // of the first write that failed; later ones are left out
}

// spoolSize is how much a spool holds back.
const spoolSize = 16 << 10

func (s *Server) spool(to io.Writer) *spool { return &spool{to: to, buf: s.buffers.get()} }

func (p *spool) add(piece []byte) {
	if len(*p.buf)+len(piece) > spoolSize {
		p.flush()
	}
	if len(piece) > spoolSize {
		p.write(piece)
		return
	}
	*p.buf = append(*p.buf, piece...)
}

func (p *spool) text(s string) { p.add([]byte(s)) }

func (p *spool) flush() {
	p.write(*p.buf)
	*p.buf = (*p.buf)[:0]
}

func (p *spool) write(b []byte) {
	if p.err == nil && len(b) > 0 {
		_, p.err = p.to.Write(b)
	}
}

// end writes what is left, and tells what has become of it all.
func (p *spool) end(buffers *buffers) error {
	p.flush()
	buffers.put(p.buf)
	return p.err
}
