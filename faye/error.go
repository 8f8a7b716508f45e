package faye

import (
	"errors"
	"strconv"
	"strings"
)

// ErrClosed says that the server has been shut down.
var ErrClosed = errors.New("faye: server closed")

// Error is a refusal in Bayeux's form. A Policy that returns one chooses the
// words that the client reads in the reply's "error" field.
type Error struct {
	Code int      // in the manner of HTTP: 4xx is the client's fault
	Args []string // what it is about, for example the channel
	Text string   // for people
}

// Error gives the wire form, for example "403:/messages:Forbidden channel".
func (e *Error) Error() string {
	return strconv.Itoa(e.Code) + ":" + strings.Join(e.Args, ",") + ":" + e.Text
}

// The refusals that Faye's clients know. What the arguments are is Faye's
// choice: channels, connection types, the name of a missing field, a client id.

// VersionMismatch is "300:…:Version mismatch".
func VersionMismatch(args ...string) *Error { return &Error{300, args, "Version mismatch"} }

// ConnectionTypeMismatch is "301:…:Connection types not supported".
func ConnectionTypeMismatch(types ...string) *Error {
	return &Error{301, types, "Connection types not supported"}
}

// ExtensionMismatch is "302:…:Extension mismatch".
func ExtensionMismatch(args ...string) *Error { return &Error{302, args, "Extension mismatch"} }

// BadRequest is "400:…:Bad request".
func BadRequest(args ...string) *Error { return &Error{400, args, "Bad request"} }

// UnknownClient is "401:…:Unknown client". The id is cut short: it is whatever
// the client sent.
func UnknownClient(id string) *Error {
	return &Error{401, []string{shorten(id)}, "Unknown client"}
}

// ParameterMissing is "402:…:Missing required parameter".
func ParameterMissing(names ...string) *Error {
	return &Error{402, names, "Missing required parameter"}
}

// ForbiddenChannel is "403:…:Forbidden channel".
func ForbiddenChannel(channels ...string) *Error { return &Error{403, channels, "Forbidden channel"} }

// UnknownChannel is "404:…:Unknown channel".
func UnknownChannel(channels ...string) *Error { return &Error{404, channels, "Unknown channel"} }

// InvalidChannel is "405:…:Invalid channel".
func InvalidChannel(channels ...string) *Error { return &Error{405, channels, "Invalid channel"} }

// UnknownExtension is "406:…:Unknown extension".
func UnknownExtension(args ...string) *Error { return &Error{406, args, "Unknown extension"} }

// PublishFailed is "407:…:Failed to publish".
func PublishFailed(channels ...string) *Error { return &Error{407, channels, "Failed to publish"} }

// InternalError is "500::Internal server error", all that a client learns of
// an error that is not its own.
func InternalError() *Error { return &Error{Code: 500, Text: "Internal server error"} }

func shorten(s string) string {
	const enough = 64
	if len(s) <= enough {
		return s
	}
	return strings.ToValidUTF8(s[:enough], "") + "…"
}
