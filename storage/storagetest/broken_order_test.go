package storagetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/parleychat/parley/chat"
)

// imposing replaces SetSanction.
func imposing(do func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error) lie {
	return func(l *liar) {
		l.setSanction = func(ctx context.Context, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
			return do(ctx, l, x, act, check)
		}
	}
}

// listingSanctions replaces what SanctionsOn returns.
func listingSanctions(then func(user chat.UserID, list []chat.Sanction) []chat.Sanction) lie {
	return func(l *liar) {
		l.sanctionsOn = func(ctx context.Context, user chat.UserID, rooms []chat.RoomID) ([]chat.Sanction, error) {
			list, err := l.Store.SanctionsOn(ctx, user, rooms...)
			return then(user, list), err
		}
	}
}

var sanctionLies = map[string]lie{
	"SetSanction stores it in the place of the one of its Kind": imposing(func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
		if old, _ := l.Store.SanctionsOn(ctx, x.User, x.Room); len(old) > 0 {
			return nil
		}
		return l.Store.SetSanction(ctx, x, act, check)
	}),
	"SetSanction logs that somebody was muted": imposing(func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
		x.By = ""
		return l.Store.SetSanction(ctx, x, act, check)
	}),
	"SetSanction removes the member who is banned": imposing(func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
		m, err := l.Store.Member(ctx, x.Room, x.User)
		err2 := l.Store.RemoveMember(ctx, x.Room, x.User, chat.Change{Kind: chat.MemberLeft, Actor: x.By, At: x.At}, anyway)
		err3 := l.Store.SetSanction(ctx, x, act, check)
		lifted := l.Store.LiftSanction(ctx, x, act)
		_, _, err4 := l.Store.AddMember(ctx, m, x.By)
		return errors.Join(err, err2, err3, lifted, err4)
	}),
	"SetSanction of who is no member takes one Rev": imposing(func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
		_, _, _ = l.Store.AddMember(ctx, bob(), "user-ann")
		return l.Store.SetSanction(ctx, x, act, check)
	}),
	"SetSanction asks check about the place and the owners": imposing(func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
		return l.Store.SetSanction(ctx, x, act, func(m chat.Member, owners int) error { return check(m, owners+1) })
	}),
	"SetSanction that check refuses leaves no trace": imposing(func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
		var no error
		err := l.Store.SetSanction(ctx, x, act, func(m chat.Member, owners int) error { no = check(m, owners); return nil })
		return errors.Join(err, no)
	}),
	"SetSanction in no room is ErrNotFound": imposing(func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
		return swallow(l.Store.SetSanction(ctx, x, act, check))
	}),
	"A ban without a room is in force everywhere and no event": listingSanctions(func(_ chat.UserID, list []chat.Sanction) []chat.Sanction {
		return slices.DeleteFunc(list, func(x chat.Sanction) bool { return x.Room == "" })
	}),
	"SetSanction and LiftSanction add their act": func(l *liar) {
		l.liftSanction = func(ctx context.Context, x chat.Sanction, act chat.Act) error {
			act.ID = "1"
			return l.Store.LiftSanction(ctx, x, act)
		}
	},
	"LiftSanction removes it and logs that": func(l *liar) {
		l.liftSanction = func(ctx context.Context, x chat.Sanction, act chat.Act) error {
			_ = l.Store.LiftSanction(ctx, ban(), act)
			return swallow(l.Store.LiftSanction(ctx, x, act))
		}
	},
	"LiftSanction of none is ErrNotFound": func(l *liar) {
		l.liftSanction = func(ctx context.Context, x chat.Sanction, act chat.Act) error {
			return swallow(l.Store.LiftSanction(ctx, x, act))
		}
	},
	"Who is banned does not become a member": func(l *liar) {
		l.addMember = func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
			m.JoinedAt = day(9)
			return l.Store.AddMember(ctx, m, by)
		}
	},
	"Somebody who joins while they are banned is no member in the end": imposing(func(ctx context.Context, l *liar, x chat.Sanction, act chat.Act, check func(chat.Member, int) error) error {
		err := l.Store.SetSanction(ctx, x, act, check)
		late := bob()
		late.JoinedAt = day(9)
		_, _, err2 := l.Store.AddMember(ctx, late, "user-ann")
		return errors.Join(err, err2)
	}),
	"SanctionsOn are those of the user there and everywhere": func(l *liar) {
		l.sanctionsOn = func(ctx context.Context, user chat.UserID, rooms []chat.RoomID) ([]chat.Sanction, error) {
			return l.Store.SanctionsOn(ctx, user, append(slices.Clone(rooms), "room-lobby")...)
		}
	},
	"Sanctions are those of the room and Kind, in pages": func(l *liar) {
		l.sanctions = func(ctx context.Context, room chat.RoomID, kind chat.SanctionKind, _ chat.UserID, limit int) ([]chat.Sanction, error) {
			return l.Store.Sanctions(ctx, room, kind, "", limit)
		}
	},
	"SanctionsOf are the user's, in pages": func(l *liar) {
		l.sanctionsOf = func(ctx context.Context, user chat.UserID, after chat.Sanction, limit int) ([]chat.Sanction, error) {
			after.Kind = ""
			return l.Store.SanctionsOf(ctx, user, after, limit)
		}
	},
	"EraseUser leaves a ban without a Room, without its Reason": afterErasing(func(ctx context.Context, l *liar) error {
		return l.Store.LiftSanction(ctx, on(ban(), "user-ann", ""), act("lifted"))
	}),
	"EraseUser removes the user's sanctions and what they said of others": listingSanctions(func(user chat.UserID, list []chat.Sanction) []chat.Sanction {
		for i := range list {
			list[i].Reason = "spam"
		}
		return list
	}),
}

