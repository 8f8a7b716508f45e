package chat_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestExportMentions(t *testing.T) {
	w := newCalling(t, chat.Private)
	m := w.posts(w.owner, "@member and @room")
	own := w.posts(w.member, "@reader")
	gone := w.posts(w.owner, "@member")
	if _, err := w.Delete(t.Context(), w.owner.ID, gone.ID); err != nil {
		t.Fatal(err)
	}
	lines := w.exported()
	t.Run("ARoomComesWithThem", func(t *testing.T) {
		there, _ := imported(t, lines)
		got, err := there.store.Mentions(t.Context(), []chat.MessageID{m.ID, own.ID, gone.ID})
		if err != nil || len(got) != 3 {
			t.Fatalf("%+v, %v", got, err)
		}
		msg, err := there.Message(t.Context(), w.member.ID, m.ID)
		if err != nil || msg.Nodes == nil || !slices.Equal(calls(*msg.Nodes), []string{string(w.member.ID), "room"}) {
			t.Errorf("%+v, %v", msg.Nodes, err) // the handles came along too
		}
		if _, err := there.store.Room(t.Context(), chat.UserLog(w.member.ID)); err == nil {
			events, err := there.store.Events(t.Context(), chat.UserLog(w.member.ID), 0, 10)
			if err != nil || slices.ContainsFunc(events, func(ev chat.Event) bool { return ev.Kind == chat.MentionAdded }) {
				t.Errorf("told again: %+v, %v", events, err)
			}
		}
		again := there.imported(lines, nil)
		if s := there.exported(w.room.ID); again.Messages != 0 || strings.Count(s, `"mentions":[`) != 2 || strings.Count(s, `"mentionsRoom":true`) != 1 {
			t.Errorf("%+v\n%s", again, s)
		}
	})
	t.Run("APersonLearnsWhereTheyAreCalled", func(t *testing.T) {
		s := w.exportedBy(w.member)
		if strings.Count(s, `{"type":"mention","user":"`+string(w.member.ID)+`","message":"`+string(m.ID)+`"}`) != 1 || strings.Contains(s, string(w.reader.ID)) {
			t.Errorf("exported %s", s)
		}
		if _, report := imported(t, s); report.Skipped != 0 {
			t.Errorf("imported %+v", report)
		}
	})
	t.Run("ErrUser", func(t *testing.T) {
		damaged := regexp.MustCompile(`"mentions":\["`).ReplaceAllString(lines, `${0}no-`)
		if _, err := newWorld(t).Import(t.Context(), strings.NewReader(resummed(damaged)), nil); err == nil || damaged == lines {
			t.Error("taken in")
		}
	})
}
