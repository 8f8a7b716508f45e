package drivertest

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// muted is what Ann decided about somebody.
func muted(user chat.UserID) chat.Sanction {
	return chat.Sanction{Kind: chat.Mute, Room: Lobby, User: user, By: "ann", Reason: "spam"}
}

// act is a new one by Ann about somebody.
func act(user chat.UserID) chat.Act {
	return chat.Act{ID: chat.ActID(rand.Text()), Room: Lobby, Actor: "ann", What: chat.ActMuted, User: user, Reason: "spam"}
}

func anyway(chat.Member, int) error { return nil }

// reported is what Bob says about a message.
func reported(id chat.MessageID) chat.Report {
	return chat.Report{ID: "report-" + chat.ReportID(id), Message: id, Reporter: "bob", Reason: "rude"}
}

// prepareOrder has Ann keep order, and Bob report and block.
func prepareOrder(t testing.TB, s chat.Storage) {
	t.Helper()
	ctx := t.Context()
	_, _, err := s.AddReport(ctx, reported("message-3"))
	_, err2 := s.SetBlock(ctx, chat.Block{User: "bob", Other: "ann"}, true)
	if err := errors.Join(err, err2, s.SetSanction(ctx, muted("bob"), act("bob"), anyway)); err != nil {
		t.Fatal(err)
	}
}

// order are the calls about those who keep order.
func order() []Call {
	return []Call{
		{"SetSanction", func(ctx context.Context, s chat.Storage) error {
			return s.SetSanction(ctx, muted("eve"), act("eve"), anyway)
		}},
		{"LiftSanction", func(ctx context.Context, s chat.Storage) error {
			return missing(s.LiftSanction(ctx, muted("dan"), act("dan")))
		}},
		{"SanctionsOn", func(ctx context.Context, s chat.Storage) error {
			_, err := s.SanctionsOn(ctx, "bob", Lobby)
			return err
		}},
		{"Sanctions", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Sanctions(ctx, Lobby, chat.Mute, "a", 10)
			return err
		}},
		{"SanctionsOf", func(ctx context.Context, s chat.Storage) error {
			_, err := s.SanctionsOf(ctx, "bob", chat.Sanction{Room: "a"}, 10)
			return err
		}},
		{"SetBlock", func(ctx context.Context, s chat.Storage) error {
			_, err := s.SetBlock(ctx, chat.Block{User: "bob", Other: "eve"}, true)
			return err
		}},
		{"Blocks", func(ctx context.Context, s chat.Storage) error { _, err := s.Blocks(ctx, "bob", 9, 10); return err }},
		{"BlocksAmong", func(ctx context.Context, s chat.Storage) error {
			_, err := s.BlocksAmong(ctx, []chat.UserID{"ann", "bob"}, []chat.UserID{"ann"})
			return err
		}},
		{"AddReport", func(ctx context.Context, s chat.Storage) error {
			_, _, err := s.AddReport(ctx, reported("message-2"))
			return err
		}},
		{"CloseReport", func(ctx context.Context, s chat.Storage) error {
			_, err := s.CloseReport(ctx, "report-message-3", act("ann"), func(r *chat.Report) error { r.Status = chat.ReportResolved; return nil })
			return err
		}},
		{"Report", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Report(ctx, "report-message-3")
			return err
		}},
		{"Reports", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Reports(ctx, chat.ReportQuery{Room: Lobby, Status: chat.ReportOpen, After: "a", Limit: 10})
			return err
		}},
		{"ReportsEverywhere", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Reports(ctx, chat.ReportQuery{Status: chat.ReportOpen, After: "a", Limit: 10})
			return err
		}},
		{"ReportsBy", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Reports(ctx, chat.ReportQuery{Reporter: "bob", After: "a", Limit: 10})
			return err
		}},
		{"Acts", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Acts(ctx, chat.ActQuery{Room: Lobby, Before: "z", Limit: 10})
			return err
		}},
		{"ActsEverywhere", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Acts(ctx, chat.ActQuery{Before: "z", Limit: 10})
			return err
		}},
		{"ActsOn", func(ctx context.Context, s chat.Storage) error {
			_, err := s.Acts(ctx, chat.ActQuery{User: "bob", Before: "z", Limit: 10})
			return err
		}},
		{"PruneActs", func(ctx context.Context, s chat.Storage) error {
			_, err := s.PruneActs(ctx, time.Unix(1, 0), 10)
			return err
		}},
		{"AddMessageIf", func(ctx context.Context, s chat.Storage) error {
			_, _, err := s.AddMessageIf(ctx, Note("slow"), func(chat.Room, time.Time) error { return nil })
			return err
		}},
		{"SetNotify", func(ctx context.Context, s chat.Storage) error {
			_, err := s.SetNotify(ctx, Lobby, "ann", chat.Notify{Level: chat.NotifyNone})
			return missing(err)
		}},
		{"ImportOrder", func(ctx context.Context, s chat.Storage) error {
			_, err := s.ImportOrder(ctx, Lobby, chat.Order{Sanctions: []chat.Sanction{muted("bob")}, Reports: []chat.Report{reported("message-3")}})
			return err
		}},
	}
}
