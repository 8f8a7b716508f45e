package storagetest

import (
	"context"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/parleychat/parley/chat"
)

// withEntries wraps a check that needs Ann and Bob, and Bob as a member of the lobby, who
// has read the first of the messages 1, 2 and 3 by Ann, of which 3 calls him and stands in
// a thread, of the public room other, which is not his, and of the private rooms silent,
// where nobody wrote, and strange, of Ann alone.
func withEntries(check func(ctx context.Context, s chat.Storage) error) func(context.Context, chat.Storage) error {
	return withReader(2, func(ctx context.Context, s chat.Storage) error {
		_, err := s.SaveUser(ctx, handled(ann(), "ann"), nil)
		_, err2 := s.SaveUser(ctx, bobby(), nil)
		thread := calling("3", "user-bob")
		thread.Thread = "message-1"
		errs := []error{err, err2, add(ctx, s, thread), marks(ctx, s, 1, 1)}
		for id, members := range map[string][]chat.Member{"other": nil, "silent": both()[:1], "strange": both()[1:]} {
			kind := chat.Private
			if id == "other" {
				kind = chat.Public
			}
			_, err := s.CreateRoom(ctx, named(id, kind), members)
			errs = append(errs, err)
		}
		o := note("o")
		o.Room = "other"
		errs = append(errs, add(ctx, s, o))
		return errors.Join(errors.Join(errs...), check(ctx, s))
	})
}

// entries wants a list of rooms to be that.
func entries(ctx context.Context, s chat.Storage, q chat.RoomQuery, want ...chat.RoomEntry) error {
	for i := range want {
		r, err := s.Room(ctx, want[i].Room.ID)
		if err != nil {
			return err
		}
		want[i].Room = r
	}
	got, err := s.RoomList(ctx, q)
	return errors.Join(err, sameList("room list", got, want))
}

// annSaid is what a list shows of a message of Ann's.
func annSaid(client string, seq int64) chat.Preview {
	m, a := note(client), ann()
	return chat.Preview{ID: m.ID, Seq: seq, Text: m.Text, CreatedAt: m.CreatedAt,
		Author: chat.User{ID: a.ID, DisplayName: a.DisplayName, AvatarURL: a.AvatarURL, ProfileURL: a.ProfileURL, Handle: "ann"}}
}

// bobsEntry is Bob's of the lobby, where so many of his mentions are unread.
func bobsEntry() chat.RoomEntry {
	place := bob()
	place.ReadSeq = 1
	return chat.RoomEntry{Room: lobby(), Member: place, Last: annSaid("2", 2),
		Unread: chat.Unread{Room: "room-lobby", ReadSeq: 1, LastSeq: 2, Count: 1, Mentions: 1}}
}

var roomEntryPromises = []promise{
	{"RoomList has the rooms of Rooms, with place, counts and newest message", withEntries(func(ctx context.Context, s chat.Storage) error {
		other, silent := chat.RoomEntry{Room: named("other", chat.Public), Last: annSaid("o", 1)}, chat.RoomEntry{Room: named("silent", chat.Private)}
		silent.Member = bob()
		silent.Member.Room, silent.Unread = "silent", chat.Unread{Room: "silent"}
		return errors.Join(entries(ctx, s, chat.RoomQuery{Public: true, Member: "user-bob", Limit: math.MaxInt}, other, bobsEntry(), silent),
			entries(ctx, s, chat.RoomQuery{Member: "user-bob", Limit: 10}, bobsEntry(), silent),
			entries(ctx, s, chat.RoomQuery{Public: true, Member: "user-bob", After: "other", Limit: 1}, bobsEntry()),
			entries(ctx, s, chat.RoomQuery{Member: "user-bob", Kind: chat.Private, Limit: 10}, silent))
	})},
	{"RoomList for nobody counts nothing", withEntries(func(ctx context.Context, s chat.Storage) error {
		return entries(ctx, s, chat.RoomQuery{Public: true, Limit: 10}, chat.RoomEntry{Room: named("other", chat.Public), Last: annSaid("o", 1)},
			chat.RoomEntry{Room: lobby(), Last: annSaid("2", 2)})
	})},
	{"RoomList shows tombstones, and the whole of a long text", withEntries(func(ctx context.Context, s chat.Storage) error {
		_, err := s.UpdateMessage(ctx, "message-2", remove(), erase)
		long := note("long")
		long.Room, long.Text = "silent", strings.Repeat("ü", 5000)
		want := bobsEntry()
		want.Last.Text, want.Last.DeletedAt, want.Unread.Count = "", noon.Add(time.Hour), 0
		silent := chat.RoomEntry{Room: named("silent", chat.Private), Member: bob(), Last: annSaid("long", 1)}
		silent.Member.Room, silent.Unread = "silent", chat.Unread{Room: "silent", LastSeq: 1, Count: 1}
		silent.Last.Text = long.Text
		return errors.Join(err, add(ctx, s, long), entries(ctx, s, chat.RoomQuery{Member: "user-bob", Limit: 10}, want, silent))
	})},
	{"RoomList tells whether the member blocks the author", withEntries(func(ctx context.Context, s chat.Storage) error {
		_, err := s.SetBlock(ctx, chat.Block{User: "user-bob", Other: "user-ann", At: noon}, true)
		want := bobsEntry()
		want.Last.Author.Blocked = true
		return errors.Join(err, entries(ctx, s, chat.RoomQuery{Member: "user-bob", Limit: 1}, want),
			entries(ctx, s, chat.RoomQuery{Public: true, Limit: 1}, chat.RoomEntry{Room: named("other", chat.Public), Last: annSaid("o", 1)}))
	})},
	{"RoomList of an author who does not exist has their ID", withReader(0, func(ctx context.Context, s chat.Storage) error {
		want := bobsEntry()
		want.Member.ReadSeq, want.Unread, want.Last = 0, chat.Unread{Room: "room-lobby", LastSeq: 1, Count: 1}, annSaid("1", 1)
		want.Last.Author = chat.User{ID: "user-ann"}
		return errors.Join(post(ctx, s, "1"), entries(ctx, s, chat.RoomQuery{Member: "user-bob", Limit: 10}, want))
	})},
}
