package chat_test

import (
	"errors"
	"time"

	"github.com/parleychat/parley/chat"
)

// reported has somebody report a message, and returns the ID of the report.
func (w *world) reported(by chat.User, id chat.MessageID) string {
	w.Helper()
	if err := w.Report(w.Context(), by.ID, id, chat.ReportDraft{Reason: "rude"}); err != nil {
		w.Fatal(err)
	}
	list, err := w.store.Reports(w.Context(), chat.ReportQuery{Reporter: by.ID, Limit: 9})
	if err != nil || len(list) == 0 {
		w.Fatalf("%d reports, %v", len(list), err)
	}
	return string(list[len(list)-1].ID)
}

// kept has ann keep order in the room, and report what bob said: three things and three acts.
func (w *world) kept(room chat.Room, ann, bob chat.User, said chat.Message) {
	w.Helper()
	troll := w.user("troll")
	ms := int64(100)
	_, err0 := w.UpdateRoom(w.Context(), ann.ID, room.ID, chat.RoomEdit{SlowModeMs: &ms})
	_, err1 := w.SetNotify(w.Context(), bob.ID, room.ID, chat.Notify{Level: chat.NotifyMentions, MuteUntil: w.later()})
	_, err := w.Mute(w.Context(), ann.ID, room.ID, bob.ID, chat.SanctionDraft{Reason: "loud", Until: w.later()})
	_, err2 := w.Ban(w.Context(), ann.ID, room.ID, troll.ID, chat.SanctionDraft{Reason: "trolls"})
	if err := errors.Join(err0, err1, err, err2); err != nil {
		w.Fatal(err)
	}
	w.reported(ann, said.ID)
}

// later is a time that every store keeps exactly.
func (w *world) later() time.Time { return time.Date(2999, 1, 2, 3, 4, 5, 678000, time.UTC) }
