package chat_test

import (
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
