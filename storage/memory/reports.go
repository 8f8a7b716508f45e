package memory

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// AddReport implements chat.ReportStore.
func (s *Store) AddReport(ctx context.Context, r chat.Report) (chat.Report, bool, error) {
	added := false
	err := s.do(ctx, "report of message", string(r.Message), func() error {
		m := s.messages[r.Message]
		if m == nil {
			return chat.ErrNotFound
		}
		if old := s.reportBy(r.Message, r.Reporter); old != "" {
			r = s.reports[old]
			return nil
		}
		if m.Deleted() {
			return chat.ErrGone
		}
		if _, taken := s.reports[r.ID]; taken {
			return chat.ErrExists
		}
		r.Room, r.Author, r.Text = m.Room, m.AuthorID, m.Text
		r.Status, r.CreatedAt, r.ClosedAt, r.ClosedBy = chat.ReportOpen, stamp(r.CreatedAt), time.Time{}, ""
		s.reports[r.ID], added = r, true
		return nil
	})
	if err != nil {
		return chat.Report{}, false, err
	}
	return r, added, nil
}

// reportBy is the report of a message by somebody, or empty.
func (s *Store) reportBy(message chat.MessageID, reporter chat.UserID) chat.ReportID {
	for id, r := range s.reports {
		if r.Message == message && r.Reporter == reporter {
			return id
		}
	}
	return ""
}

// dropReports removes those of a message.
func (s *Store) dropReports(message chat.MessageID) {
	maps.DeleteFunc(s.reports, func(_ chat.ReportID, r chat.Report) bool { return r.Message == message })
}

// CloseReport implements chat.ReportStore.
func (s *Store) CloseReport(ctx context.Context, id chat.ReportID, act chat.Act, closing func(*chat.Report) error) (r chat.Report, err error) {
	err = s.do(ctx, "close report", string(id), func() error {
		stored, there := s.reports[id]
		if !there {
			return chat.ErrNotFound
		}
		changed := stored
		if err := closing(&changed); errors.Is(err, chat.ErrUnchanged) {
			r = stored
			return nil
		} else if err != nil {
			return err
		}
		// What ended while closing ran is refused, as a commit would be.
		if err := ctx.Err(); err != nil {
			return err
		}
		stored.Status, stored.ClosedAt, stored.ClosedBy, stored.Text = changed.Status, stamp(changed.ClosedAt), changed.ClosedBy, ""
		s.reports[id], r = stored, stored
		s.enact(&act)
		return nil
	})
	return r, err
}

// Report implements chat.ReportStore.
func (s *Store) Report(ctx context.Context, id chat.ReportID) (r chat.Report, err error) {
	err = s.do(ctx, "report", string(id), func() error {
		var there bool
		if r, there = s.reports[id]; !there {
			return chat.ErrNotFound
		}
		return nil
	})
	return r, err
}

// Reports implements chat.ReportStore.
func (s *Store) Reports(ctx context.Context, q chat.ReportQuery) ([]chat.Report, error) {
	var list []chat.Report
	err := s.do(ctx, "reports", "", func() error {
		if q.Limit < 1 {
			return errLimit
		}
		for id, r := range s.reports {
			if id > q.After && (q.Room == "" || r.Room == q.Room) && (q.Status == "" || r.Status == q.Status) &&
				(q.Reporter == "" || r.Reporter == q.Reporter) {
				list = append(list, r)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b chat.Report) int { return cmp.Compare(a.ID, b.ID) })
	return list[:min(len(list), max(q.Limit, 0))], err
}
