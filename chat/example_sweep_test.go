package chat_test

import (
	"context"
	"fmt"
	"log"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// A room keeps its messages for a number of days, and then forgets them.
func ExampleModule_Sweep() {
	ctx := context.Background()
	var day atomic.Int64 // what is today is asked from anywhere
	today := func() time.Time { return time.Date(2026, 1, int(day.Load()), 12, 0, 0, 0, time.UTC) }
	m, err := chat.New(memory.New(), chat.AuthenticatorFunc(nil), &chat.Options{
		Now: today, SweepEvery: -1, // called below
	})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Shutdown(ctx)
	ann, _ := m.SignIn(ctx, chat.Identity{Provider: "app", Subject: "1", Name: "Ann"})
	room, _ := m.CreateRoom(ctx, ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Chatter", RetentionDays: 30})
	_, _, _ = m.Post(ctx, ann.ID, room.ID, chat.Draft{Text: "old"})
	day.Add(20)
	_, _, _ = m.Post(ctx, ann.ID, room.ID, chat.Draft{Text: "newer"})
	day.Add(20)

	report, err := m.Sweep(ctx)
	page, _ := m.Messages(ctx, ann.ID, chat.MessageQuery{Room: room.ID, Limit: 10})
	fmt.Println(report.Messages, err, page.Items[0].Text)
	// Output: 1 <nil> newer
}
