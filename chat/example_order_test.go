package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// Somebody reports a message; a moderator has it deleted and its author muted for a while,
// and both stand in the audit log.
func ExampleModule_CloseReport() {
	ctx := context.Background()
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ids := map[string]chat.UserID{}
	for _, name := range []string{"ann", "bob", "eve"} {
		u, err := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: name, Name: name})
		if err != nil {
			log.Fatal(err)
		}
		ids[name] = u.ID
	}
	room, err := m.CreateRoom(ctx, ids["ann"], chat.RoomDraft{Slug: "den", Name: "Den"})
	msg, _, err2 := m.Post(ctx, ids["eve"], room.ID, chat.Draft{Text: "Something rude"})
	err3 := m.Report(ctx, ids["bob"], msg.ID, chat.ReportDraft{Reason: "That was rude"})
	open, _, err4 := m.Reports(ctx, ids["ann"], chat.ReportQuery{Room: room.ID, Limit: 10})
	if err := errors.Join(err, err2, err3, err4); err != nil {
		log.Fatal(err)
	}
	fmt.Println(open[0].Text, "-", open[0].Reason)
	_, err = m.CloseReport(ctx, ids["ann"], room.ID, open[0].ID, chat.ReportClosing{Status: chat.ReportResolved, Act: "delete", Reason: "rude"})
	_, err2 = m.Mute(ctx, ids["ann"], room.ID, ids["eve"], chat.SanctionDraft{Reason: "rude"})
	fmt.Println(err, err2)
	_, _, err = m.Post(ctx, ids["eve"], room.ID, chat.Draft{Text: "But"})
	fmt.Println(errors.Is(err, chat.ErrMuted))
	acts, _, err := m.Acts(ctx, ids["ann"], chat.ActQuery{Room: room.ID, Limit: 10})
	for _, a := range acts {
		fmt.Printf("%s %q\n", a.What, a.Reason)
	}
	fmt.Println(err)
	// Output:
	// Something rude - That was rude
	// <nil> <nil>
	// true
	// member.muted "rude"
	// report.closed "rude"
	// message.deleted ""
	// <nil>
}
