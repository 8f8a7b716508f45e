package githubauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"

	"github.com/parleychat/parley/chat"
)

// A refusal is a log-in that failed: what the person is told, and what the log is. The
// log calls it an error when the status does, from 500 on.
type refusal struct {
	status  int
	message string
	cause   error // nil: nobody's business but the person's
}

// Error is the cause, or the message.
func (e *refusal) Error() string {
	if e.cause != nil {
		return "githubauth: " + e.cause.Error()
	}
	return "githubauth: " + e.message
}

// Unwrap returns the cause.
func (e *refusal) Unwrap() error { return e.cause }

// refusedByGitHub is what GitHub adds to the callback instead of a code. Two of its words
// are the operator's business (docs.github.com, "Troubleshooting authorization request
// errors"); whatever else stands there, anybody may have written.
func refusedByGitHub(reason string) error {
	cause := fmt.Errorf("callback: error %.100q", reason)
	switch reason {
	case "access_denied":
		return &refusal{status: http.StatusForbidden, message: "You did not allow the log-in with GitHub."}
	case "application_suspended", "redirect_uri_mismatch":
		return badAnswer(cause)
	}
	return &refusal{http.StatusBadRequest, "GitHub could not tell who you are.", cause}
}

// exchangeFailed tells a code that was used before from a GitHub that is down and
// from one that does not know this application.
func exchangeFailed(err error) error {
	var answer *oauth2.RetrieveError
	var network *url.Error
	switch {
	case errors.As(err, &answer) && answer.ErrorCode == "bad_verification_code":
		return &refusal{status: http.StatusBadRequest, message: "This log-in was used before, or took too long."}
	case errors.As(err, &answer) && answer.ErrorCode == "" && answer.Response != nil:
		// Its text would hold the whole body.
		return badStatus("exchange the code", answer.Response.StatusCode)
	case errors.As(err, &network), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return noAnswer(fmt.Errorf("exchange the code: %w", err))
	}
	return badAnswer(fmt.Errorf("exchange the code: %w", err))
}

// badStatus sorts answers that are no success.
func badStatus(op string, status int) error {
	err := fmt.Errorf("%s: status %d", op, status)
	if status >= 500 || status == http.StatusTooManyRequests || status == http.StatusForbidden {
		return noAnswer(err) // GitHub says 403 to those who ask too often
	}
	return badAnswer(err)
}

func noAnswer(cause error) error {
	return &refusal{http.StatusServiceUnavailable, "GitHub does not answer at the moment.", cause}
}

func badAnswer(cause error) error {
	return &refusal{http.StatusBadGateway, "GitHub could not tell who you are.", cause}
}

// refusedByHost is what the application says to an identity.
func refusedByHost(err error) error {
	switch {
	case errors.Is(err, chat.ErrForbidden):
		return &refusal{status: http.StatusForbidden, message: "Your GitHub account may not enter."}
	case errors.Is(err, chat.ErrRateLimited):
		return &refusal{status: http.StatusTooManyRequests, message: "There are too many log-ins at the moment."}
	case errors.Is(err, chat.ErrClosed):
		return &refusal{status: http.StatusServiceUnavailable, message: "The server is shutting down."}
	}
	return fmt.Errorf("githubauth: sign in: %w", err)
}
