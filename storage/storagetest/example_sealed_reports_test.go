package storagetest_test

import (
	"context"
	"time"

	"github.com/parleychat/parley/chat"
)

// The texts that reports keep were copied by the other store, sealed as they are.

func (s *Sealed) openReport(r chat.Report, err error) (chat.Report, error) {
	m, err := s.open(chat.Message{ID: r.Message, Text: r.Text}, err)
	r.Text = m.Text
	return r, err
}

// AddMessageIf implements chat.PaceStore.
func (s *Sealed) AddMessageIf(
	ctx context.Context, m chat.Message, may func(r chat.Room, last time.Time) error,
) (chat.Message, bool, error) {
	m.Text = s.seal(m.ID, m.Text)
	got, added, err := s.Storage.AddMessageIf(ctx, m, may)
	got, err = s.open(got, err)
	return got, added, err
}

// AddReport implements chat.ReportStore.
func (s *Sealed) AddReport(ctx context.Context, r chat.Report) (chat.Report, bool, error) {
	got, added, err := s.Storage.AddReport(ctx, r)
	got, err = s.openReport(got, err)
	return got, added, err
}

// CloseReport implements chat.ReportStore.
func (s *Sealed) CloseReport(ctx context.Context, id chat.ReportID, act chat.Act, closing func(*chat.Report) error) (chat.Report, error) {
	return s.openReport(s.Storage.CloseReport(ctx, id, act, closing))
}

// Report implements chat.ReportStore.
func (s *Sealed) Report(ctx context.Context, id chat.ReportID) (chat.Report, error) {
	return s.openReport(s.Storage.Report(ctx, id))
}

// Reports implements chat.ReportStore.
func (s *Sealed) Reports(ctx context.Context, q chat.ReportQuery) ([]chat.Report, error) {
	list, err := s.Storage.Reports(ctx, q)
	for i := range list {
		if list[i], err = s.openReport(list[i], err); err != nil {
			return nil, err
		}
	}
	return list, err
}

// ImportOrder implements chat.OrderStore.
func (s *Sealed) ImportOrder(ctx context.Context, room chat.RoomID, o chat.Order) (int, error) {
	o.Reports = append([]chat.Report(nil), o.Reports...)
	for i, r := range o.Reports {
		o.Reports[i].Text = s.seal(r.Message, r.Text)
	}
	return s.Storage.ImportOrder(ctx, room, o)
}
