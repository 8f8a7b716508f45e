package chat

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// problemJSON is an error of /api/v1: RFC 9457, section 3, with a stable code and the
// list of fields that are at fault.
type problemJSON struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Code   string         `json:"code"`
	Errors []fieldProblem `json:"errors,omitempty"`
	// ResetFrom is the Rev from which to start afresh, for replay_expired.
	ResetFrom int64 `json:"resetFrom,omitempty"`
	// Until is when it ends by itself, for muted and banned.
	Until time.Time `json:"until,omitzero"`
}

// fieldProblem is one broken rule; Pointer is a JSON pointer (RFC 6901) into the body.
type fieldProblem struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// problem answers a failed /api/v1 request.
func (m *Module) problem(w http.ResponseWriter, r *http.Request, err error) {
	f := m.failureOf(r, err)
	p := problemJSON{Type: "about:blank", Title: http.StatusText(f.status), Status: f.status, Detail: refusedFor(err, f.err.Error()), Code: f.code}
	for _, fe := range fieldErrors(err) {
		p.Errors = append(p.Errors, fieldProblem{Pointer: "/" + strings.ReplaceAll(fe.Field, ".", "/"), Code: fe.Code, Detail: fe.Reason})
		p.Detail = p.Errors[0].Pointer[1:] + " " + p.Errors[0].Detail
	}
	var expired *expiredError
	if errors.As(err, &expired) {
		p.Code, p.Detail, p.ResetFrom = "replay_expired", "the log no longer reaches back that far", expired.head
	}
	var kept *restraintError
	if errors.As(err, &kept) {
		p.Until = kept.until
	}
	retryAfter(w.Header(), f, err)
	challenge(w.Header(), f, err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(f.status)
	_ = json.NewEncoder(w).Encode(p) // the client may be gone; nothing to do about it
}

// challenge says what is wrong with the credentials (RFC 6750, section 3).
func challenge(h http.Header, f failure, err error) {
	scope := (*scopeError)(nil)
	switch {
	case errors.As(err, &scope) && scope.scope != "":
		h.Set("WWW-Authenticate", `Bearer error="insufficient_scope", scope="`+scope.scope+`"`)
	case scope != nil:
		h.Set("WWW-Authenticate", `Bearer error="insufficient_scope"`)
	case errors.Is(err, ErrBadToken):
		h.Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	case f.status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	}
}

// retryAfter says when to try again, if that could help: at once would not.
func retryAfter(h http.Header, f failure, err error) {
	var soon pausing
	switch {
	case errors.As(err, &soon):
		h.Set("Retry-After", seconds(soon.pause()))
	case f.status == http.StatusServiceUnavailable, f.status == http.StatusTooManyRequests:
		h.Set("Retry-After", "1")
	}
}

// writeJSON answers with a bare resource.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // the client may be gone; nothing to do about it
	return nil
}
