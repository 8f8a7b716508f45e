package chat

import (
	"context"
	"io"
	"mime"
	"net/http"
	"time"
)

// getFile sends the bytes of a file.
func (m *Module) getFile(w http.ResponseWriter, r *http.Request) error {
	return m.serveFile(w, r, m.OpenFile, func(f File, h http.Header) {
		h.Set("ETag", `"`+string(f.ID)+`"`)
		h.Set("Content-Type", servedAs(f))
		how := "attachment"
		if f.Width > 0 {
			how = "inline"
		}
		h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	})
}

// getThumb sends the small version of a picture.
func (m *Module) getThumb(w http.ResponseWriter, r *http.Request) error {
	return m.serveFile(w, r, m.OpenThumb, func(f File, h http.Header) {
		h.Set("ETag", `"`+string(f.ID)+`-thumb"`)
		h.Del("Content-Type") // net/http tells JPEG from PNG, and we made it
		h.Set("Content-Disposition", "inline")
	})
}

type opening func(ctx context.Context, viewer UserID, id FileID) (File, io.ReadSeekCloser, error)

// serveFile sends a file, or the ranges of it that are asked for, in a form in which
// nothing can run: no type but those that browsers only show or play, none to be guessed,
// no script, no style and no origin of its own for what is opened as a page. What is asked
// for again must be asked for here, since who may read it can change.
func (m *Module) serveFile(w http.ResponseWriter, r *http.Request, open opening, about func(File, http.Header)) error {
	asked, cancel := m.inTime(r)
	defer cancel()
	viewer, _, err := m.who(asked)
	if err != nil {
		return err
	}
	id, err := pathID(r, "file")
	if err != nil {
		return err
	}
	f, file, err := open(asked.Context(), viewer.ID, FileID(id))
	if err != nil {
		return err
	}
	defer file.Close()
	h := w.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	about(f, h)
	patient := &patientWriter{w, http.NewResponseController(w), m.opts.RequestTimeout}
	http.ServeContent(patient, r, "", time.Time{}, file)
	_ = patient.control.SetWriteDeadline(time.Time{})
	return nil
}

// A patientWriter sends everything to who is slow, and gives up who takes nothing.
type patientWriter struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
}

// Write implements io.Writer.
func (p *patientWriter) Write(b []byte) (int, error) {
	// Writers that know no deadlines keep the host's own.
	_ = p.control.SetWriteDeadline(time.Now().Add(p.patience))
	return p.ResponseWriter.Write(b)
}
