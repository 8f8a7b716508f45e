package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

const (
	// mostGrowth is how many times more the large room may cost.
	mostGrowth = 1.2
	// enoughRuns is from when on the medians say something.
	enoughRuns = 100
)

// Benchmark measures what must not grow with a room's history: each operation is done in
// a large room and in a small one in turn, and "x-of-small" is what the large one costs
// for what the small one does, in medians. With 100 runs or more it fails above 1.2. open
// returns an empty store.
//
// The large room has 1,000,000 messages; with -short 50,000.
func Benchmark(b *testing.B, open func(b *testing.B) chat.Storage) {
	large := 1_000_000
	if testing.Short() {
		large = 50_000
	}
	s := open(b)
	sizes := map[chat.RoomID]int{"tiny": 1_000, "small": 10_000, "large": large}
	for room, n := range sizes {
		fill(b, s, room, n)
	}
	populate(b, s)
	for _, c := range []struct {
		name  string
		small chat.RoomID
		do    func(ctx context.Context, room chat.RoomID, size, i int) error
	}{
		{"NewestPage", "small", func(ctx context.Context, room chat.RoomID, _, _ int) error {
			return page(ctx, s, chat.MessageQuery{Room: room, Limit: 50})
		}},
		{"MiddlePage", "small", func(ctx context.Context, room chat.RoomID, size, i int) error {
			return page(ctx, s, chat.MessageQuery{Room: room, Before: int64(size/2 + i%(size/4)), Limit: 50})
		}},
		{"Unread", "small", func(ctx context.Context, room chat.RoomID, _, _ int) error {
			list, err := s.Unread(ctx, chat.UserID("reader-of-"+room), "", 50)
			if err == nil && (len(list) != 1 || list[0].Count != chat.UnreadCap) {
				err = fmt.Errorf("unread: %+v", list)
			}
			return err
		}},
		{"RoomList", "small", func(ctx context.Context, room chat.RoomID, _, _ int) error {
			list, err := s.RoomList(ctx, chat.RoomQuery{Member: chat.UserID("lister-of-" + room), Limit: 600})
			if err == nil && (len(list) != manyRooms || list[len(list)-1].Unread.Count != 1) {
				err = fmt.Errorf("%d rooms, the last %+v", len(list), list[len(list)-1])
			}
			return err
		}},
		{"Post", "tiny", func(ctx context.Context, room chat.RoomID, _, i int) error {
			_, _, err := s.AddMessage(ctx, chat.Message{
				ID: chat.MessageID(fmt.Sprintf("%s-new-%d", room, i)), Room: room, AuthorID: "user-ann",
				ClientID: fmt.Sprintf("new-%d", i), Text: "Hello", CreatedAt: noon,
			})
			return err
		}},
	} {
		i := 0 // goes on from run to run of one benchmark: client IDs are used once
		b.Run(c.name, func(b *testing.B) {
			i = compare(b, i, c.small, sizes, c.do)
		})
	}
}

// manyRooms is how many somebody may have in a list.
const manyRooms = 500

// populate makes rooms for two who list theirs: all but one are those of both, with a
// message each, and besides one has the large room and the other the small one.
func populate(b *testing.B, s chat.Storage) {
	b.Helper()
	listers := map[chat.UserID]chat.RoomID{"lister-of-small": "small", "lister-of-large": "large"}
	for user, room := range listers {
		if _, _, err := s.AddMember(b.Context(), chat.Member{Room: room, User: user, Role: chat.RoleMember, JoinedAt: noon}, ""); err != nil {
			b.Fatal(err)
		}
	}
	for i := range manyRooms - 1 {
		room := chat.RoomID(fmt.Sprintf("~many-%03d", i)) // after those
		members := make([]chat.Member, 0, 2)
		for user := range listers {
			members = append(members, chat.Member{User: user, Role: chat.RoleMember, JoinedAt: noon})
		}
		_, err := s.CreateRoom(b.Context(), chat.Room{ID: room, Kind: chat.Private, CreatedAt: noon}, members)
		m := chat.Message{ID: chat.MessageID("in-" + room), Room: room, AuthorID: "user-ann", ClientID: "c", Text: "Hello", CreatedAt: noon}
		if _, _, err2 := s.AddMessage(b.Context(), m); errors.Join(err, err2) != nil {
			b.Fatal(err, err2)
		}
	}
}

// compare runs do in the small room and in the large one, in turn, so that whatever else
// the machine does slows both. It returns the next i.
func compare(
	b *testing.B, i int, small chat.RoomID, sizes map[chat.RoomID]int,
	do func(ctx context.Context, room chat.RoomID, size, i int) error,
) int {
	spent := map[chat.RoomID][]time.Duration{}
	rooms := []chat.RoomID{small, "large"}
	b.ResetTimer()
	for range b.N {
		i++
		for n := range rooms {
			room := rooms[(i+n)%2]
			start := time.Now()
			if err := do(b.Context(), room, sizes[room], i); err != nil {
				b.Fatal(err)
			}
			spent[room] = append(spent[room], time.Since(start))
		}
	}
	ratio := median(spent["large"]) / median(spent[small])
	b.ReportMetric(ratio, "x-of-"+string(small))
	b.ReportMetric(median(spent["large"]), "ns/large")
	if b.N >= enoughRuns && ratio > mostGrowth {
		b.Errorf("in the large room it costs %.2f times what it does in the %s one, and may cost %.1f times", ratio, small, mostGrowth)
	}
	return i
}

// median is in nanoseconds. The mean would be that of what else the machine does.
func median(list []time.Duration) float64 {
	slices.Sort(list)
	return float64(list[len(list)/2])
}

// fill makes a room of n messages with one member who has read none of them.
func fill(b *testing.B, s chat.Storage, room chat.RoomID, n int) {
	b.Helper()
	member := chat.Member{User: chat.UserID("reader-of-" + room), Role: chat.RoleMember, JoinedAt: noon}
	if _, err := s.CreateRoom(b.Context(), chat.Room{ID: room, Kind: chat.Public, CreatedAt: noon}, []chat.Member{member}); err != nil {
		b.Fatal(err)
	}
	const part = 10_000
	text := strings.Repeat("word ", 12)
	for first := 1; first <= n; first += part {
		list := make([]chat.Message, min(part, n-first+1))
		for i := range list {
			seq := first + i
			list[i] = chat.Message{
				ID: chat.MessageID(fmt.Sprintf("%s-%08d", room, seq)), Room: room, Seq: int64(seq), AuthorID: "user-ann",
				ClientID: fmt.Sprintf("c-%d", seq), Text: text, CreatedAt: noon,
			}
		}
		if stored, err := s.ImportMessages(b.Context(), room, list); err != nil || stored != len(list) {
			b.Fatalf("%d of %d stored: %v", stored, len(list), err)
		}
	}
}

// page wants a full page.
func page(ctx context.Context, s chat.Storage, q chat.MessageQuery) error {
	got, err := s.Messages(ctx, q)
	if err == nil && len(got.Items) != q.Limit {
		err = fmt.Errorf("%d messages of %+v", len(got.Items), q)
	}
	return err
}
