package faye

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Why a connection ends. Only the first and the last reach callers.
var (
	errClientClosed        error = clientClosed{}
	errClientSessionLost         = errors.New("faye: session lost")
	errClientNotAnswered         = errors.New("faye: no answer")
	errClientStalled             = errors.New("faye: callbacks are too slow")
	errClientNotBayeux           = errors.New("faye: what the server sent is no Bayeux")
	errClientTooLarge            = errors.New("faye: what the server sent is too large")
	errClientNoSocket            = errors.New("faye: the server offers no WebSockets")
	errClientSocketReady         = errors.New("faye: a WebSocket is open now")
	errClientAdvisedToStop       = errors.New("faye: the server said not to come back")
)

// clientClosed is ErrClosed in a client's words.
type clientClosed struct{}

func (clientClosed) Error() string        { return "faye: client closed" }
func (clientClosed) Is(target error) bool { return target == ErrClosed }

// clientRefusal is a refusal as the server wrote it: extensions write any words,
// and these must not change on their way to people.
type clientRefusal struct {
	wire    string
	refusal *Error
}

func (r *clientRefusal) Error() string { return r.wire }
func (r *clientRefusal) Unwrap() error { return r.refusal }

// parseRefusal reads "code:arguments:text". What has another form is all text,
// with the code 0.
func parseRefusal(wire string) error {
	code, rest, ok := strings.Cut(wire, ":")
	n, err := strconv.Atoi(code)
	args, text, two := strings.Cut(rest, ":")
	if !ok || !two || err != nil || n < 0 {
		return &clientRefusal{wire, &Error{Text: wire}}
	}
	e := &Error{Code: n, Text: text}
	if args != "" {
		e.Args = strings.Split(args, ",")
	}
	return e
}

// clientStatus is an answer to a request that is none of Bayeux's.
type clientStatus struct {
	code  int
	text  string
	pause time.Duration // from its Retry-After
}

func (s *clientStatus) Error() string { return "faye: the server answered " + s.text }

// clientOrRefusal adds what the server said, if it said anything, to a reason.
func clientOrRefusal(reason, refusal error) error {
	if refusal == nil {
		return reason
	}
	return fmt.Errorf("%w: %w", reason, refusal)
}
