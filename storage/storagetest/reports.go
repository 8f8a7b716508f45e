package storagetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/chat"
)

// report is what Bob says about Ann's message a.
func report(id string) chat.Report {
	return chat.Report{ID: chat.ReportID(id), Message: "message-a", Reporter: "user-bob", Reason: "rude", CreatedAt: noon}
}

// filed is the report as it is stored.
func filed(id string) chat.Report {
	r := report(id)
	r.Room, r.Author, r.Text, r.Status = "room-lobby", "user-ann", "text of a", chat.ReportOpen
	return r
}

// by is the report by somebody else about another message.
func byOther(r chat.Report, reporter chat.UserID, message chat.MessageID) chat.Report {
	r.Reporter, r.Message = reporter, message
	return r
}

// reported adds reports, each of which must be new.
func reported(ctx context.Context, s chat.Storage, list ...chat.Report) error {
	for _, r := range list {
		if _, added, err := s.AddReport(ctx, r); err != nil || !added {
			return fmt.Errorf("report %q: added %t, %w", r.ID, added, orNone(err))
		}
	}
	return nil
}

// reports wants a page of reports.
func reports(ctx context.Context, s chat.Storage, q chat.ReportQuery, want ...string) error {
	list, err := s.Reports(ctx, q)
	return errors.Join(err, sameList("reports", ids(list, func(r chat.Report) string { return string(r.ID) }), want))
}

// closed is what Ann does with a report.
func closed(r *chat.Report) error {
	r.Status, r.ClosedAt, r.ClosedBy = chat.ReportResolved, day(1), "user-ann"
	return nil
}

// theReport wants report 1 to be that.
func theReport(ctx context.Context, s chat.Storage, want chat.Report) error {
	got, err := s.Report(ctx, "1")
	return errors.Join(err, same("report", got, want))
}

