package memory_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// day is so many days into March.
func day(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }

// withTalk is a store with a room in which Ann said one thing a day, and Bob is a member.
func withTalk(ctx context.Context) *memory.Store {
	store := memory.New()
	_, err := store.SaveUser(ctx, chat.User{ID: "ann", Provider: "app", Subject: "7", DisplayName: "Ann"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	room := chat.Room{ID: "1", Kind: chat.Private}
	if _, err := store.CreateRoom(ctx, room, []chat.Member{{User: "bob", JoinedAt: day(1)}}); err != nil {
		log.Fatal(err)
	}
	for i, text := range []string{"Hello", "Anybody there?", "Well"} {
		m := chat.Message{ID: chat.MessageID(fmt.Sprint(i)), Room: "1", AuthorID: "ann", ClientID: fmt.Sprint(i), Text: text, CreatedAt: day(i + 1)}
		if _, _, err := store.AddMessage(ctx, m); err != nil {
			log.Fatal(err)
		}
	}
	return store
}

// What somebody has not read, and how far they have read.
func ExampleStore_Unread() {
	ctx := context.Background()
	store := withTalk(ctx)
	defer store.Close()

	list, err := store.Unread(ctx, "bob", "", 10)
	fmt.Println(list[0].ReadSeq, list[0].LastSeq, list[0].Count, err)

	bob, _, err := store.MarkRead(ctx, "1", "bob", 2, false)
	fmt.Println(bob.ReadSeq, err)

	list, err = store.Unread(ctx, "bob", "", 10)
	fmt.Println(list[0].ReadSeq, list[0].LastSeq, list[0].Count, err)
	// Output:
	// 0 3 3 <nil>
	// 2 <nil>
	// 2 3 1 <nil>
}

// Every user has a log of what concerns only them.
func ExampleStore_Events_personal() {
	ctx := context.Background()
	store := withTalk(ctx)
	defer store.Close()

	events, err := store.Events(ctx, chat.UserLog("bob"), 0, 10)
	for _, ev := range events {
		fmt.Println(ev.Rev, ev.Kind, ev.Object, err)
	}
	// Output: 1 room.added 1 <nil>
}

// Old messages go, in steps of a size that holds nobody up, and then the log of them.
func ExampleStore_ExpireMessages() {
	ctx := context.Background()
	store := withTalk(ctx)
	defer store.Close()

	n, err := store.ExpireMessages(ctx, "1", day(3), 500, day(4))
	fmt.Println(n, err)
	n, err = store.PruneEvents(ctx, "1", day(3), 500)
	fmt.Println(n, err)

	_, err = store.Events(ctx, "1", 0, 10)
	fmt.Println(err)
	events, err := store.Events(ctx, "1", 2, 10)
	for _, ev := range events {
		fmt.Println(ev.Rev, ev.Kind, ev.Object, err)
	}
	// Output:
	// 2 <nil>
	// 2 <nil>
	// memory: events of room "1": gone
	// 3 message.created 2 <nil>
	// 4 messages.expired 2 <nil>
}

// Whoever is erased leaves tombstones.
func ExampleStore_EraseUser() {
	ctx := context.Background()
	store := withTalk(ctx)
	defer store.Close()

	rooms, err := store.EraseUser(ctx, chat.User{ID: "ann", Provider: "erased", Subject: "ann", DisplayName: "Deleted user"}, day(4))
	fmt.Println(rooms, err)

	list, err := store.MessagesBy(ctx, "ann", "", 10)
	for _, m := range list {
		fmt.Printf("%d %q %t %v\n", m.Seq, m.Text, m.Deleted(), err)
	}
	// Output:
	// [1] <nil>
	// 1 "" true <nil>
	// 2 "" true <nil>
	// 3 "" true <nil>
}

// A letter is an event that a consumer could not be told of. It goes on without it.
func ExampleStore_AddLetter() {
	ctx := context.Background()
	store := withTalk(ctx)
	defer store.Close()

	if err := store.StartConsumer(ctx, "mirror"); err != nil {
		log.Fatal(err)
	}
	err := store.AddLetter(ctx, chat.Letter{Consumer: "mirror", Room: "1", Rev: 4, Attempts: 20, Reason: "too large", At: day(4)})
	fmt.Println(err)

	list, err := store.Letters(ctx, "mirror", "", 0, 10)
	for _, l := range list {
		fmt.Println(l.Room, l.Rev, l.Reason, err)
	}
	rev, err := store.Cursor(ctx, "mirror", "1")
	fmt.Println(rev, err)
	fmt.Println(store.RemoveLetter(ctx, "mirror", "1", 4))
	// Output:
	// <nil>
	// 1 4 too large <nil>
	// 4 <nil>
	// <nil>
}
