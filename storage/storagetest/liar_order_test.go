package storagetest

import (
	"context"
	"time"

	"github.com/parleychat/parley/chat"
)

// keepers is what a liar may replace about those who keep order.
type keepers struct {
	setSanction  func(ctx context.Context, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error
	liftSanction func(ctx context.Context, x chat.Sanction, act chat.Act) error
	sanctionsOn  func(ctx context.Context, user chat.UserID, rooms []chat.RoomID) ([]chat.Sanction, error)
	sanctions    func(ctx context.Context, room chat.RoomID, kind chat.SanctionKind, after chat.UserID, limit int) ([]chat.Sanction, error)
	sanctionsOf  func(ctx context.Context, user chat.UserID, after chat.Sanction, limit int) ([]chat.Sanction, error)
	setBlock     func(ctx context.Context, b chat.Block, on bool) (bool, error)
	blocks       func(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Block, error)
	blocksAmong  func(ctx context.Context, users, others []chat.UserID) ([]chat.Block, error)
	addReport    func(ctx context.Context, r chat.Report) (chat.Report, bool, error)
	closeReport  func(ctx context.Context, id chat.ReportID, act chat.Act, fn func(*chat.Report) error) (chat.Report, error)
	report       func(ctx context.Context, id chat.ReportID) (chat.Report, error)
	reports      func(ctx context.Context, q chat.ReportQuery) ([]chat.Report, error)
	acts         func(ctx context.Context, q chat.ActQuery) ([]chat.Act, error)
	pruneActs    func(ctx context.Context, before time.Time, limit int) (int, error)
	addMessageIf func(ctx context.Context, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error)
	setNotify    func(ctx context.Context, room chat.RoomID, user chat.UserID, n chat.Notify) (chat.Member, error)
	importOrder  func(ctx context.Context, room chat.RoomID, o chat.Order) (int, error)
}

func (l *liar) SetSanction(ctx context.Context, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
	if l.setSanction != nil {
		return l.setSanction(ctx, x, act, check)
	}
	return l.Store.SetSanction(ctx, x, act, check)
}

func (l *liar) LiftSanction(ctx context.Context, x chat.Sanction, act chat.Act) error {
	if l.liftSanction != nil {
		return l.liftSanction(ctx, x, act)
	}
	return l.Store.LiftSanction(ctx, x, act)
}

func (l *liar) SanctionsOn(ctx context.Context, user chat.UserID, rooms ...chat.RoomID) ([]chat.Sanction, error) {
	if l.sanctionsOn != nil {
		return l.sanctionsOn(ctx, user, rooms)
	}
	return l.Store.SanctionsOn(ctx, user, rooms...)
}

func (l *liar) Sanctions(ctx context.Context, room chat.RoomID, kind chat.SanctionKind, after chat.UserID, limit int) ([]chat.Sanction, error) {
	if l.sanctions != nil {
		return l.sanctions(ctx, room, kind, after, limit)
	}
	return l.Store.Sanctions(ctx, room, kind, after, limit)
}

func (l *liar) SanctionsOf(ctx context.Context, user chat.UserID, after chat.Sanction, limit int) ([]chat.Sanction, error) {
	if l.sanctionsOf != nil {
		return l.sanctionsOf(ctx, user, after, limit)
	}
	return l.Store.SanctionsOf(ctx, user, after, limit)
}

func (l *liar) SetBlock(ctx context.Context, b chat.Block, on bool) (bool, error) {
	if l.setBlock != nil {
		return l.setBlock(ctx, b, on)
	}
	return l.Store.SetBlock(ctx, b, on)
}

func (l *liar) Blocks(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Block, error) {
	if l.blocks != nil {
		return l.blocks(ctx, user, before, limit)
	}
	return l.Store.Blocks(ctx, user, before, limit)
}

func (l *liar) BlocksAmong(ctx context.Context, users, others []chat.UserID) ([]chat.Block, error) {
	if l.blocksAmong != nil {
		return l.blocksAmong(ctx, users, others)
	}
	return l.Store.BlocksAmong(ctx, users, others)
}

func (l *liar) AddReport(ctx context.Context, r chat.Report) (chat.Report, bool, error) {
	if l.addReport != nil {
		return l.addReport(ctx, r)
	}
	return l.Store.AddReport(ctx, r)
}

func (l *liar) CloseReport(ctx context.Context, id chat.ReportID, act chat.Act, fn func(*chat.Report) error) (chat.Report, error) {
	if l.closeReport != nil {
		return l.closeReport(ctx, id, act, fn)
	}
	return l.Store.CloseReport(ctx, id, act, fn)
}

func (l *liar) Report(ctx context.Context, id chat.ReportID) (chat.Report, error) {
	if l.report != nil {
		return l.report(ctx, id)
	}
	return l.Store.Report(ctx, id)
}

func (l *liar) Reports(ctx context.Context, q chat.ReportQuery) ([]chat.Report, error) {
	if l.reports != nil {
		return l.reports(ctx, q)
	}
	return l.Store.Reports(ctx, q)
}

func (l *liar) Acts(ctx context.Context, q chat.ActQuery) ([]chat.Act, error) {
	if l.acts != nil {
		return l.acts(ctx, q)
	}
	return l.Store.Acts(ctx, q)
}

func (l *liar) PruneActs(ctx context.Context, before time.Time, limit int) (int, error) {
	if l.pruneActs != nil {
		return l.pruneActs(ctx, before, limit)
	}
	return l.Store.PruneActs(ctx, before, limit)
}

func (l *liar) AddMessageIf(ctx context.Context, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error) {
	if l.addMessageIf != nil {
		return l.addMessageIf(ctx, m, may)
	}
	return l.Store.AddMessageIf(ctx, m, may)
}

func (l *liar) SetNotify(ctx context.Context, room chat.RoomID, user chat.UserID, n chat.Notify) (chat.Member, error) {
	if l.setNotify != nil {
		return l.setNotify(ctx, room, user, n)
	}
	return l.Store.SetNotify(ctx, room, user, n)
}

func (l *liar) ImportOrder(ctx context.Context, room chat.RoomID, o chat.Order) (int, error) {
	if l.importOrder != nil {
		return l.importOrder(ctx, room, o)
	}
	return l.Store.ImportOrder(ctx, room, o)
}
