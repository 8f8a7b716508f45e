package chat_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// allScopes are those that a token can have.
var allScopes = []string{chat.ScopeReadRooms, chat.ScopeWriteRooms, chat.ScopeReadMembers, chat.ScopeWriteMembers,
	chat.ScopeReadMessages, chat.ScopeWriteMessages, chat.ScopeReact}

// robot makes a bot for the crew's room, with a token.
func (c *crew) robot(d chat.TokenDraft) (chat.Bot, chat.BotToken, string) {
	c.Helper()
	b, err := c.CreateBot(c.Context(), c.owner.ID, c.room.ID, chat.BotDraft{Name: "robot"})
	if err != nil {
		c.Fatal(err)
	}
	t, secret, err := c.CreateBotToken(c.Context(), c.owner.ID, b.User.ID, d)
	if err != nil {
		c.Fatal(err)
	}
	return b, t, secret
}

// botWith is the header of a bot of the crew's room with these scopes.
func (c *crew) botWith(scopes []string) []string {
	c.Helper()
	_, _, secret := c.robot(chat.TokenDraft{Scopes: scopes})
	return []string{"Authorization: Bearer " + secret}
}

// everywhere makes a bot for the whole module, with a token, and a member of the room.
func (c *crew) everywhere(d chat.TokenDraft) (chat.User, string) {
	c.Helper()
	ctx := chat.WithRoles(c.Context(), chat.RoleAdmin)
	b, err := c.CreateBot(ctx, c.owner.ID, "", chat.BotDraft{Name: "everywhere"})
	if err != nil {
		c.Fatal(err)
	}
	_, secret, err := c.CreateBotToken(ctx, c.owner.ID, b.User.ID, d)
	if err != nil {
		c.Fatal(err)
	}
	if _, _, err := c.ManageMember(ctx, "", c.room.ID, b.User.ID, chat.RoleMember); err != nil {
		c.Fatal(err)
	}
	return b.User, secret
}

func TestCreateBot(t *testing.T) {
	for name, c := range map[string]struct {
		kind  chat.RoomKind
		who   func(c *crew) chat.UserID
		admin bool
		draft chat.BotDraft
		want  error
	}{
		"OKForAnOwner": {chat.Private, func(c *crew) chat.UserID { return c.owner.ID }, false, chat.BotDraft{Name: "b"}, nil},
		"OKForAnAdmin": {chat.Private, func(c *crew) chat.UserID { return c.nobody.ID }, true, chat.BotDraft{Name: "b"}, nil},
		"ErrModerator": {chat.Private, func(c *crew) chat.UserID { return c.moderator.ID }, false, chat.BotDraft{Name: "b"}, chat.ErrForbidden},
		"ErrMember":    {chat.Public, func(c *crew) chat.UserID { return c.member.ID }, false, chat.BotDraft{Name: "b"}, chat.ErrForbidden},
		"ErrStranger":  {chat.Private, func(c *crew) chat.UserID { return c.nobody.ID }, false, chat.BotDraft{Name: "b"}, chat.ErrNotFound},
		"ErrNobody":    {chat.Public, func(*crew) chat.UserID { return "" }, false, chat.BotDraft{Name: "b"}, chat.ErrUnauthenticated},
		"ErrNoName":    {chat.Private, func(c *crew) chat.UserID { return c.owner.ID }, false, chat.BotDraft{Name: " "}, chat.ErrInvalid},
		"ErrAvatar":    {chat.Private, func(c *crew) chat.UserID { return c.owner.ID }, false, chat.BotDraft{Name: "b", AvatarURL: "javascript:x"}, chat.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			w := newCrew(t, c.kind)
			ctx := t.Context()
			if c.admin {
				ctx = chat.WithRoles(ctx, chat.RoleAdmin)
			}
			b, err := w.CreateBot(ctx, c.who(w), w.room.ID, c.draft)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if err == nil && (!b.User.Bot || b.User.DisplayName != "b" || w.role(b.User) != chat.RoleMember) {
				t.Errorf("made %+v, who is %q there", b, w.role(b.User))
			}
		})
	}
	t.Run("ErrADirectRoomStaysAmongThemselves", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		pair, err := w.CreateRoom(t.Context(), w.owner.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{w.member.ID}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.CreateBot(chat.WithRoles(t.Context(), chat.RoleAdmin), w.owner.ID, pair.ID, chat.BotDraft{Name: "b"}); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrForTheWholeModuleOnlyAnAdmin", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		if _, err := w.CreateBot(t.Context(), w.owner.ID, "", chat.BotDraft{Name: "b"}); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrAHookRefusesItAsAMember", func(t *testing.T) {
		w := newCrew(t, chat.Private, func(o *chat.Options) {
			o.Before.AddMember = func(_ context.Context, _ chat.User, _ chat.Room, u chat.User) error {
				if u.Bot {
					return chat.Refuse("no bots")
				}
				return nil
			}
		})
		if _, err := w.CreateBot(t.Context(), w.owner.ID, w.room.ID, chat.BotDraft{Name: "b"}); !errors.Is(err, chat.ErrForbidden) {
			t.Errorf("got %v", err)
		}
		if list, _, err := w.Bots(t.Context(), w.owner.ID, w.room.ID, "", 10); err != nil || len(list) > 0 {
			t.Errorf("left %+v, %v", list, err)
		}
	})
}

