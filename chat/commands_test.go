package chat_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// handy has commands of every kind.
func handy(o *chat.Options) {
	reply := func(r chat.Reply, err error) func(context.Context, chat.Invocation) (chat.Reply, error) {
		return func(context.Context, chat.Invocation) (chat.Reply, error) { return r, err }
	}
	o.Commands = []chat.Command{
		{Name: "echo", Description: "Says it again", Usage: "<text>", Handle: func(_ context.Context, in chat.Invocation) (chat.Reply, error) {
			return chat.Reply{Text: in.User.DisplayName + " in " + in.Room.Slug + ": **" + in.Args + "**"}, nil
		}},
		{Name: "say", Handle: func(_ context.Context, in chat.Invocation) (chat.Reply, error) {
			return chat.Reply{Text: in.Args, InRoom: true}, nil
		}},
		{Name: "quiet", Handle: reply(chat.Reply{}, nil)},
		{Name: "refuses", Handle: reply(chat.Reply{}, chat.Refuse("not on Sundays"))},
		{Name: "wrong", Handle: reply(chat.Reply{}, &chat.FieldError{Field: "text", Code: "args", Reason: "needs a number"})},
		{Name: "fails", Handle: reply(chat.Reply{}, errors.New("secret cause"))},
		{Name: "bad", Handle: reply(chat.Reply{Text: " \x00"}, nil)},
		{Name: "panics", Handle: func(context.Context, chat.Invocation) (chat.Reply, error) { panic("oops") }},
	}
}

