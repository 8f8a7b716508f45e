package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/parleychat/parley/storage/internal/bunstore"
)

// The codes of SQLSTATE that mean something here; see the appendix "PostgreSQL Error
// Codes" of its manual.
const (
	uniqueViolation      = "23505"
	foreignKeyViolation  = "23503"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	lockNotAvailable     = "55P03"
	tooManyConnections   = "53300"
	diskFull             = "53100"
	adminShutdown        = "57P01"
	crashShutdown        = "57P02"
	cannotConnectNow     = "57P03"
	readOnlyTransaction  = "25006"
	invalidPassword      = "28P01"
	invalidAuthorization = "28000"
	invalidDatabase      = "3D000"
	invalidSchema        = "3F000"
	insufficientRights   = "42501"
	undefinedTable       = "42P01"
	undefinedColumn      = "42703"
	classConnection      = "08"
)

// dialectOf tells the shared queries what the errors of PostgreSQL mean.
func dialectOf() bunstore.Dialect {
	return bunstore.Dialect{
		Name: "postgres", Unique: unique, Again: again, Raced: raced, Dangling: dangling, Lost: lost, Strange: strange,
		Terms: vector, Match: match, Phrases: phrases,
	}
}

// code is the SQLSTATE of err, or "". pgx and lib/pq both tell it so.
func code(err error) string {
	var e interface{ SQLState() string }
	if errors.As(err, &e) {
		return e.SQLState()
	}
	return ""
}

// unique tells whether a key exists twice. Other broken constraints, such as a
// foreign key, say nothing of the kind.
func unique(err error) bool { return code(err) == uniqueViolation }

// strange tells whether the database is one without our tables.
func strange(err error) bool {
	c := code(err)
	return c == undefinedTable || c == undefinedColumn
}

// again tells whether another connection was in the way, or the server for a moment was
// not there. It is not asked about a COMMIT that nobody answered. What never left this
// process, as its connection was known to be closed, can be sent again whatever it was.
func again(err error) bool {
	switch code(err) {
	case lockNotAvailable, tooManyConnections, cannotConnectNow:
		return true
	}
	return raced(err) || lost(err) || pgconn.SafeToRetry(err)
}

// raced tells whether the server chose this transaction to give way to another.
func raced(err error) bool {
	c := code(err)
	return c == serializationFailure || c == deadlockDetected
}

// dangling tells whether a foreign key was broken: a user's own log went away while a
// consumer moved on in it.
func dangling(err error) bool { return code(err) == foreignKeyViolation }

// lost tells whether there is no connection, or none any more.
func lost(err error) bool {
	switch c := code(err); {
	case c == adminShutdown, c == crashShutdown, strings.HasPrefix(c, classConnection):
		return true
	case c != "":
		return false
	}
	var network *net.OpError
	return errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// explain puts what can be wrong with a server into words.
func explain(err error) error {
	if words := inWords(err); words != "" {
		return fmt.Errorf("%s: %w", words, err)
	}
	return err
}

func inWords(err error) string {
	switch code(err) {
	case invalidPassword, invalidAuthorization:
		return "the server refuses the user or the password"
	case invalidDatabase:
		return "the server has no such database"
	case invalidSchema:
		return "there is no schema to work in"
	case insufficientRights:
		return "the user may not do this"
	case readOnlyTransaction:
		return "the server is read-only and the chat must write it"
	case tooManyConnections:
		return "the server has no connection left"
	case cannotConnectNow:
		return "the server is starting or stopping"
	case diskFull:
		return "the server's disk is full"
	case lockNotAvailable:
		return "another program holds what is to be changed"
	}
	if lost(err) || pgconn.SafeToRetry(err) {
		return "the server cannot be reached"
	}
	return ""
}

// endedBy says that what failed after ctx ended failed because of that.
func endedBy(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}
