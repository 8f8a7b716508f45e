package storagetest

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/parleychat/parley/chat"
)

// quiet is what Bob wants to be told of.
func quiet() chat.Notify { return chat.Notify{Level: chat.NotifyMentions, MuteUntil: day(1)} }

// history is what an export said about the lobby.
func history() chat.Order {
	return chat.Order{Sanctions: []chat.Sanction{ban(), mute()}, Reports: []chat.Report{filed("1"), byOther(filed("2"), "user-eve", "message-z")}, Acts: []chat.Act{act("1")}}
}

var orderPromises = []promise{
	{"SetNotify stores what the member wants and takes no Rev", withOwner(func(ctx context.Context, s chat.Storage) error {
		want := bob()
		want.Notify = quiet()
		exact := quiet()
		exact.MuteUntil = exact.MuteUntil.Add(time.Nanosecond)
		got, err := s.SetNotify(ctx, "room-lobby", "user-bob", exact)
		err = errors.Join(err, same("result", got, want), member(ctx, s, want), rev(ctx, s, 2))
		_, err2 := s.UpdateMember(ctx, "room-lobby", "user-bob", promote(), become(chat.RoleModerator))
		want.Role = chat.RoleModerator
		return errors.Join(err, err2, member(ctx, s, want))
	})},
	{"SetNotify of who is no member is ErrNotFound", withLobby(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetNotify(ctx, "room-lobby", "user-bob", quiet())
		return is("SetNotify", err, chat.ErrNotFound)
	})},
	{"Members are stored with their Notify", func(ctx context.Context, s chat.Storage) error {
		first, second := bob(), bob()
		first.Notify, second.Notify, second.User = quiet(), quiet(), "user-eve"
		_, err := s.CreateRoom(ctx, lobby(), []chat.Member{first})
		got, _, err2 := s.AddMember(ctx, second, "user-ann")
		return errors.Join(err, err2, member(ctx, s, first), same("added", got, second))
	}},
	{"Rooms are stored with their SlowModeMs", func(ctx context.Context, s chat.Storage) error {
		slow := lobby()
		slow.SlowModeMs = 5000
		_, err := s.CreateRoom(ctx, slow, nil)
		err = errors.Join(err, room(ctx, s, slow))
		_, err2 := s.UpdateRoom(ctx, "room-lobby", rename(), func(r *chat.Room) error { r.SlowModeMs = 9000; return nil })
		slow.SlowModeMs, slow.Rev = 9000, 1
		return errors.Join(err, err2, room(ctx, s, slow))
	}},
	{"ImportOrder stores what is new in the room and nothing twice", withNote(func(ctx context.Context, s chat.Storage) error {
		n, err := s.ImportOrder(ctx, "room-lobby", history())
		again, err2 := s.ImportOrder(ctx, "room-lobby", history())
		twice, err3 := s.ImportOrder(ctx, "room-lobby", chat.Order{Reports: []chat.Report{filed("9")}})
		_, absent := s.ImportOrder(ctx, "room-z", history())
		list, err4 := s.Acts(ctx, chat.ActQuery{Limit: 9})
		return errors.Join(err, err2, err3, err4, sameList("new", []int{n, again, twice}, []int{4, 0, 0}), is("in no room", absent, chat.ErrNotFound),
			standing(ctx, s, ban(), mute()), theReport(ctx, s, filed("1")), sameList("acts", list, []chat.Act{act("1")}), rev(ctx, s, 2))
	})},
	{"ImportOrder keeps what is here", withNote(func(ctx context.Context, s chat.Storage) error {
		mine := ban()
		mine.Reason = "mine"
		err := errors.Join(s.SetSanction(ctx, mine, act("1"), anyway), reported(ctx, s, report("1")))
		_, err2 := s.CloseReport(ctx, "1", act("2"), closed)
		n, err3 := s.ImportOrder(ctx, "room-lobby", history())
		got, err4 := s.Report(ctx, "1")
		return errors.Join(err, err2, err3, err4, same("new", n, 1), standing(ctx, s, mine, mute()), same("status", got.Status, chat.ReportResolved))
	})},
}

// orderCalls are those of what keeps order.
var orderCalls = slices.Concat([]call{
	{"SetSanction", func(ctx context.Context, s chat.Storage) error {
		return s.SetSanction(ctx, mute(), act(rand.Text()), anyway)
	}},
	{"SanctionsOn", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SanctionsOn(ctx, "user-bob", "room-lobby")
		return err
	}},
	{"Sanctions", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Sanctions(ctx, "room-lobby", chat.Mute, "", 1)
		return err
	}},
	{"SanctionsOf", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SanctionsOf(ctx, "user-bob", chat.Sanction{}, 1)
		return err
	}},
	{"LiftSanction", func(ctx context.Context, s chat.Storage) error { return s.LiftSanction(ctx, mute(), act(rand.Text())) }},
	{"SetBlock", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetBlock(ctx, block("dan"), true)
		return err
	}},
	{"Blocks", func(ctx context.Context, s chat.Storage) error { _, err := s.Blocks(ctx, "user-bob", 0, 1); return err }},
	{"BlocksAmong", func(ctx context.Context, s chat.Storage) error {
		_, err := s.BlocksAmong(ctx, []chat.UserID{"user-bob"}, []chat.UserID{"dan"})
		return err
	}},
}, []call{
	{"AddReport", func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddReport(ctx, report("1"))
		return err
	}},
	{"CloseReport", func(ctx context.Context, s chat.Storage) error {
		_, err := s.CloseReport(ctx, "1", act(rand.Text()), func(*chat.Report) error { return chat.ErrUnchanged })
		return err
	}},
	{"Report", func(ctx context.Context, s chat.Storage) error { _, err := s.Report(ctx, "1"); return err }},
	{"Reports", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Reports(ctx, chat.ReportQuery{Limit: 1})
		return err
	}},
	{"Acts", func(ctx context.Context, s chat.Storage) error {
		_, err := s.Acts(ctx, chat.ActQuery{Limit: 1})
		return err
	}},
	{"PruneActs", func(ctx context.Context, s chat.Storage) error {
		_, err := s.PruneActs(ctx, noon.Add(-time.Hour), 1)
		return err
	}},
	{"AddMessageIf", func(ctx context.Context, s chat.Storage) error {
		_, _, err := s.AddMessageIf(ctx, note("slow"), func(chat.Room, time.Time) error { return nil })
		return err
	}},
	{"SetNotify", func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetNotify(ctx, "room-lobby", "user-bob", quiet())
		return err
	}},
	{"ImportOrder", func(ctx context.Context, s chat.Storage) error {
		_, err := s.ImportOrder(ctx, "room-lobby", chat.Order{})
		return err
	}},
})
