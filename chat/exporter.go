package chat

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
)

// An exporter writes the lines of an export. After the first error it writes nothing
// more and keeps the error.
type exporter struct {
	m    *Module
	out  *bufio.Writer
	json *json.Encoder
	sum  hash.Hash
	// lines is how many there are; pending and size what stands since the last sum.
	lines         int64
	pending, size int
	err           error

	told map[UserID]bool // users that stand in it already
}

func (m *Module) newExporter(w io.Writer, kind exportKind) *exporter {
	e := &exporter{m: m, out: bufio.NewWriterSize(w, 32<<10), sum: sha256.New(), told: map[UserID]bool{}}
	e.json = json.NewEncoder(writerFunc(e.write))
	e.json.SetEscapeHTML(false)
	e.line(headerLine{exportMark, exportVersion, kind})
	return e
}

// writerFunc lets a function be an io.Writer.
type writerFunc func(b []byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func (e *exporter) write(b []byte) (int, error) {
	e.size += len(b)
	e.sum.Write(b) // never fails
	return e.out.Write(b)
}

// line writes one line, and a sum after it when it is time.
func (e *exporter) line(v any) {
	if e.err != nil {
		return
	}
	e.err = e.json.Encode(v)
	e.lines++
	e.pending++
	if _, sum := v.(sumLine); !sum && (e.pending >= blockLines || e.size >= blockBytes) {
		e.line(sumLine{Type: lineSum, SHA256: e.digest()})
		e.pending, e.size = 0, 0
	}
}

func (e *exporter) digest() string { return hex.EncodeToString(e.sum.Sum(nil)) }

// end writes the last line and what is still in the buffer.
func (e *exporter) end() error {
	e.line(sumLine{Type: lineEnd, Lines: e.lines, SHA256: e.digest()})
	if e.err != nil {
		return e.err
	}
	return e.out.Flush()
}

// users writes those of the users that do not stand there yet.
func (e *exporter) users(ctx context.Context, ids ...UserID) error {
	var fresh []UserID
	for _, id := range each(ids, func(id UserID) UserID { return id }) {
		if !e.told[id] {
			e.told[id] = true
			fresh = append(fresh, id)
		}
	}
	known, err := e.m.usersOf(ctx, fresh)
	if err != nil {
		return err
	}
	for _, id := range fresh {
		u, ok := known[id]
		if !ok {
			u = e.m.blank(id) // somebody removed them by hand
			u.UpdatedAt = u.CreatedAt
		}
		e.line(newUserLine(u))
	}
	return e.err
}
