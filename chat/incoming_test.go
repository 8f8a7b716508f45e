package chat_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// hook makes an incoming webhook of the crew's room.
func (c *crew) hook() (chat.IncomingWebhook, string) {
	c.Helper()
	h, token, err := c.CreateIncoming(c.Context(), c.owner.ID, c.room.ID, chat.BotDraft{Name: "CI"})
	if err != nil {
		c.Fatal(err)
	}
	return h, token
}

func TestCreateIncoming(t *testing.T) {
	w := newCrew(t, chat.Private)
	for name, c := range map[string]struct {
		by   chat.UserID
		room chat.RoomID
		want error
	}{
		"OK":           {w.owner.ID, w.room.ID, nil},
		"ErrModerator": {w.moderator.ID, w.room.ID, chat.ErrForbidden},
		"ErrStranger":  {w.nobody.ID, w.room.ID, chat.ErrNotFound},
		"ErrNoRoom":    {w.owner.ID, "", chat.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			h, token, err := w.CreateIncoming(t.Context(), c.by, c.room, chat.BotDraft{Name: "CI"})
			if !errors.Is(err, c.want) || err == nil && (!h.User.Bot || len(token) != 47 || h.ID != h.User.ID) {
				t.Errorf("got %+v, %q, %v", h, token, err)
			}
		})
	}
	t.Run("ApartFromBots", func(t *testing.T) {
		b, _, _ := w.robot(chat.TokenDraft{Scopes: allScopes})
		bots, _, err := w.Bots(t.Context(), w.owner.ID, w.room.ID, "", 10)
		hooks, _, err2 := w.Incoming(t.Context(), w.owner.ID, w.room.ID, "", 10)
		if err := errors.Join(err, err2); err != nil || len(bots) != 1 || len(hooks) != 1 {
			t.Fatalf("%+v, %+v, %v", bots, hooks, err)
		}
		_, _, err = w.CreateBotToken(t.Context(), w.owner.ID, hooks[0].ID, chat.TokenDraft{Scopes: allScopes})
		err2 = w.RemoveBot(t.Context(), w.owner.ID, hooks[0].ID)
		err3 := w.RemoveIncoming(t.Context(), w.owner.ID, b.User.ID)
		for _, err := range []error{err, err2, err3} {
			if !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestPostIncoming(t *testing.T) {
	w := newCrew(t, chat.Private)
	h, token := w.hook()
	path := "POST /hooks/" + token
	t.Run("WithoutCookiesFromAnywhere", func(t *testing.T) {
		a := w.ask(path, `{"text":"green"}`, "Origin: https://evil.test", "Sec-Fetch-Site: cross-site", "X-User: outage")
		var msg chat.Message
		if a.into(t, &msg); a.StatusCode != 201 || msg.Author.ID != h.ID || !msg.Author.Bot || msg.Room != w.room.ID {
			t.Errorf("%s %s", a.Status, a.body)
		}
		if strings.Contains(a.body+a.Header.Get("Location"), token) {
			t.Errorf("the answer tells the token: %v %s", a.Header, a.body)
		}
	})
	t.Run("TwiceIsOnce", func(t *testing.T) {
		first, again := w.ask(path, `{"text":"x","clientId":"7"}`), w.ask(path, `{"text":"x"}`, "Idempotency-Key: 7")
		if first.StatusCode != 201 || again.StatusCode != 200 || first.body != again.body {
			t.Errorf("%s %s, then %s %s", first.Status, first.body, again.Status, again.body)
		}
		if a := w.ask(path, `{"text":"y","clientId":"7"}`); a.StatusCode != 422 || !strings.Contains(a.body, "idempotency_mismatch") {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	t.Run("BecomesWhoItSays", func(t *testing.T) {
		a := w.ask(path, `{"text":"x","name":"Build 7","avatar":"https://x.test/7.png"}`)
		if !strings.Contains(a.body, `"displayName":"Build 7"`) || !strings.Contains(a.body, "https://x.test/7.png") || !strings.Contains(a.body, string(h.ID)) {
			t.Errorf("%s %s", a.Status, a.body)
		}
		if a := w.ask(path, `{"text":"x"}`); !strings.Contains(a.body, `"displayName":"Build 7"`) {
			t.Errorf("it forgot: %s", a.body)
		}
	})
	for name, c := range map[string]struct {
		path, body string
		want       int
		shows      string
	}{
		"ErrUnknown":   {path + "x", `{"text":"x"}`, 404, "not_found"},
		"ErrEmpty":     {"POST /hooks/", `{"text":"x"}`, 404, "not_found"},
		"ErrHuge":      {"POST /hooks/whk_" + strings.Repeat("x", 10_000), `{"text":"x"}`, 404, "not_found"},
		"ErrNoText":    {path, `{"name":"Evil"}`, 422, "text"},
		"ErrName":      {path, `{"text":"x","name":"a\nb"}`, 422, "name"},
		"ErrAvatar":    {path, `{"text":"x","avatar":"javascript:alert(1)"}`, 422, "avatar"},
		"ErrMalformed": {path, `text`, 400, "malformed"},
		"ErrClientID":  {path, `{"text":"x","clientId":"` + strings.Repeat("x", 65) + `"}`, 422, "clientId"},
		"ErrMethod":    {"GET /hooks/" + token, "", 405, "method_not_allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			if a := w.ask(c.path, c.body); a.StatusCode != c.want || !strings.Contains(a.body, c.shows) {
				t.Errorf("%s %s", a.Status, a.body)
			}
		})
	}
	t.Run("ABotsTokenIsNone", func(t *testing.T) {
		_, _, secret := w.robot(chat.TokenDraft{Scopes: allScopes})
		if a := w.ask("POST /hooks/"+secret, `{"text":"x"}`); a.StatusCode != 404 {
			t.Errorf("%s", a.Status)
		}
		if a := w.ask("GET /api/v1/me", "", "Authorization: Bearer "+token); a.StatusCode != 401 {
			t.Errorf("and the other way round: %s", a.Status)
		}
	})
	t.Run("RotatedIsAnotherAtOnce", func(t *testing.T) {
		_, next, err := w.RotateIncoming(t.Context(), w.owner.ID, h.ID)
		if err != nil {
			t.Fatal(err)
		}
		old, now := w.ask(path, `{"text":"x"}`), w.ask("POST /hooks/"+next, `{"text":"x"}`)
		if old.StatusCode != 404 || now.StatusCode != 201 {
			t.Errorf("the old one: %s, the new one: %s", old.Status, now.Status)
		}
		path = "POST /hooks/" + next
	})
	t.Run("ErrArchived", func(t *testing.T) {
		yes, no := true, false
		if _, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &yes}); err != nil {
			t.Fatal(err)
		}
		if a := w.ask(path, `{"text":"x"}`); a.StatusCode != 409 || !strings.Contains(a.body, "archived") {
			t.Errorf("%s %s", a.Status, a.body)
		}
		if _, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &no}); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("RemovedIsUnknown", func(t *testing.T) {
		err := w.RemoveIncoming(t.Context(), w.owner.ID, h.ID)
		if a := w.ask(path, `{"text":"x"}`); err != nil || a.StatusCode != 404 {
			t.Errorf("%s, %v", a.Status, err)
		}
	})
}

// TestLimitHooks: each webhook has a quota, and who guesses tokens counts as nobody.
func TestLimitHooks(t *testing.T) {
	w := newCrew(t, chat.Private, func(o *chat.Options) {
		o.Limits.Hooks = chat.Rate{Count: 1, Per: time.Hour}
		o.Limits.Requests = chat.Rate{Count: 1, Per: time.Hour}
	})
	_, first := w.hook()
	_, second := w.hook()
	for _, c := range []struct {
		token string
		want  int
	}{{first, 201}, {first, 429}, {second, 201}, {"whk_guess", 404}, {"whk_guess", 429}} {
		a := w.ask("POST /hooks/"+c.token, `{"text":"x"}`)
		if a.StatusCode != c.want || (c.want == 429) != (a.Header.Get("Retry-After") != "") {
			t.Errorf("got %s, want %d", a.Status, c.want)
		}
	}
}

// TestPathSecretsAreNotLogged: of a request that failed the log tells the path, but not what
// lets others in.
func TestPathSecretsAreNotLogged(t *testing.T) {
	w := newCrew(t, chat.Private)
	_, token := w.hook()
	_, invite, err := w.CreateInvite(t.Context(), w.owner.ID, w.room.ID, chat.InviteDraft{})
	if err != nil {
		t.Fatal(err)
	}
	var broken atomic.Bool // who works in the background asks for rooms too
	down := worldOver(t, &failing{Storage: w.store, room: func() error {
		if broken.Load() {
			return errors.New("down")
		}
		return nil
	}})
	broken.Store(true)
	if a := down.ask("POST /hooks/"+token, `{"text":"x"}`); a.StatusCode != 500 {
		t.Errorf("%s", a.Status)
	}
	if a := down.ask("POST /api/v1/invites/"+invite, "", "X-User: nobody"); a.StatusCode != 500 {
		t.Errorf("%s", a.Status)
	}
	lines := strings.Join(down.log.all(), "\n")
	if !strings.Contains(lines, "/hooks/…") || !strings.Contains(lines, "/api/v1/invites/…") || strings.Contains(lines, token) || strings.Contains(lines, invite) {
		t.Errorf("logged:\n%s", lines)
	}
}
