package chat

import (
	"context"
	"time"
)

// A ReportDraft is what somebody says about a message.
type ReportDraft struct {
	// Reason is not blank, and at most 1000 characters.
	Reason string `json:"reason" validate:"visible,sayable,max=1000"`
}

// Report tells those who keep order about a message that the user may read. In a direct
// room these are the host's. A second report of the same message by the same user changes
// nothing. ErrGone: it was deleted.
func (m *Module) Report(ctx context.Context, user UserID, id MessageID, d ReportDraft) error {
	if err := m.begin(); err != nil {
		return opError("chat.Report", err)
	}
	defer m.busy.Done()
	return opError("chat.Report", m.report(ctx, user, id, d))
}

func (m *Module) report(ctx context.Context, user UserID, id MessageID, d ReportDraft) error {
	msg, err := m.store.Message(ctx, id)
	if err == nil {
		_, err = m.readable(ctx, user, msg.Room)
	}
	switch {
	case err != nil:
		return err
	case user == "":
		return ErrUnauthenticated
	case user == msg.AuthorID:
		return Refuse("this is your own message")
	}
	if err := m.rules.check(d); err != nil {
		return err
	}
	_, _, err = m.store.AddReport(ctx, Report{ID: ReportID(newID()), Message: id, Reporter: user, Reason: d.Reason, CreatedAt: m.now()})
	return err
}

// Reports returns at most q.Limit reports with the Status, by default the open ones, in
// ascending ID order, and whether there are more: of a room for those who keep order there,
// of all with no q.Room for those with the host's RoleAdmin, as far as Options.Policy does
// not say otherwise. q.Reporter is not read.
func (m *Module) Reports(ctx context.Context, actor UserID, q ReportQuery) ([]Report, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, opError("chat.Reports", err)
	}
	defer m.busy.Done()
	err := m.mayKeep(ctx, actor, q.Room, ActionReadReports)
	if err == nil {
		err = q.Status.check()
	}
	var list []Report
	limit := q.Limit
	if err == nil {
		q.Limit, q.Reporter = limit+1, ""
		if q.Status == "" {
			q.Status = ReportOpen
		}
		list, err = m.store.Reports(ctx, q)
	}
	more := len(list) > limit
	return list[:min(limit, len(list))], more, opError("chat.Reports", err)
}

func (s ReportStatus) check() error {
	switch s {
	case "", ReportOpen, ReportResolved, ReportDismissed:
		return nil
	}
	return &FieldError{Field: "status", Code: "oneof", Reason: "must be one of: open resolved dismissed"}
}

// A ReportClosing is what comes of a report.
type ReportClosing struct {
	// Status is ReportResolved or ReportDismissed.
	Status ReportStatus `json:"status" validate:"oneof=resolved dismissed"`
	// Act is what is done first, to the message or its author, with the actor's own right
	// to it: "delete", "mute", "remove" or "ban". Default: nothing. Only for ReportResolved.
	Act string `json:"act" validate:"omitempty,oneof=delete mute remove ban,excluded_if=Status dismissed"`
	// Reason and Until are for Act and the audit log, as in SanctionDraft. Default none.
	Reason string    `json:"reason" validate:"max=500,sayable,line"`
	Until  time.Time `json:"until"`
}

// CloseReport closes a report of the room, with no room of any, after what is to be done
// was: when that fails it stays open. One that is closed stays as it is. Who may is who may
// see it, as far as Options.Policy does not say otherwise. ErrNotFound: no such report in
// the room, or no such room for the actor.
func (m *Module) CloseReport(ctx context.Context, actor UserID, room RoomID, id ReportID, d ReportClosing) (Report, error) {
	if err := m.begin(); err != nil {
		return Report{}, opError("chat.CloseReport", err)
	}
	defer m.busy.Done()
	r, err := m.closeReport(ctx, actor, room, id, d)
	return r, opError("chat.CloseReport", err)
}

func (m *Module) closeReport(ctx context.Context, actor UserID, room RoomID, id ReportID, d ReportClosing) (Report, error) {
	if err := m.mayKeep(ctx, actor, room, ActionCloseReport); err != nil {
		return Report{}, err
	}
	r, err := m.store.Report(ctx, id)
	if err == nil && room != "" && r.Room != room {
		err = ErrNotFound
	}
	if err == nil {
		err = m.rules.check(d)
	}
	if err == nil && r.Status == ReportOpen {
		err = m.follow(ctx, actor, r, d)
	}
	if err != nil {
		return Report{}, err
	}
	act := m.newAct(r.Room, actor, ActReportClosed, r.Author, string(id))
	act.Reason = d.Reason
	return m.store.CloseReport(ctx, id, act, func(now *Report) error {
		if now.Status != ReportOpen {
			return ErrUnchanged
		}
		now.Status, now.ClosedAt, now.ClosedBy = d.Status, act.At, actor
		return nil
	})
}

// follow does what a report leads to.
func (m *Module) follow(ctx context.Context, actor UserID, r Report, d ReportClosing) error {
	why := SanctionDraft{d.Reason, d.Until}
	var err error
	switch d.Act {
	case "delete":
		_, err = m.Delete(ctx, actor, r.Message)
	case "mute":
		_, err = m.Mute(ctx, actor, r.Room, r.Author, why)
	case "remove":
		err = gone(m.RemoveMember(ctx, actor, r.Room, r.Author)) // they may have left
	case "ban":
		_, err = m.Ban(ctx, actor, r.Room, r.Author, why)
	}
	return err
}