// listingBlocks replaces what Blocks returns.
func listingBlocks(then func(user chat.UserID, list []chat.Block) []chat.Block) lie {
	return func(l *liar) {
		l.blocks = func(ctx context.Context, user chat.UserID, before int64, limit int) ([]chat.Block, error) {
			list, err := l.Store.Blocks(ctx, user, before, limit)
			return then(user, list), err
		}
	}
}

var blockLies = map[string]lie{
	"SetBlock adds one under the next Rev of the user's UserLog and logs it there": listingBlocks(func(_ chat.UserID, list []chat.Block) []chat.Block {
		for i := range list {
			list[i].Rev = 0
		}
		return list
	}),
	"SetBlock with on false removes that one and logs it": func(l *liar) {
		l.setBlock = func(ctx context.Context, b chat.Block, on bool) (bool, error) {
			if !on {
				_, _ = l.Store.SetBlock(ctx, block("eve"), false) // all of them
			}
			return l.Store.SetBlock(ctx, b, on)
		}
	},
	"SetBlock of what is so already takes no Rev": func(l *liar) {
		l.setBlock = func(ctx context.Context, b chat.Block, on bool) (bool, error) {
			_, err := l.Store.SetBlock(ctx, b, on)
			return true, err
		}
	},
	"SetBlock of more than MaxBlocks is ErrFull and leaves no trace": func(l *liar) {
		l.setBlock = func(ctx context.Context, b chat.Block, on bool) (bool, error) {
			changed, err := l.Store.SetBlock(ctx, b, on)
			if errors.Is(err, chat.ErrFull) {
				return false, nil
			}
			return changed, err
		}
	},
	"Blocks are the user's, the newest first, in pages": listingBlocks(func(_ chat.UserID, list []chat.Block) []chat.Block {
		slices.Reverse(list)
		return list
	}),
	"BlocksAmong are those of the users of the others": func(l *liar) {
		l.blocksAmong = func(ctx context.Context, users, others []chat.UserID) ([]chat.Block, error) {
			return l.Store.BlocksAmong(ctx, append(users, others...), others)
		}
	},
	"EraseUser removes the user's blocks and nobody else's": listingBlocks(func(user chat.UserID, list []chat.Block) []chat.Block {
		if user == "user-ann" {
			list = append(list, block("user-bob"))
		}
		return list
	}),
}