var reportPromises = []promise{
	{"AddReport stores it with what the message says then", withNote(func(ctx context.Context, s chat.Storage) error {
		given := report("1")
		given.Text, given.Author, given.Room, given.Status, given.ClosedAt, given.ClosedBy = "other", "user-z", "room-z", chat.ReportResolved, day(9), "user-z"
		given.CreatedAt = noon.Add(time.Nanosecond).In(time.FixedZone("", 3600))
		got, added, err := s.AddReport(ctx, given)
		err = errors.Join(err, same("added", added, true), same("result", got, filed("1")), edited(ctx, s, "message-a", "milder"), theReport(ctx, s, filed("1")))
		_, err2 := s.UpdateMessage(ctx, "message-a", remove(), erase)
		return errors.Join(err, err2, theReport(ctx, s, filed("1")))
	})},
	{"AddReport by the same person again returns the first", withNote(func(ctx context.Context, s chat.Storage) error {
		err := reported(ctx, s, report("1"))
		again := report("2")
		again.Reason = "more"
		got, added, err2 := s.AddReport(ctx, again)
		return errors.Join(err, err2, same("added", added, false), same("result", got, filed("1")), reports(ctx, s, chat.ReportQuery{Status: chat.ReportOpen, Limit: 9}, "1"))
	})},
	{"AddReport many times at once adds one", withNote(func(ctx context.Context, s chat.Storage) error {
		err := atOnce(20, func(i int) error { _, _, err := s.AddReport(ctx, report(fmt.Sprint(i))); return err })
		list, err2 := s.Reports(ctx, chat.ReportQuery{Status: chat.ReportOpen, Limit: 9})
		return errors.Join(err, err2, same("reports", len(list), 1))
	})},
	{"AddReport of what cannot be reported is named", withNote(func(ctx context.Context, s chat.Storage) error {
		_, _, absent := s.AddReport(ctx, byOther(report("1"), "user-bob", "message-z"))
		err := reported(ctx, s, report("1"))
		_, _, taken := s.AddReport(ctx, byOther(report("1"), "user-eve", "message-a"))
		_, err2 := s.UpdateMessage(ctx, "message-a", remove(), erase)
		_, _, deleted := s.AddReport(ctx, byOther(report("2"), "user-eve", "message-a"))
		return errors.Join(err, err2, is("of no message", absent, chat.ErrNotFound), is("a taken ID", taken, chat.ErrExists), is("of a tombstone", deleted, chat.ErrGone))
	})},
	{"CloseReport stores what came of it, without the Text, and its act", withNote(func(ctx context.Context, s chat.Storage) error {
		err := reported(ctx, s, report("1"))
		got, err2 := s.CloseReport(ctx, "1", act("1"), func(r *chat.Report) error {
			r.Reason, r.Author = "other", "user-z" // which cannot change
			return errors.Join(same("before", r.Status, chat.ReportOpen), closed(r))
		})
		want := filed("1")
		want.Text = ""
		_ = closed(&want)
		return errors.Join(err, err2, same("result", got, want), theReport(ctx, s, want), acts(ctx, s, chat.ActQuery{Limit: 9}, "1"))
	})},
	{"CloseReport that is refused leaves no trace", withNote(func(ctx context.Context, s chat.Storage) error {
		err := reported(ctx, s, report("1"))
		_, no := s.CloseReport(ctx, "1", act("1"), func(r *chat.Report) error { _ = closed(r); return errNo })
		got, err2 := s.CloseReport(ctx, "1", act("2"), func(r *chat.Report) error { _ = closed(r); return chat.ErrUnchanged })
		_, absent := s.CloseReport(ctx, "z", act("3"), closed)
		return errors.Join(err, err2, is("CloseReport", no, errNo), same("unchanged", got, filed("1")), is("of none", absent, chat.ErrNotFound),
			theReport(ctx, s, filed("1")), acts(ctx, s, chat.ActQuery{Limit: 9}))
	})},
	{"Report of none is ErrNotFound", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.Report(ctx, "1")
		return is("Report", err, chat.ErrNotFound)
	})},
	{"Reports are those that match, in pages", withNote(func(ctx context.Context, s chat.Storage) error {
		_, err := s.CreateRoom(ctx, named("other", chat.Private), nil)
		elsewhere := note("x")
		elsewhere.Room = "other"
		_, _, err2 := s.AddMessage(ctx, elsewhere)
		err = errors.Join(err, err2, reported(ctx, s, report("3"), byOther(report("1"), "user-eve", "message-a"), byOther(report("2"), "user-eve", "message-b"),
			byOther(report("4"), "user-eve", "message-x")))
		_, err3 := s.CloseReport(ctx, "2", act("1"), closed)
		open := chat.ReportQuery{Room: "room-lobby", Status: chat.ReportOpen, Limit: 9}
		page, after, all, hers := open, open, open, open
		page.Limit, after.After, all.Room = 1, "1", ""
		hers.Room, hers.Status, hers.Reporter = "", "", "user-eve"
		return errors.Join(err, err3, reports(ctx, s, open, "1", "3"), reports(ctx, s, page, "1"), reports(ctx, s, after, "3"), reports(ctx, s, all, "1", "3", "4"),
			reports(ctx, s, chat.ReportQuery{Room: "room-lobby", Status: chat.ReportResolved, Limit: 9}, "2"), reports(ctx, s, hers, "1", "2", "4"))
	})},
	{"ExpireMessages removes the reports too", withNote(func(ctx context.Context, s chat.Storage) error {
		err := reported(ctx, s, report("1"), byOther(report("2"), "user-bob", "message-b"))
		return errors.Join(err, expired(ctx, s, day(1), 1, 1, 2), reports(ctx, s, chat.ReportQuery{Status: chat.ReportOpen, Limit: 9}, "2"))
	})},
	{"EraseUser empties what the user said in reports and was reported for", withCrowd(func(ctx context.Context, s chat.Storage) error {
		err := reported(ctx, s, report("1"), byOther(report("2"), "user-ann", "message-x"))
		_, err2 := s.EraseUser(ctx, blank(), day(2))
		about, err3 := s.Report(ctx, "1")
		by, err4 := s.Report(ctx, "2")
		return errors.Join(err, err2, err3, err4, same("text", about.Text, ""), same("reason", about.Reason, "rude"), same("reason of hers", by.Reason, ""), same("his text", by.Text, "text of x"))
	})},
}
