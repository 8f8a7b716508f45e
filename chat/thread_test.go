package chat_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// postDraft posts a draft as somebody in the lobby.
func (w *world) postDraft(author chat.User, d chat.Draft) chat.Message {
	w.Helper()
	m, _, err := w.Post(w.Context(), author.ID, w.Lobby(), d)
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// flow is what a page of the lobby says.
func (w *world) flow(q chat.MessageQuery) string {
	w.Helper()
	q.Room, q.Limit = w.Lobby(), 50
	page, err := w.Messages(w.Context(), "", q)
	if err != nil {
		w.Fatal(err)
	}
	var texts []string
	for _, m := range page.Items {
		texts = append(texts, m.Text)
	}
	return strings.Join(texts, " ")
}

func TestReply(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	first := w.postDraft(ann, chat.Draft{Text: strings.Repeat("é", 300)})
	answer := w.postDraft(bob, chat.Draft{Text: "yes", ReplyTo: first.ID})
	t.Run("QuotesWhatItAnswers", func(t *testing.T) {
		q := answer.Quote
		if answer.ReplyTo != first.ID || q == nil || q.ID != first.ID || q.Author.ID != ann.ID || len([]rune(q.Text)) != 200 {
			t.Errorf("got %+v, %+v", answer, q)
		}
	})
	t.Run("AsItIsNow", func(t *testing.T) {
		if _, err := w.Edit(t.Context(), ann.ID, first.ID, chat.Edit{Text: "short"}); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Message(t.Context(), "", answer.ID); err != nil || got.Quote.Text != "short" {
			t.Errorf("got %+v, %v", got.Quote, err)
		}
		if _, err := w.Delete(t.Context(), ann.ID, first.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Message(t.Context(), "", answer.ID); err != nil || got.Quote.Text != "" || got.Quote.DeletedAt.IsZero() {
			t.Errorf("got %+v, %v", got.Quote, err)
		}
	})
	t.Run("TheEventCarriesIt", func(t *testing.T) {
		for ev := w.next(); ; ev = w.next() {
			if ev.Object == string(answer.ID) {
				if ev.Message.Quote == nil {
					t.Errorf("got %+v", ev.Message)
				}
				return
			}
		}
	})
}

func TestThread(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	root := w.postDraft(ann, chat.Draft{Text: "root"})
	w.postDraft(ann, chat.Draft{Text: "next"})
	inside := w.postDraft(bob, chat.Draft{Text: "inside", Thread: root.ID})
	both := w.postDraft(bob, chat.Draft{Text: "both", Thread: root.ID, InRoom: true})
	deeper := w.postDraft(ann, chat.Draft{Text: "deeper", Thread: inside.ID, ReplyTo: inside.ID})
	t.Run("StandsBesideTheMainFlow", func(t *testing.T) {
		if got := w.flow(chat.MessageQuery{Main: true}); got != "root next both" {
			t.Errorf("main flow: %s", got)
		}
		if got := w.flow(chat.MessageQuery{Thread: root.ID}); got != "inside both deeper" {
			t.Errorf("thread: %s", got)
		}
	})
	t.Run("AnAnswerInAThreadIsOfThatThread", func(t *testing.T) {
		if deeper.Thread != root.ID || deeper.Quote == nil || deeper.InRoom || !both.InRoom {
			t.Errorf("got %+v", deeper)
		}
	})
	t.Run("TheFirstMessageCountsThem", func(t *testing.T) {
		got, err := w.Message(t.Context(), "", root.ID)
		if err != nil || got.Replies == nil || got.Replies.Count != 3 || got.Replies.LastSeq != deeper.Seq {
			t.Fatalf("got %+v, %v", got.Replies, err)
		}
		if _, err := w.Delete(t.Context(), ann.ID, deeper.ID); err != nil {
			t.Fatal(err)
		}
		if got, err = w.Message(t.Context(), "", root.ID); err != nil || got.Replies.Count != 2 || got.Rev != root.Rev {
			t.Errorf("got %+v, %v", got.Replies, err)
		}
	})
	t.Run("UnreadIsOfTheMainFlow", func(t *testing.T) {
		eve := w.user("eve")
		if _, err := w.AddMember(t.Context(), "", w.Lobby(), eve.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.MarkUnread(t.Context(), eve.ID, w.Lobby(), 0); err != nil {
			t.Fatal(err)
		}
		if list, _, err := w.Unread(t.Context(), eve.ID, "", 1); err != nil || list[0].Count != 3 {
			t.Errorf("got %+v, %v", list, err)
		}
	})
	den, err := w.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Name: "Den"})
	if err != nil {
		t.Fatal(err)
	}
	secret, _, err := w.Post(t.Context(), ann.ID, den.ID, chat.Draft{Text: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]chat.Draft{
		"ErrReplyToNothing": {ReplyTo: "nothing"}, "ErrThreadOfNothing": {Thread: "nothing"},
		"ErrReplyElsewhere": {ReplyTo: secret.ID}, "ErrThreadElsewhere": {Thread: secret.ID},
		"ErrNul": {ReplyTo: "a\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			d.Text = "x"
			if _, _, err := w.Post(t.Context(), bob.ID, w.Lobby(), d); !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestV1Threads(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	root := w.postDraft(ann, chat.Draft{Text: "root"})
	const messages = "/api/v1/rooms/lobby/messages"
	a := w.ask("POST "+messages, `{"text":"inside","thread":"`+string(root.ID)+`","replyTo":"`+string(root.ID)+`"}`, "X-User: bob")
	if a.StatusCode != 201 || !strings.Contains(a.body, `"thread":"`+string(root.ID)+`"`) || !strings.Contains(a.body, `"quote":{"id":"`) {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	for _, c := range []struct{ name, query, has, hasNot string }{
		{"MainFlow", "", `"replies":{"count":1,"lastSeq":2}`, `"inside"`},
		{"Thread", "?thread=" + string(root.ID), `"inside"`, `"text":"root","created`},
		{"AroundInTheMainFlow", "?around=2", `"root"`, `"inside"`},
		{"AroundInTheThread", "?around=2&thread=" + string(root.ID), `"inside"`, `"replies"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.ask("GET "+messages+c.query, "")
			if a.StatusCode != 200 || !strings.Contains(a.body, c.has) || strings.Contains(a.body, c.hasNot) {
				t.Errorf("%d %s", a.StatusCode, a.body)
			}
		})
	}
	t.Run("ErrThread", func(t *testing.T) {
		if a := w.ask("GET "+messages+"?thread=%00", ""); a.StatusCode != 422 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
	t.Run("ErrReplyTo", func(t *testing.T) {
		if a := w.ask("POST "+messages, `{"text":"x","replyTo":"who"}`, "X-User: bob"); a.StatusCode != 422 || !strings.Contains(a.body, "/replyTo") {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
	t.Run("TheOldRoutesShowTheMainFlow", func(t *testing.T) {
		if a := w.ask("GET /api/messages", ""); strings.Contains(a.body, "inside") || !strings.Contains(a.body, "root") {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
}
