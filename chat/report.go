package chat

import (
	"context"
	"time"
)

// A ReportID names a report.
type ReportID string

// A ReportStatus says what came of a report.
type ReportStatus string

const (
	// ReportOpen waits for somebody who keeps order.
	ReportOpen ReportStatus = "open"
	// ReportResolved led to something.
	ReportResolved ReportStatus = "resolved"
	// ReportDismissed led to nothing.
	ReportDismissed ReportStatus = "dismissed"
)

// A Report is what somebody told those who keep order about a message.
type Report struct {
	ID      ReportID  `json:"id"`
	Room    RoomID    `json:"room"`
	Message MessageID `json:"message"`
	// Author wrote the message, Reporter the report.
	Author   UserID `json:"author"`
	Reporter UserID `json:"reporter"`
	// Reason is what the Reporter says about it.
	Reason string `json:"reason"`
	// Text is what the message said when it was reported, whatever became of it since;
	// empty once the report is closed.
	Text      string       `json:"text"`
	Status    ReportStatus `json:"status"`
	CreatedAt time.Time    `json:"createdAt"`
	ClosedAt  time.Time    `json:"closedAt,omitzero"`
	ClosedBy  UserID       `json:"closedBy,omitempty"`
}

// A ReportQuery selects reports.
type ReportQuery struct {
	// Room leaves out those of other rooms. Default: none.
	Room RoomID
	// Status leaves out all others; it must be one of the three, unless Reporter is given.
	Status ReportStatus
	// Reporter leaves out those of others. Default: none.
	Reporter UserID
	// After leaves out IDs up to and including this one. Default: from the oldest.
	After ReportID
	// Limit is the most to return; it must be positive.
	Limit int
}

// ReportStore keeps reports. They go with a message that ExpireMessages removes. EraseUser
// empties the Text of those about the user's messages and the Reason of those by the user.
type ReportStore interface {
	// AddReport stores r as an open one, with the Room, Author and Text of its Message as
	// it is then, in one step, and returns it as stored and true. If its Reporter has
	// reported the message already, that report is returned as it is, with false.
	// ErrNotFound: no such message. ErrGone: it was deleted. ErrExists: the ID is taken.
	AddReport(ctx context.Context, r Report) (Report, bool, error)

	// CloseReport lets change edit the current report, then stores its Status, ClosedAt and
	// ClosedBy, empties its Text and adds act to the audit log, in one step, and returns the
	// report as stored. Nothing else about it can change.
	//
	// change may run more than once and must not call the store. An error it returns ends it
	// without a trace and is returned, wrapped; ErrUnchanged does so too, but the result is
	// the current report and no error. ErrNotFound: no such report.
	CloseReport(ctx context.Context, id ReportID, act Act, change func(*Report) error) (Report, error)

	// Report returns the report, or ErrNotFound.
	Report(ctx context.Context, id ReportID) (Report, error)

	// Reports returns the reports that match, in ascending ID order.
	Reports(ctx context.Context, q ReportQuery) ([]Report, error)
}
