package chat_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

func TestReport(t *testing.T) {
	t.Run("KeepsWhatWasSaidUntilItIsClosed", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		msg := w.say(w.member, w.room.ID, "rude")
		id := chat.ReportID(w.reported(w.reader, msg.ID))
		if id2 := w.reported(w.reader, msg.ID); id2 != string(id) {
			t.Errorf("a second one: %s and %s", id, id2)
		}
		_, err := w.Edit(t.Context(), w.member.ID, msg.ID, chat.Edit{Text: "polite"})
		_, err2 := w.Delete(t.Context(), w.member.ID, msg.ID)
		list, more, err3 := w.Reports(t.Context(), w.moderator.ID, chat.ReportQuery{Room: w.room.ID, Limit: 9})
		if err := errors.Join(err, err2, err3); err != nil || more || len(list) != 1 || list[0].Text != "rude" || list[0].Author != w.member.ID ||
			list[0].Reporter != w.reader.ID || list[0].Status != chat.ReportOpen {
			t.Fatalf("%+v, %v", list, err)
		}
		got, err := w.CloseReport(t.Context(), w.moderator.ID, w.room.ID, id, chat.ReportClosing{Status: chat.ReportDismissed})
		if err != nil || got.Text != "" || got.Status != chat.ReportDismissed || got.ClosedBy != w.moderator.ID {
			t.Errorf("%+v, %v", got, err)
		}
		again, err := w.CloseReport(t.Context(), w.owner.ID, w.room.ID, id, chat.ReportClosing{Status: chat.ReportResolved, Act: "ban"})
		if err != nil || again != got || w.role(w.member) != chat.RoleMember {
			t.Errorf("closed again: %+v, %v", again, err)
		}
	})
	for act, done := range map[string]func(w *crew, msg chat.Message) bool{
		"delete": func(w *crew, msg chat.Message) bool {
			got, err := w.Message(w.Context(), w.owner.ID, msg.ID)
			return err == nil && got.Deleted()
		},
		"mute": func(w *crew, _ chat.Message) bool {
			return errors.Is(w.CanPost(w.Context(), w.member.ID, w.room.ID), chat.ErrMuted)
		},
		"remove": func(w *crew, _ chat.Message) bool { return w.role(w.member) == "" },
		"ban": func(w *crew, _ chat.Message) bool {
			return errors.Is(w.CanRead(w.Context(), w.member.ID, w.room.ID), chat.ErrNotFound)
		},
	} {
		t.Run("With_"+act, func(t *testing.T) {
			w := newCrew(t, chat.Private)
			msg := w.say(w.member, w.room.ID, "rude")
			id := chat.ReportID(w.reported(w.reader, msg.ID))
			d := chat.ReportClosing{Status: chat.ReportResolved, Act: act, Reason: "rude", Until: time.Now().Add(time.Hour)}
			if got, err := w.CloseReport(t.Context(), w.moderator.ID, w.room.ID, id, d); err != nil || got.Status != chat.ReportResolved || !done(w, msg) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	t.Run("ErrStaysOpen", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		id := chat.ReportID(w.reported(w.reader, w.say(w.owner, w.room.ID, "rude").ID))
		_, err := w.CloseReport(t.Context(), w.moderator.ID, w.room.ID, id, chat.ReportClosing{Status: chat.ReportResolved, Act: "ban"})
		got, err2 := w.store.Report(t.Context(), id)
		if !errors.Is(err, chat.ErrForbidden) || err2 != nil || got.Status != chat.ReportOpen {
			t.Errorf("%v: %+v, %v", err, got, err2)
		}
	})
	t.Run("Err", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		msg := w.say(w.member, w.room.ID, "rude")
		id := chat.ReportID(w.reported(w.reader, msg.ID))
		gone := w.say(w.member, w.room.ID, "worse")
		if _, err := w.Delete(t.Context(), w.member.ID, gone.ID); err != nil {
			t.Fatal(err)
		}
		report := func(who chat.UserID, id chat.MessageID, why string) error {
			return w.Report(t.Context(), who, id, chat.ReportDraft{Reason: why})
		}
		shut := func(who chat.UserID, room chat.RoomID, id chat.ReportID, status chat.ReportStatus, act string) error {
			_, err := w.CloseReport(t.Context(), who, room, id, chat.ReportClosing{Status: status, Act: act})
			return err
		}
		list := func(who chat.UserID, room chat.RoomID, status chat.ReportStatus) error {
			_, _, err := w.Reports(t.Context(), who, chat.ReportQuery{Room: room, Status: status, Limit: 9})
			return err
		}
		for name, c := range map[string]struct{ got, want error }{
			"their own":              {report(w.member.ID, msg.ID, "x"), chat.ErrForbidden},
			"a stranger":             {report(w.nobody.ID, msg.ID, "x"), chat.ErrNotFound},
			"nobody":                 {report("", w.post(w.owner, "hi").ID, "x"), chat.ErrUnauthenticated},
			"no reason":              {report(w.reader.ID, msg.ID, " "), chat.ErrInvalid},
			"deleted":                {report(w.reader.ID, gone.ID, "x"), chat.ErrGone},
			"a member lists":         {list(w.member.ID, w.room.ID, ""), chat.ErrForbidden},
			"a stranger lists":       {list(w.nobody.ID, w.room.ID, ""), chat.ErrNotFound},
			"an owner lists all":     {list(w.owner.ID, "", ""), chat.ErrForbidden},
			"no such status":         {list(w.owner.ID, w.room.ID, "lost"), chat.ErrInvalid},
			"a member closes":        {shut(w.member.ID, w.room.ID, id, chat.ReportResolved, ""), chat.ErrForbidden},
			"in another room":        {shut(w.owner.ID, w.open(w.owner, "other").ID, id, chat.ReportResolved, ""), chat.ErrNotFound},
			"reopens":                {shut(w.owner.ID, w.room.ID, id, chat.ReportOpen, ""), chat.ErrInvalid},
			"dismissed with an act":  {shut(w.owner.ID, w.room.ID, id, chat.ReportDismissed, "delete"), chat.ErrInvalid},
			"no such act":            {shut(w.owner.ID, w.room.ID, id, chat.ReportResolved, "shout"), chat.ErrInvalid},
			"no such report":         {shut(w.owner.ID, w.room.ID, "who", chat.ReportResolved, ""), chat.ErrNotFound},
			"an owner closes of all": {shut(w.owner.ID, "", id, chat.ReportResolved, ""), chat.ErrForbidden},
		} {
			if !errors.Is(c.got, c.want) {
				t.Errorf("%s: %v, want %v", name, c.got, c.want)
			}
		}
	})
	t.Run("TooMany", func(t *testing.T) {
		w := newWorld(t, limitedTo(chat.Limits{Reports: chat.Rate{Count: 1, Per: time.Minute}}))
		msg := w.post(w.user("ann"), "rude")
		for _, want := range []int{http.StatusAccepted, http.StatusTooManyRequests} {
			if a := w.ask("POST /api/v1/messages/"+string(msg.ID)+"/report", `{"reason":"rude"}`, "X-User: bob"); a.StatusCode != want {
				t.Errorf("%s %s", a.Status, a.body)
			}
		}
	})
}