// readingReports replaces what Report returns.
func readingReports(then func(r *chat.Report)) lie {
	return func(l *liar) {
		l.report = func(ctx context.Context, id chat.ReportID) (chat.Report, error) {
			r, err := l.Store.Report(ctx, id)
			then(&r)
			return r, err
		}
	}
}

var reportLies = map[string]lie{
	"AddReport stores it with what the message says then": readingReports(func(r *chat.Report) { r.Text = "milder" }),
	"AddReport by the same person again returns the first": func(l *liar) {
		l.addReport = func(ctx context.Context, r chat.Report) (chat.Report, bool, error) {
			got, _, err := l.Store.AddReport(ctx, r)
			return got, true, err
		}
	},
	"AddReport many times at once adds one": func(l *liar) {
		l.reports = func(ctx context.Context, q chat.ReportQuery) ([]chat.Report, error) {
			list, err := l.Store.Reports(ctx, q)
			return append(list, list...), err
		}
	},
	"AddReport of what cannot be reported is named": func(l *liar) {
		l.addReport = func(ctx context.Context, r chat.Report) (chat.Report, bool, error) {
			got, added, err := l.Store.AddReport(ctx, r)
			if errors.Is(err, chat.ErrGone) {
				err = chat.ErrNotFound
			}
			return got, added, err
		}
	},
	"CloseReport stores what came of it, without the Text, and its act": readingReports(func(r *chat.Report) { r.Text = "text of a" }),
	"CloseReport that is refused leaves no trace": func(l *liar) {
		l.closeReport = func(ctx context.Context, id chat.ReportID, act chat.Act, fn func(*chat.Report) error) (chat.Report, error) {
			var no error
			got, err := l.Store.CloseReport(ctx, id, act, func(r *chat.Report) error { no = fn(r); return nil })
			return got, errors.Join(err, no)
		}
	},
	"Report of none is ErrNotFound": func(l *liar) {
		l.report = func(ctx context.Context, id chat.ReportID) (chat.Report, error) {
			r, err := l.Store.Report(ctx, id)
			return r, swallow(err)
		}
	},
	"Reports are those that match, in pages": func(l *liar) {
		l.reports = func(ctx context.Context, q chat.ReportQuery) ([]chat.Report, error) {
			list, err := l.Store.Reports(ctx, q)
			slices.Reverse(list)
			return list, err
		}
	},
	"ExpireMessages removes the reports too": func(l *liar) {
		l.reports = func(ctx context.Context, q chat.ReportQuery) ([]chat.Report, error) {
			list, err := l.Store.Reports(ctx, q)
			return append(list, filed("1")), err
		}
	},
	"EraseUser empties what the user said in reports and was reported for": readingReports(func(r *chat.Report) { r.Text = "text of a" }),
}

// listingActs replaces what Acts returns.
func listingActs(then func(list []chat.Act) []chat.Act) lie {
	return func(l *liar) {
		l.acts = func(ctx context.Context, q chat.ActQuery) ([]chat.Act, error) {
			list, err := l.Store.Acts(ctx, q)
			return then(list), err
		}
	}
}

var actLies = map[string]lie{
	"The act of a change is added with it, whole": func(l *liar) {
		l.updateRoom = func(ctx context.Context, id chat.RoomID, c chat.Change, change func(*chat.Room) error) (chat.Room, error) {
			c.Act = nil
			return l.Store.UpdateRoom(ctx, id, c, change)
		}
	},
	"A change that fails or changes nothing adds no act": listingActs(func(list []chat.Act) []chat.Act { return append(list, act("1")) }),
	"Acts are those that match, the newest first, in pages": listingActs(func(list []chat.Act) []chat.Act {
		slices.Reverse(list)
		return list
	}),
	"PruneActs removes the lowest IDs up to the first that is too young": func(l *liar) {
		l.pruneActs = func(ctx context.Context, _ time.Time, limit int) (int, error) {
			return l.Store.PruneActs(ctx, day(9), limit)
		}
	},
	"EraseUser empties the Reason of acts by and about the user": listingActs(func(list []chat.Act) []chat.Act {
		for i := range list {
			list[i].Reason = "spam"
		}
		return list
	}),
}

