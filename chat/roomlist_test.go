package chat_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// listedRooms are the names of the rooms of a whole list, in pages.
func listedRooms(t *testing.T, w *world, viewer chat.User, f chat.RoomFilter, limit int) []string {
	t.Helper()
	var names []string
	for after, more := chat.RoomID(""), true; more; more = after != "" {
		list, next, err := w.RoomList(t.Context(), viewer.ID, f, after, limit)
		if err != nil || len(list) > limit {
			t.Fatalf("%d of %d, %v", len(list), limit, err)
		}
		for _, e := range list {
			names = append(names, e.Room.Name)
		}
		after = next
	}
	slices.Sort(names)
	return names
}

func TestRoomList(t *testing.T) {
	policy := func(o *chat.Options) {
		o.Policy = chat.PolicyFunc(func(ctx context.Context, actor chat.User, action chat.Action, target chat.Target) error {
			if strings.Contains(target.Room.Name, "secret") {
				return chat.ErrForbidden
			}
			return chat.RoomRoles{}.Can(ctx, actor, action, target)
		})
	}
	for name, change := range map[string][]func(*chat.Options){"OfRoomRoles": nil, "OfAPolicy": {policy}} {
		t.Run(name, func(t *testing.T) {
			w := newCrew(t, chat.Private, change...)
			for i, d := range []chat.RoomDraft{
				{Slug: "tea", Name: "Grüner Tee"}, {Slug: "x", Name: "X", Topic: "About TEA"}, {Slug: "secret", Name: "secret tea"},
				{Kind: chat.Direct, Members: []chat.UserID{w.member.ID}}, {Kind: chat.Private, Name: "Owners"},
			} {
				if _, err := w.CreateRoom(t.Context(), w.owner.ID, d); err != nil {
					t.Fatal(i, err)
				}
			}
			for _, c := range []struct {
				name   string
				viewer chat.User
				filter chat.RoomFilter
				want   string
			}{
				{"All", w.member, chat.RoomFilter{}, "|Crew|Grüner Tee|Lobby|X|secret tea"},
				{"OfNobody", chat.User{}, chat.RoomFilter{}, "Grüner Tee|Lobby|X|secret tea"},
				{"Joined", w.member, chat.RoomFilter{Joined: true}, "|Crew"},
				{"Direct", w.member, chat.RoomFilter{Kind: chat.Direct}, ""},
				{"Search", w.member, chat.RoomFilter{Search: "TEA"}, "Grüner Tee|X|secret tea"},
				{"SearchInName", w.member, chat.RoomFilter{Search: " GRÜNER"}, "Grüner Tee"},
				{"SearchOnlyWhatOneMayRead", w.member, chat.RoomFilter{Search: "own"}, "none"},
			} {
				t.Run(c.name, func(t *testing.T) {
					want := strings.Split(c.want, "|")
					if change != nil {
						want = slices.DeleteFunc(want, func(s string) bool { return strings.HasPrefix(s, "secret") })
					}
					if c.want == "none" {
						want = nil
					}
					for _, limit := range []int{1, 2, 100} {
						if got := listedRooms(t, w.world, c.viewer, c.filter, limit); !slices.Equal(got, want) {
							t.Errorf("in pages of %d: %q, want %q", limit, got, want)
						}
					}
				})
			}
		})
	}
	t.Run("NoRoomFromWhichOneIsBanned", func(t *testing.T) {
		w := newCrew(t, chat.Public)
		if _, err := w.Ban(t.Context(), w.owner.ID, w.room.ID, w.member.ID, chat.SanctionDraft{}); err != nil {
			t.Fatal(err)
		}
		if got := listedRooms(t, w.world, w.member, chat.RoomFilter{}, 1); !slices.Equal(got, []string{"Lobby"}) {
			t.Errorf("got %q", got)
		}
	})
	t.Run("ErrJoinedByNobody", func(t *testing.T) {
		w := newWorld(t)
		if _, _, err := w.RoomList(t.Context(), "", chat.RoomFilter{Joined: true}, "", 10); !errors.Is(err, chat.ErrUnauthenticated) {
			t.Errorf("got %v", err)
		}
	})
}

func TestV1RoomList(t *testing.T) {
	w := newCalling(t, chat.Private)
	w.posts(w.owner, "first")
	w.posts(w.owner, "@member "+strings.Repeat("ü", 300))
	if _, err := w.CreateRoom(t.Context(), w.owner.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{w.member.ID}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, query, as string
		want            int
		in              string
	}{
		{"Joined", "?filter=joined", "member", 200, `"viewer":{"role":"member","readSeq":1,"notify":{"level":"all"},"unread":2,"mentions":1}`},
		{"Last", "?q=crew", "member", 200, `"text":"@member ` + strings.Repeat("ü", 192) + `"`},
		{"LastBy", "?q=crew", "member", 200, fmt.Sprintf(`"author":{"id":"%s","displayName":"owner"`, w.owner.ID)},
		{"DM", "?filter=dm", "member", 200, `"kind":"direct"`},
		{"NoMember", "?q=lobby", "member", 200, `"slug":"lobby"`},
		{"OfNobody", "?filter=public", "", 200, `"slug":"lobby"`},
		{"Many", "?limit=500", "member", 200, `"hasAfter":false`},
		{"ErrTooMany", "?limit=501", "member", 422, "limit"},
		{"ErrQuery", "?q=" + strings.Repeat("x", 101), "member", 422, "/q"},
		{"ErrFilter", "?filter=dms", "member", 422, "filter"},
	} {
		var headers []string
		if c.as != "" {
			headers = []string{"X-User: " + c.as}
		}
		if a := w.ask("GET /api/v1/rooms"+c.query, "", headers...); a.StatusCode != c.want || !strings.Contains(a.body, c.in) {
			t.Errorf("%s: %d %s", c.name, a.StatusCode, a.body)
		}
	}
	a := w.ask("GET /api/v1/rooms/crew", "", "X-User: member")
	if !strings.Contains(a.body, `"viewer":{"role":"member","readSeq":1,"notify":{"level":"all"},"unread":2,"mentions":1}`) {
		t.Errorf("the room: %s", a.body)
	}
}
