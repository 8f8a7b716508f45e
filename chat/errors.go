package chat

import (
	"errors"
	"fmt"
)

// The errors of this package, matched with errors.Is. Everything else is an
// outage: callers may try again.
var (
	// ErrInvalid: the input breaks a rule; a *FieldError says which.
	ErrInvalid = errors.New("invalid")
	// ErrUnauthenticated: who asks is not known, and must be.
	ErrUnauthenticated = errors.New("not logged in")
	// ErrForbidden: who asks is known and may not.
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: there is no such thing, or not for who asks.
	ErrNotFound = errors.New("not found")
	// ErrExists: something with that key exists already.
	ErrExists = errors.New("already exists")
	// ErrStale: the thing changed since the caller read it.
	ErrStale = errors.New("changed since")
	// ErrReused: the client ID stands for a message with another text.
	ErrReused = errors.New("client id already used for another message")
	// ErrGone: what was asked for was there and is no longer.
	ErrGone = errors.New("gone")
	// ErrArchived: the room is closed for writing.
	ErrArchived = errors.New("archived")
	// ErrLastOwner: the room would have no owner any more.
	ErrLastOwner = errors.New("the last owner of a room stays")
	// ErrFull: there are as many of these as there may be.
	ErrFull = errors.New("there are as many as there may be")
	// ErrBanned: who asks, or who shall come in, is banned.
	ErrBanned = errors.New("banned")
	// ErrMuted: who asks may not write in the room for now.
	ErrMuted = errors.New("muted")
	// ErrBlocked: who asks is not welcome to the other one.
	ErrBlocked = errors.New("blocked")
	// ErrSlowMode: the room wants more time between the messages of one person.
	ErrSlowMode = errors.New("slow mode")
	// ErrUnfit: a file cannot be attached, since it is not complete, not the author's, or a
	// message's already.
	ErrUnfit = errors.New("not to be attached")
	// ErrOffset: an upload has come to another place, or somebody else is sending it.
	ErrOffset = errors.New("not where the upload has come to, or somebody else is sending")
	// ErrRateLimited: too many requests; try later.
	ErrRateLimited = errors.New("rate limited")
	// ErrClosed: the module is shutting down.
	ErrClosed = errors.New("closed")

	// ErrUnchanged is returned by the function given to an Update method of the
	// storage when there is nothing to change.
	ErrUnchanged = errors.New("unchanged")
)

// A FieldError is an ErrInvalid about one field of the input.
type FieldError struct {
	// Field is the name that the caller used: the JSON name in HTTP.
	Field string
	// Code is the broken rule in one word: "required", "max".
	Code string
	// Reason says it to a person: "must not be empty".
	Reason string
}

// Error is the field and the reason.
func (e *FieldError) Error() string { return fmt.Sprintf("%s %s", e.Field, e.Reason) }

// Is makes a FieldError match ErrInvalid.
func (e *FieldError) Is(target error) bool { return target == ErrInvalid }

// An Error adds which operation of the module failed.
type Error struct {
	Op  string // "chat.Post"
	Err error
}

// Error is the operation and the cause.
func (e *Error) Error() string { return e.Op + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// opError adds the operation to an error, once.
func opError(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	return &Error{Op: op, Err: err}
}

// fieldErrors collects the field errors in a tree of wrapped and joined errors.
func fieldErrors(err error) []*FieldError {
	switch e := err.(type) { //nolint:errorlint // it walks the tree itself
	case nil:
		return nil
	case *FieldError:
		return []*FieldError{e}
	case interface{ Unwrap() []error }:
		var all []*FieldError
		for _, one := range e.Unwrap() {
			all = append(all, fieldErrors(one)...)
		}
		return all
	}
	return fieldErrors(errors.Unwrap(err))
}