func TestCreateBotToken(t *testing.T) {
	w := newCrew(t, chat.Private)
	b, _, _ := w.robot(chat.TokenDraft{Scopes: allScopes})
	all, _ := w.everywhere(chat.TokenDraft{Scopes: allScopes})
	for name, c := range map[string]struct {
		bot   chat.UserID
		by    chat.UserID
		draft chat.TokenDraft
		want  error
	}{
		"OK":              {b.User.ID, w.owner.ID, chat.TokenDraft{Scopes: []string{"rooms:read", "messages:read", "rooms:read"}}, nil},
		"ErrNoScope":      {b.User.ID, w.owner.ID, chat.TokenDraft{}, chat.ErrInvalid},
		"ErrUnknownScope": {b.User.ID, w.owner.ID, chat.TokenDraft{Scopes: []string{"all"}}, chat.ErrInvalid},
		"ErrTheHookScope": {b.User.ID, w.owner.ID, chat.TokenDraft{Scopes: []string{"hook"}}, chat.ErrInvalid},
		"ErrOtherRoom":    {b.User.ID, w.owner.ID, chat.TokenDraft{Scopes: allScopes, Rooms: []chat.RoomID{w.Lobby()}}, chat.ErrInvalid},
		"ErrNoRoomAtAll":  {b.User.ID, w.owner.ID, chat.TokenDraft{Scopes: allScopes, Rooms: []chat.RoomID{"a b"}}, chat.ErrInvalid},
		"ErrExpired":      {b.User.ID, w.owner.ID, chat.TokenDraft{Scopes: allScopes, ExpiresAt: time.Unix(1, 0)}, chat.ErrInvalid},
		"ErrModerator":    {b.User.ID, w.moderator.ID, chat.TokenDraft{Scopes: allScopes}, chat.ErrForbidden},
		"ErrStranger":     {b.User.ID, w.nobody.ID, chat.TokenDraft{Scopes: allScopes}, chat.ErrNotFound},
		"ErrNoBot":        {w.owner.ID, w.owner.ID, chat.TokenDraft{Scopes: allScopes}, chat.ErrNotFound},
		"ErrOfTheModule":  {all.ID, w.owner.ID, chat.TokenDraft{Scopes: allScopes}, chat.ErrForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			got, secret, err := w.CreateBotToken(t.Context(), c.by, c.bot, c.draft)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if err != nil {
				return
			}
			if len(secret) != 47 || !strings.HasPrefix(secret, "pat_") || got.Scopes != "messages:read rooms:read" || got.Rooms != chat.NewSet(w.room.ID) {
				t.Errorf("got %+v, %q", got, secret)
			}
		})
	}
	t.Run("ErrFull", func(t *testing.T) {
		var err error
		for range chat.MaxBotTokens {
			if _, _, err = w.CreateBotToken(t.Context(), w.owner.ID, b.User.ID, chat.TokenDraft{Scopes: allScopes}); err != nil {
				break
			}
		}
		if !errors.Is(err, chat.ErrFull) {
			t.Errorf("got %v", err)
		}
	})
}