func TestCommands(t *testing.T) {
	w := newCrew(t, chat.Private, handy)
	for name, c := range map[string]struct {
		as, text string
		want     int
		shows    string
	}{
		"OKForTheAskerAlone": {"member", "/echo  a b ", 202, `{"command":"echo","text":"member in crew: **a b**","nodes":[`},
		"OKInTheRoom":        {"member", "/say hello", 201, `"text":"hello"`},
		"OKWithoutAnAnswer":  {"member", "/quiet", 202, `{"command":"quiet","text":""}`},
		"OKOnSeveralLines":   {"member", "/echo\nx", 202, "**x**"},
		"OKEscaped":          {"member", "//echo x", 201, `"text":"/echo x"`},
		"OKASlashAlone":      {"member", "/ x", 201, `"text":"/ x"`},
		"OKInTheMiddle":      {"member", "a /echo", 201, `"text":"a /echo"`},
		"ErrUnknown":         {"member", "/nothing x", 422, "begin with // to say it"},
		"ErrCase":            {"member", "/Echo x", 422, "no command"},
		"ErrPath":            {"member", "/etc/passwd", 422, "no command"},
		"ErrReader":          {"reader", "/echo x", 403, "forbidden"},
		"ErrReaderUnknown":   {"reader", "/nothing", 403, "forbidden"},
		"ErrStranger":        {"nobody", "/echo x", 404, "not_found"},
		"ErrRefused":         {"member", "/refuses", 403, "not on Sundays"},
		"ErrWrong":           {"member", "/wrong", 422, "needs a number"},
		"ErrFails":           {"member", "/fails", 500, "internal error"},
		"ErrPanics":          {"member", "/panics", 500, "internal error"},
		"ErrBadReply":        {"member", "/bad", 500, "internal error"},
		"OKSaysNothing":      {"member", "/say", 202, `"text":""`},
		"ErrTooLong":         {"member", "/echo " + strings.Repeat("x", 8000), 422, "text"},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"`+strings.ReplaceAll(c.text, "\n", `\n`)+`"}`, "X-User: "+c.as)
			if a.StatusCode != c.want || !strings.Contains(a.body, c.shows) || strings.Contains(a.body, "secret cause") {
				t.Errorf("%s %s", a.Status, a.body)
			}
		})
	}
	t.Run("OnlyWhatWasSaidIsKept", func(t *testing.T) {
		page, err := w.Messages(t.Context(), w.owner.ID, chat.MessageQuery{Room: w.room.ID, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, msg := range page.Items {
			if strings.Contains(msg.Text, "**") || strings.HasPrefix(msg.Text, "/nothing") {
				t.Errorf("kept %q", msg.Text)
			}
		}
	})
	t.Run("SaidTwiceIsOnce", func(t *testing.T) {
		body := `{"text":"/say once","clientId":"1"}`
		first, again := w.ask("POST /api/v1/rooms/crew/messages", body, "X-User: member"), w.ask("POST /api/v1/rooms/crew/messages", body, "X-User: member")
		if first.StatusCode != 201 || again.StatusCode != 200 || first.body != again.body {
			t.Errorf("%s, then %s", first.Status, again.Status)
		}
	})
	t.Run("FromGoItIsAMessage", func(t *testing.T) {
		msg, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "/echo x"})
		if err != nil || msg.Text != "/echo x" {
			t.Errorf("%+v, %v", msg, err)
		}
	})
	t.Run("Listed", func(t *testing.T) {
		all, mine, none, hidden := w.ask("GET /api/v1/commands", "", "X-User: reader"), w.ask("GET /api/v1/commands?room=crew", "", "X-User: member"),
			w.ask("GET /api/v1/commands?room=crew", "", "X-User: reader"), w.ask("GET /api/v1/commands?room=crew", "", "X-User: nobody")
		if all.body != mine.body || !strings.Contains(mine.body, `{"name":"echo","description":"Says it again","usage":"\u003ctext\u003e"}`) {
			t.Errorf("all %s, a member's %s", all.body, mine.body)
		}
		if none.body != `{"items":[]}`+"\n" || hidden.StatusCode != 404 {
			t.Errorf("a reader's %s, a stranger's %s", none.body, hidden.Status)
		}
	})
	t.Run("NoneWhereThereAreNone", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		if a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"/echo //x"}`, "X-User: member"); a.StatusCode != 201 || !strings.Contains(a.body, `"text":"/echo //x"`) {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	t.Run("ErrAttachments", func(t *testing.T) {
		a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"/echo x","attachments":["x"]}`, "X-User: member")
		if a.StatusCode != 422 || !strings.Contains(a.body, "attachments") {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	t.Run("ErrMuted", func(t *testing.T) {
		if _, err := w.ManageSanction(t.Context(), chat.Sanction{Kind: chat.Mute, Room: w.room.ID, User: w.moderator.ID}); err != nil {
			t.Fatal(err)
		}
		if a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"/echo x"}`, "X-User: moderator"); a.StatusCode != 403 || !strings.Contains(a.body, "muted") {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	t.Run("ErrArchived", func(t *testing.T) {
		yes := true
		if _, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{Archived: &yes}); err != nil {
			t.Fatal(err)
		}
		if a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"/echo x"}`, "X-User: member"); a.StatusCode != 409 {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
}

// TestCommandAuthor: what is said in the room may be a bot's, who must be allowed to.
func TestCommandAuthor(t *testing.T) {
	var author chat.UserID
	w := newCrew(t, chat.Private, func(o *chat.Options) {
		o.Commands = []chat.Command{{Name: "bot", Handle: func(context.Context, chat.Invocation) (chat.Reply, error) {
			return chat.Reply{Text: "beep", InRoom: true, Author: author}, nil
		}}}
	})
	b, _, _ := w.robot(chat.TokenDraft{Scopes: allScopes})
	author = b.User.ID
	if a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"/bot"}`, "X-User: member"); a.StatusCode != 201 || !strings.Contains(a.body, `"bot":true`) {
		t.Errorf("%s %s", a.Status, a.body)
	}
	author = w.nobody.ID
	if a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"/bot"}`, "X-User: member"); a.StatusCode != 404 {
		t.Errorf("a stranger said: %s %s", a.Status, a.body)
	}
}

// TestCommandHangs: who asked is told in time, and of one that does not end only so many
// run; others are not held up.
func TestCommandHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release, begun := make(chan struct{}), new(atomic.Int64)
		w := newCrew(t, chat.Private, handy, func(o *chat.Options) {
			o.Commands = append(o.Commands, chat.Command{Name: "hangs", Handle: func(context.Context, chat.Invocation) (chat.Reply, error) {
				begun.Add(1)
				<-release
				return chat.Reply{}, nil
			}})
		})
		ask := func(text string) int {
			return w.ask("POST /api/v1/rooms/crew/messages", `{"text":"`+text+`"}`, "X-User: member").StatusCode
		}
		for i := range 32 {
			at := time.Now()
			if got := ask("/hangs"); got != 504 || time.Since(at) != 3*time.Second {
				t.Fatalf("number %d: %d after %v", i, got, time.Since(at))
			}
		}
		if got := ask("/hangs"); got != 503 || begun.Load() != 32 {
			t.Errorf("one more: %d; %d began", got, begun.Load())
		}
		if got := ask("/echo x"); got != 202 {
			t.Errorf("another: %d", got)
		}
		close(release)
		synctest.Wait()
		if got := ask("/hangs"); got != 202 {
			t.Errorf("afterwards: %d", got)
		}
	})
}

func TestCheckCommands(t *testing.T) {
	ok := func(context.Context, chat.Invocation) (chat.Reply, error) { return chat.Reply{}, nil }
	for name, list := range map[string][]chat.Command{
		"ErrNoName": {{Handle: ok}}, "ErrName": {{Name: "A b", Handle: ok}}, "ErrLong": {{Name: strings.Repeat("x", 33), Handle: ok}},
		"ErrTwice": {{Name: "a", Handle: ok}, {Name: "a", Handle: ok}}, "ErrNoHandle": {{Name: "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := chat.New(newWorld(t).store, byHeader, &chat.Options{Commands: list}); err == nil || !strings.Contains(err.Error(), "Options.Commands") {
				t.Errorf("got %v", err)
			}
		})
	}
}
