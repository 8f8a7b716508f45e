package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// strongly is what "**x**" comes to.
func strongly(x string) *[]chat.Node {
	return &[]chat.Node{{Kind: chat.NodeParagraph, Nodes: []chat.Node{
		{Kind: chat.NodeStrong, Nodes: []chat.Node{{Kind: chat.NodeText, Text: x}}}}}}
}

func TestNodes(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	msg := w.post(ann, "**a**")
	same := func(t *testing.T, got, want *[]chat.Node) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	t.Run("WhatWasPostedHasThem", func(t *testing.T) { same(t, msg.Nodes, strongly("a")) })
	t.Run("ThePageOfHistoryHasThem", func(t *testing.T) {
		page, err := w.Messages(t.Context(), "", chat.MessageQuery{Room: w.Lobby(), Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		same(t, page.Items[0].Nodes, strongly("a"))
	})
	t.Run("TheEventHasThem", func(t *testing.T) { same(t, w.next().Message.Nodes, strongly("a")) })
	t.Run("TheLogHasThem", func(t *testing.T) {
		events, _, err := w.Events(t.Context(), "", w.Lobby(), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		same(t, events[0].Message.Nodes, strongly("a"))
	})
	t.Run("AnEditChangesThem", func(t *testing.T) {
		for text, want := range map[string]*[]chat.Node{"**b**": strongly("b"), "plain": nil} {
			got, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: text})
			if err != nil || got.Text != text {
				t.Fatalf("%+v, %v", got, err)
			}
			same(t, got.Nodes, want)
		}
	})
	t.Run("ATombstoneHasNone", func(t *testing.T) {
		gone := w.post(ann, "**gone**")
		got, err := w.Delete(t.Context(), ann.ID, gone.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got.Nodes, nil)
	})
	t.Run("StorageKeepsTheTextAlone", func(t *testing.T) {
		kept, err := w.store.Message(t.Context(), w.post(ann, "*kept*").ID)
		if err != nil || kept.Text != "*kept*" || kept.Nodes != nil {
			t.Errorf("got %+v, %v", kept, err)
		}
	})
	t.Run("ATransactionHasThem", func(t *testing.T) {
		tx := w.Within(w.store)
		defer tx.Done()
		got, _, err := tx.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{Text: "**tx**"})
		if err != nil {
			t.Fatal(err)
		}
		same(t, got.Nodes, strongly("tx"))
	})
}

func TestV1Nodes(t *testing.T) {
	const messages = "/api/v1/rooms/lobby/messages"
	const strong = `"text":"**a** \u003cb\u003e","nodes":[{"type":"paragraph","nodes":[` +
		`{"type":"strong","nodes":[{"type":"text","text":"a"}]},{"type":"text","text":" \u003cb\u003e"}]}]`
	w := newWorld(t)
	for name, c := range map[string]struct{ text, has string }{
		"BesideTheText":    {"**a** <b>", strong},
		"PlainTextHasNone": {"a <b>", `"text":"a \u003cb\u003e","createdAt"`},
		"NorAnyOfTheirs":   {`a","nodes":[{"type":"x"}],"x":"`, `"text":"a\",\"nodes\":[{\"type\":\"x\"}],\"x\":\"","createdAt"`},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.ask("POST "+messages, fmt.Sprintf(`{"text":%q}`, c.text), "X-User: ann")
			if a.StatusCode != 201 || !strings.Contains(a.body, c.has) {
				t.Errorf("%d %s", a.StatusCode, a.body)
			}
			if a := w.ask("GET "+messages+"?limit=1", ""); !strings.Contains(a.body, c.has) {
				t.Errorf("%d %s", a.StatusCode, a.body)
			}
		})
	}
	t.Run("ClientsCannotSendThem", func(t *testing.T) {
		a := w.ask("POST "+messages, `{"text":"a","nodes":[{"type":"link","url":"javascript:x"}]}`, "X-User: ann")
		if strings.Contains(a.body, "javascript") && a.StatusCode < 300 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
	t.Run("TheOldRoutesHaveTheTextAlone", func(t *testing.T) {
		a := w.ask("GET /api/messages", "")
		if a.StatusCode != 200 || !strings.Contains(a.body, "**a**") || strings.Contains(a.body, `"type"`) {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	})
	t.Run("AnExportHasTheTextAlone", func(t *testing.T) {
		if out := w.exported(w.Lobby()); !strings.Contains(out, "**a**") || strings.Contains(out, `"nodes":[`) {
			t.Error(out)
		}
	})
}

func TestPlainText(t *testing.T) {
	store := memory.New()
	w := worldOver(t, store, func(o *chat.Options) { o.PlainText = true })
	msg := w.post(w.user("ann"), "**a** https://a.example")
	if msg.Nodes != nil {
		t.Errorf("got %+v", msg)
	}
	t.Run("SwitchedOnAgain", func(t *testing.T) {
		again := worldOver(t, store)
		if got, err := again.Message(t.Context(), "", msg.ID); err != nil || got.Nodes == nil {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}