// posting replaces AddMessageIf.
func posting(do func(ctx context.Context, l *liar, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error)) lie {
	return func(l *liar) {
		l.addMessageIf = func(ctx context.Context, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error) {
			return do(ctx, l, m, may)
		}
	}
}

var paceLies = map[string]lie{
	"AddMessageIf adds the message, and asks with the room and the time of the last": posting(func(ctx context.Context, l *liar, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error) {
		return l.Store.AddMessageIf(ctx, m, func(r chat.Room, last time.Time) error { r.Rev++; return may(r, last) })
	}),
	"AddMessageIf that is refused leaves no trace": posting(func(ctx context.Context, l *liar, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error) {
		var no error
		got, added, err := l.Store.AddMessageIf(ctx, m, func(r chat.Room, last time.Time) error { no = may(r, last); return nil })
		return got, added, errors.Join(err, no)
	}),
	"AddMessageIf does not ask about a message that is there": posting(func(ctx context.Context, l *liar, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error) {
		got, added, err := l.Store.AddMessageIf(ctx, m, may)
		if err == nil && !added {
			err = may(chat.Room{}, m.CreatedAt)
		}
		return got, added, err
	}),
	"AddMessageIf lets one of many at once be the first": func(l *liar) {
		// It looks before, and writes afterwards.
		var looked sync.WaitGroup
		looked.Add(50)
		posting(func(ctx context.Context, l *liar, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error) {
			no := may(lobby(), time.Time{})
			looked.Done()
			looked.Wait()
			if no != nil {
				return chat.Message{}, false, no
			}
			return l.Store.AddMessage(ctx, m)
		})(l)
	},
	"EraseUser forgets when they posted last": posting(func(ctx context.Context, l *liar, m chat.Message, may func(chat.Room, time.Time) error) (chat.Message, bool, error) {
		return l.Store.AddMessageIf(ctx, m, func(r chat.Room, last time.Time) error {
			if m.ClientID == "m" {
				last = noon
			}
			return may(r, last)
		})
	}),
}

var orderLies = map[string]lie{
	"SetNotify stores what the member wants and takes no Rev": func(l *liar) {
		l.setNotify = func(ctx context.Context, room chat.RoomID, user chat.UserID, n chat.Notify) (chat.Member, error) {
			n.MuteUntil = time.Time{}
			return l.Store.SetNotify(ctx, room, user, n)
		}
	},
	"SetNotify of who is no member is ErrNotFound": func(l *liar) {
		l.setNotify = func(ctx context.Context, room chat.RoomID, user chat.UserID, n chat.Notify) (chat.Member, error) {
			m, err := l.Store.SetNotify(ctx, room, user, n)
			return m, swallow(err)
		}
	},
	"Members are stored with their Notify": func(l *liar) {
		l.addMember = func(ctx context.Context, m chat.Member, by chat.UserID) (chat.Member, bool, error) {
			m.Notify = chat.Notify{}
			return l.Store.AddMember(ctx, m, by)
		}
	},
	"Rooms are stored with their SlowModeMs": func(l *liar) {
		l.createRoom = func(ctx context.Context, r chat.Room, members []chat.Member) (chat.Room, error) {
			r.SlowModeMs = 0
			return l.Store.CreateRoom(ctx, r, members)
		}
	},
	"ImportOrder stores what is new in the room and nothing twice": func(l *liar) {
		l.importOrder = func(ctx context.Context, room chat.RoomID, o chat.Order) (int, error) {
			o.Acts = nil
			return l.Store.ImportOrder(ctx, room, o)
		}
	},
	"ImportOrder keeps what is here": func(l *liar) {
		l.importOrder = func(ctx context.Context, room chat.RoomID, o chat.Order) (int, error) {
			for _, x := range o.Sanctions {
				if err := l.Store.SetSanction(ctx, x, act("9"), anyway); err != nil {
					return 0, err
				}
			}
			return l.Store.ImportOrder(ctx, room, o)
		}
	},
}
