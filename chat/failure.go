package chat

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// Failures that only HTTP knows.
var (
	errMalformed   = errors.New("the request body is not a JSON object")
	errTooLarge    = errors.New("the request body is too large")
	errMediaType   = errors.New("the request body is of a type that is not taken here")
	errNoRoute     = errors.New("no such path")
	errMethod      = errors.New("method not allowed")
	errCrossOrigin = errors.New("requests from this site are not allowed")
	errUnavailable = errors.New("temporarily unavailable")
)

// A failure is how an error looks from outside.
type failure struct {
	err    error
	status int
	code   string
}

// failures maps errors to HTTP, first match first. What is not in it is an outage or
// a mistake of ours: 500, and only the log learns more.
var failures = []failure{
	{ErrUnauthenticated, http.StatusUnauthorized, "unauthenticated"},
	{errCrossOrigin, http.StatusForbidden, "cross_origin"},
	{ErrLastOwner, http.StatusForbidden, "last_owner"},
	{ErrBanned, http.StatusForbidden, "banned"},
	{ErrMuted, http.StatusForbidden, "muted"},
	{ErrBlocked, http.StatusForbidden, "blocked"},
	{ErrInsufficientScope, http.StatusForbidden, "insufficient_scope"},
	{ErrForbidden, http.StatusForbidden, "forbidden"},
	{ErrNotFound, http.StatusNotFound, "not_found"},
	{errNoRoute, http.StatusNotFound, "not_found"},
	{errMethod, http.StatusMethodNotAllowed, "method_not_allowed"},
	{ErrExists, http.StatusConflict, "conflict"},
	{ErrArchived, http.StatusConflict, "archived"},
	{ErrFull, http.StatusConflict, "full"},
	{ErrOffset, http.StatusConflict, "offset"},
	{ErrGone, http.StatusGone, "gone"},
	{ErrStale, http.StatusPreconditionFailed, "precondition_failed"},
	{errTus, http.StatusPreconditionFailed, "precondition_failed"},
	{errTooLarge, http.StatusRequestEntityTooLarge, "too_large"},
	{errMediaType, http.StatusUnsupportedMediaType, "unsupported_media"},
	{errMalformed, http.StatusBadRequest, "malformed"},
	{errCut, http.StatusBadRequest, "malformed"},
	{ErrReused, http.StatusUnprocessableEntity, "idempotency_mismatch"},
	{ErrInvalid, http.StatusUnprocessableEntity, "validation"},
	{ErrSlowMode, http.StatusTooManyRequests, "slow_mode"},
	{ErrRateLimited, http.StatusTooManyRequests, "rate_limited"},
	{ErrClosed, http.StatusServiceUnavailable, "unavailable"},
	{errUnavailable, http.StatusServiceUnavailable, "unavailable"},
	{context.DeadlineExceeded, http.StatusGatewayTimeout, "timeout"},
}

// internal is the failure of everything that is not in the table.
var internal = failure{errors.New("internal error"), http.StatusInternalServerError, "internal"}

// lookedUp finds the failure.
func lookedUp(err error) failure {
	for _, known := range failures {
		if errors.Is(err, known.err) {
			return known
		}
	}
	return internal
}

// failureOf finds the failure and logs what operators must know: our own faults as
// errors, those of callers not at all above debug.
func (m *Module) failureOf(r *http.Request, err error) failure {
	f := lookedUp(err)
	if soon := (pausing)(nil); errors.As(err, &soon) {
		f.err = soon // it says for how long
	}
	log := m.opts.Logger.Debug
	if f.status >= 500 && !errors.Is(err, ErrClosed) && !errors.Is(r.Context().Err(), context.Canceled) {
		log = m.opts.Logger.Error
	}
	log("chat: request failed", "method", r.Method, "path", loggable(r.URL.Path), "status", f.status, "err", err)
	return f
}

// loggable is a path without the secret that ends it.
func loggable(path string) string {
	for _, before := range []string{"/hooks/", "/api/v1/invites/"} {
		if strings.HasPrefix(path, before) {
			return before + "…"
		}
	}
	return path
}