// TestActs: everything that is done to keep order is in the audit log, and nothing else is.
func TestActs(t *testing.T) {
	w := newCrew(t, chat.Public)
	ctx, room := t.Context(), w.room.ID
	own, others := w.say(w.moderator, room, "mine"), w.say(w.member, room, "rude")
	edited := w.say(w.member, room, "first")
	report := chat.ReportID(w.reported(w.reader, others.ID))
	inv, _, err := w.CreateInvite(ctx, w.owner.ID, room, chat.InviteDraft{})
	if err != nil {
		t.Fatal(err)
	}
	ms, yes, no := int64(5000), true, false
	edit := func(e chat.RoomEdit) error { _, err := w.UpdateRoom(ctx, w.owner.ID, room, e); return err }
	put := func(user chat.User, role chat.Role) error {
		_, _, err := w.PutMember(ctx, w.owner.ID, room, user.ID, role)
		return err
	}
	message := func(fn func(context.Context, chat.UserID, chat.MessageID) (chat.Message, error), by chat.User, id chat.MessageID) error {
		_, err := fn(ctx, by.ID, id)
		return err
	}
	sanction := func(fn func(context.Context, chat.UserID, chat.RoomID, chat.UserID, chat.SanctionDraft) (chat.Sanction, error)) error {
		_, err := fn(ctx, w.moderator.ID, room, w.reader.ID, chat.SanctionDraft{Reason: "spam"})
		return err
	}
	_, err = w.Edit(ctx, w.member.ID, edited.ID, chat.Edit{Text: "then"})
	old, _, err2 := w.Revisions(ctx, w.member.ID, edited.ID, 0, 1)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	did := func(err error, want chat.Act) {
		t.Helper()
		list, _, err2 := w.Acts(ctx, w.owner.ID, chat.ActQuery{Room: room, Limit: 100})
		if err != nil || err2 != nil || len(list) == 0 {
			t.Fatalf("%s: %v, %v", want.What, err, err2)
		}
		got := list[0]
		if got.ID == "" || got.At.IsZero() || got.Room != room {
			t.Errorf("%+v", got)
		}
		got.ID, got.At, got.Room = "", time.Time{}, ""
		if got != want {
			t.Errorf("%s: got %+v, want %+v", want.What, got, want)
		}
	}
	m, o := w.moderator.ID, w.owner.ID
	did(message(w.Delete, w.moderator, others.ID), chat.Act{Actor: m, What: chat.ActDeleted, User: w.member.ID, Object: string(others.ID)})
	did(message(w.Pin, w.moderator, own.ID), chat.Act{Actor: m, What: chat.ActPinned, Object: string(own.ID)})
	did(message(w.Unpin, w.moderator, own.ID), chat.Act{Actor: m, What: chat.ActUnpinned, Object: string(own.ID)})
	did(w.PurgeRevision(ctx, m, edited.ID, old[0].N), chat.Act{Actor: m, What: chat.ActPurged, User: w.member.ID, Object: string(edited.ID)})
	did(put(w.member, chat.RoleReadOnly), chat.Act{Actor: o, What: chat.ActRole, User: w.member.ID, Object: string(chat.RoleReadOnly)})
	did(w.RemoveMember(ctx, o, room, w.member.ID), chat.Act{Actor: o, What: chat.ActRemoved, User: w.member.ID})
	did(edit(chat.RoomEdit{SlowModeMs: &ms, Name: new("Crew!")}), chat.Act{Actor: o, What: chat.ActUpdated, Object: "name,slowModeMs"})
	did(edit(chat.RoomEdit{Archived: &yes}), chat.Act{Actor: o, What: chat.ActArchived})
	did(edit(chat.RoomEdit{Archived: &no}), chat.Act{Actor: o, What: chat.ActReopened})
	did(w.RemoveInvite(ctx, o, room, inv.ID), chat.Act{Actor: o, What: chat.ActInviteRemoved, Object: string(inv.ID)})
	did(sanction(w.Mute), chat.Act{Actor: m, What: chat.ActMuted, User: w.reader.ID, Reason: "spam"})
	did(w.Unmute(ctx, m, room, w.reader.ID), chat.Act{Actor: m, What: chat.ActUnmuted, User: w.reader.ID})
	did(sanction(w.Ban), chat.Act{Actor: m, What: chat.ActBanned, User: w.reader.ID, Reason: "spam"})
	did(w.Unban(ctx, m, room, w.reader.ID), chat.Act{Actor: m, What: chat.ActUnbanned, User: w.reader.ID})
	_, err = w.CloseReport(ctx, m, room, report, chat.ReportClosing{Status: chat.ReportResolved, Reason: "warned"})
	did(err, chat.Act{Actor: m, What: chat.ActReportClosed, User: w.member.ID, Object: string(report), Reason: "warned"})

	// What people do with what is theirs, and what changes nothing, is none.
	before, _, err := w.Acts(ctx, o, chat.ActQuery{Room: room, Limit: 100})
	err = errors.Join(err, message(w.Delete, w.moderator, own.ID), message(w.Delete, w.owner, own.ID), edit(chat.RoomEdit{SlowModeMs: &ms}),
		w.RemoveMember(ctx, m, room, m), put(w.owner, chat.RoleOwner))
	after, _, err2 := w.Acts(ctx, o, chat.ActQuery{Room: room, Limit: 100})
	if err := errors.Join(err, err2); err != nil || len(after) != len(before) {
		t.Errorf("%d acts became %d: %v", len(before), len(after), err)
	}
	page, more, err := w.Acts(ctx, o, chat.ActQuery{Room: room, User: w.reader.ID, Before: after[2].ID, Limit: 1})
	if err != nil || !more || len(page) != 1 || page[0].What != chat.ActUnmuted {
		t.Errorf("a page %+v, %t, %v", page, more, err)
	}
	for who, want := range map[chat.UserID]error{w.nobody.ID: chat.ErrForbidden, "": chat.ErrUnauthenticated} {
		if _, _, err := w.Acts(ctx, who, chat.ActQuery{Room: room, Limit: 1}); !errors.Is(err, want) {
			t.Errorf("%q: %v", who, err)
		}
	}
	if _, _, err := w.Acts(ctx, o, chat.ActQuery{Limit: 1}); !errors.Is(err, chat.ErrForbidden) {
		t.Errorf("of all: %v", err)
	}
	if all, _, err := w.Acts(chat.WithRoles(ctx, chat.RoleAdmin), w.user("admin").ID, chat.ActQuery{Limit: 100}); err != nil || len(all) != len(after) {
		t.Errorf("an admin: %d, %v", len(all), err)
	}
}

// TestKeepAudit: the sweep removes what is too old, and only that.
func TestKeepAudit(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w := newCrew(t, chat.Private, func(o *chat.Options) {
		o.KeepAudit, o.SweepEvery, o.Now = 24*time.Hour, -1, func() time.Time { return now }
	})
	act := func() {
		if _, err := w.Mute(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.SanctionDraft{}); err != nil {
			t.Fatal(err)
		}
	}
	act()
	now = now.Add(25 * time.Hour)
	act()
	report, err := w.Sweep(t.Context())
	list, _, err2 := w.Acts(t.Context(), w.owner.ID, chat.ActQuery{Limit: 9, Room: w.room.ID})
	if err := errors.Join(err, err2); err != nil || report.Acts != 1 || len(list) != 1 || !list[0].At.Equal(now) {
		t.Errorf("%+v, %+v, %v", report, list, err)
	}
	if _, err := chat.New(w.store, byHeader, &chat.Options{KeepAudit: time.Hour}); err == nil {
		t.Error("an hour is long enough")
	}
}
