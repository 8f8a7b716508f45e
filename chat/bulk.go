package chat

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// errCut is a body that ended too early: on the client's side, or because it took too long.
var errCut = errors.New("the request body was cut off; what came before is kept where it can go on")

// A bulkBody is a body of any length. It may come slowly, but not stop for long, nor go on
// for ever, nor keep the module from shutting down.
type bulkBody struct {
	io.ReadCloser
	control *http.ResponseController
	idle    time.Duration
	until   time.Time
	closing <-chan struct{}
}

// Read implements io.Reader.
func (b *bulkBody) Read(p []byte) (int, error) {
	select {
	case <-b.closing:
		return 0, ErrClosed
	default:
	}
	now := time.Now()
	if now.After(b.until) {
		return 0, errCut
	}
	deadline := now.Add(b.idle)
	if deadline.After(b.until) {
		deadline = b.until
	}
	// Writers that know no deadlines keep the host's own.
	_ = b.control.SetReadDeadline(deadline)
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = errors.Join(errCut, err)
	}
	return n, err
}

// A cutReader says of what ends too early that it was cut off.
type cutReader struct{ r io.Reader }

func (c *cutReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, ErrClosed) {
		err = errors.Join(errCut, err)
	}
	return n, err
}

// atLength lets the body of a request be as long as an upload, and gives it the time.
func (m *Module) atLength(w http.ResponseWriter, r *http.Request) (*http.Request, context.CancelFunc) {
	most := m.opts.Uploads.Timeout
	ctx, cancel := context.WithTimeout(r.Context(), most+m.opts.RequestTimeout)
	r = r.WithContext(ctx)
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(most + 2*m.opts.RequestTimeout))
	if r.ContentLength != 0 {
		r.Body = &bulkBody{r.Body, control, m.opts.RequestTimeout, time.Now().Add(most), m.closing}
	}
	return r, cancel
}
