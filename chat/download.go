package chat

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// A download is a long answer under way: it begins with the first bytes that are sent,
// so that what fails before is answered like anything else.
type download struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	name     string
	patience time.Duration
	begun    bool
	gone     error // the client is
}

// Write sends bytes. A client that takes none for some time is given up; one that is only
// slow gets everything, however long that takes.
func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.w.Header().Set("Content-Type", "application/x-ndjson")
		d.w.Header().Set("Content-Disposition", `attachment; filename="`+d.name+`.jsonl"`)
	}
	// Writers that know no deadlines keep the host's own.
	_ = d.control.SetWriteDeadline(time.Now().Add(d.patience))
	n, err := d.w.Write(b)
	d.gone = err
	return n, err
}

// end sends what is still on its way.
func (d *download) end() error {
	err := d.control.Flush()
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	d.gone = err
	return err
}

// stream answers with what send writes. When that fails half-way the connection breaks
// off, so that nobody takes a part for the whole.
func (m *Module) stream(w http.ResponseWriter, r *http.Request, name string, send func(context.Context, *download) error) error {
	d := &download{w: w, control: http.NewResponseController(w), name: name, patience: m.opts.RequestTimeout}
	err := send(r.Context(), d)
	if err == nil {
		err = d.end()
	}
	_ = d.control.SetWriteDeadline(time.Time{})
	switch {
	case err == nil:
		return nil
	case !d.begun:
		return err
	case d.gone != nil:
		m.opts.Logger.Debug("chat: download cut off", "path", r.URL.Path, "err", err)
	default:
		m.failureOf(r, err)
	}
	panic(http.ErrAbortHandler) //nolint:forbidigo // net/http's word for breaking off
}