// TestBotViewer is about who somebody is who comes with a token.
func TestBotViewer(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	var passed atomic.Int64 // who works in the background looks at the clock too
	now := func() time.Time { return start.Add(time.Duration(passed.Load())) }
	w := newCrew(t, chat.Private, func(o *chat.Options) { o.Now = now })
	b, token, secret := w.robot(chat.TokenDraft{Scopes: allScopes, ExpiresAt: now().Add(3 * time.Hour)})
	bearer := "Authorization: Bearer " + secret
	used := func() time.Time {
		list, _, err := w.BotTokens(t.Context(), w.owner.ID, b.User.ID, "", 10)
		if err != nil || len(list) != 1 || list[0].ID != token.ID {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0].LastUsedAt
	}
	t.Run("TheBotAndNotWhoTheHostKnows", func(t *testing.T) {
		if a := w.ask("GET /api/v1/me", "", bearer, "X-User: owner"); !strings.Contains(a.body, string(b.User.ID)) || !strings.Contains(a.body, `"bot":true`) {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	t.Run("UsedInTheHour", func(t *testing.T) {
		if got, want := used(), now().Truncate(time.Hour); !got.Equal(want) {
			t.Errorf("used %v, want %v", got, want)
		}
		passed.Add(int64(2 * time.Hour))
		w.ask("GET /api/v1/me", "", bearer)
		if got, want := used(), now().Truncate(time.Hour); !got.Equal(want) {
			t.Errorf("used %v, want %v", got, want)
		}
	})
	t.Run("OtherTokensAreTheHosts", func(t *testing.T) {
		if a := w.ask("GET /api/v1/me", "", "Authorization: Bearer "+secret[4:], "X-User: owner"); !strings.Contains(a.body, string(w.owner.ID)) {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	for name, header := range map[string]string{
		"ErrUnknown": bearer + "x", "ErrEmpty": "Authorization: bearer pat_", "ErrOtherCase": "Authorization: Bearer pat_" + strings.ToUpper(secret[4:]),
		"ErrNotText": "Authorization: Bearer pat_\xff\x00",
	} {
		t.Run(name, func(t *testing.T) {
			a := w.ask("GET /api/v1/meta", "", header, "X-User: owner")
			if a.StatusCode != 401 || a.Header.Get("WWW-Authenticate") != `Bearer error="invalid_token"` {
				t.Errorf("%s %q %s", a.Status, a.Header.Get("WWW-Authenticate"), a.body)
			}
		})
	}
	t.Run("ErrExpired", func(t *testing.T) {
		passed.Add(int64(time.Hour))
		if a := w.ask("GET /api/v1/meta", "", bearer); a.StatusCode != 401 {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	t.Run("TheHostsOwnMayNotBeBots", func(t *testing.T) {
		if _, err := w.SignIn(t.Context(), chat.Identity{Provider: chat.BotProvider, Subject: string(b.User.ID)}); err == nil || errors.Is(err, chat.ErrInvalid) {
			t.Errorf("got %v", err)
		}
	})
	if lines := w.log.all(); slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, secret[4:]) }) {
		t.Errorf("the token was logged: %q", lines)
	}
}

// TestBotEnds is about all that ends a token.
func TestBotEnds(t *testing.T) {
	for name, end := range map[string]func(w *crew, b chat.Bot, token chat.BotToken) error{
		"Revoked": func(w *crew, b chat.Bot, t chat.BotToken) error {
			return w.RemoveBotToken(w.Context(), w.owner.ID, b.User.ID, t.ID)
		},
		"BotRemoved": func(w *crew, b chat.Bot, _ chat.BotToken) error {
			return w.RemoveBot(w.Context(), w.owner.ID, b.User.ID)
		},
		"BotErased": func(w *crew, b chat.Bot, _ chat.BotToken) error { return w.EraseUser(w.Context(), b.User.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			var cut []chat.UserID
			w := newCrew(t, chat.Private, func(o *chat.Options) {
				o.Revoked = func(_ context.Context, user chat.UserID) { cut = append(cut, user) }
			})
			b, token, secret := w.robot(chat.TokenDraft{Scopes: allScopes})
			said := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"beep"}`, "Authorization: Bearer "+secret)
			if said.StatusCode != 201 || !strings.Contains(said.body, `"bot":true`) {
				t.Fatalf("%s %s", said.Status, said.body)
			}
			if err := end(w, b, token); err != nil {
				t.Fatal(err)
			}
			if a := w.ask("GET /api/v1/me", "", "Authorization: Bearer "+secret); a.StatusCode != 401 || !slices.Equal(cut, []chat.UserID{b.User.ID}) {
				t.Errorf("%s, cut %v", a.Status, cut)
			}
			if there := w.role(b.User) != ""; there != (name == "Revoked") {
				t.Errorf("a member still: %t", there)
			}
			page, err := w.Messages(t.Context(), w.owner.ID, chat.MessageQuery{Room: w.room.ID, Limit: 9})
			if err != nil || len(page.Items) != 1 || page.Items[0].Deleted() != (name == "BotErased") {
				t.Errorf("of what it said is left %+v, %v", page.Items, err)
			}
			if err := end(w, b, token); name != "BotErased" && !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("again: %v", err)
			}
		})
	}
}
