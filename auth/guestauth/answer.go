package guestauth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/parleychat/parley/chat"
)

// envelope is the form of every answer of the routes under /auth.
type envelope struct {
	Data    *user    `json:"data"`
	Error   *failure `json:"error"`
	Success bool     `json:"success"`
}

type user struct {
	ID          chat.UserID `json:"id"`
	DisplayName string      `json:"displayName"`
	ProfileURL  string      `json:"profileUrl"`
	AvatarURL   string      `json:"avatarUrl"`
}

type failure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data"`
}

// A refusal is a request that gets this answer.
type refusal struct {
	status  int
	message string
}

// Error is the message.
func (e *refusal) Error() string { return e.message }

func writeUser(w http.ResponseWriter, u chat.User) {
	write(w, http.StatusOK, envelope{
		Data:    &user{ID: u.ID, DisplayName: u.DisplayName, ProfileURL: u.ProfileURL, AvatarURL: u.AvatarURL},
		Success: true,
	})
}

// fail tells the person what they can do about the error, and the log about those
// that only the operator can do something about.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, message := describe(err)
	if status == http.StatusInternalServerError && r.Context().Err() == nil {
		h.log.ErrorContext(r.Context(), "guest log-in failed", "error", err)
	}
	write(w, status, envelope{Error: &failure{Code: status, Message: message}})
}

// describe says what an error is in HTTP and in words.
func describe(err error) (status int, message string) {
	var refused *refusal
	var field *chat.FieldError
	switch {
	case errors.As(err, &refused):
		return refused.status, refused.message
	case errors.As(err, &field):
		return http.StatusBadRequest, field.Error()
	case errors.Is(err, chat.ErrInvalid):
		return http.StatusBadRequest, "the name cannot be used"
	case errors.Is(err, chat.ErrForbidden):
		return http.StatusForbidden, "guests may not enter"
	case errors.Is(err, chat.ErrRateLimited):
		return http.StatusTooManyRequests, "too many log-ins; please try again later"
	case errors.Is(err, chat.ErrClosed):
		return http.StatusServiceUnavailable, "the server is shutting down; please try again"
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout, "that took too long; please try again"
	}
	return http.StatusInternalServerError, "internal error"
}

// write sends the envelope. Nothing can be done about a client that does not read.
func write(w http.ResponseWriter, status int, e envelope) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(e)
}
