package chat_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// The defects of the first version of this chat, each named after what must never
// happen again. Those that are not here stand beside the code they are about: D1, D2
// and D13 in adapters/fayechat, D6 and D9 in auth, D4, D11 and D14 with the program.

var errDown = errors.New("somebody pulled the cable")

func TestD3_NothingIsPublishedBeforeItIsCommitted(t *testing.T) {
	store := &failing{Storage: memory.New()}
	w := worldOver(t, store)
	ann := w.user("ann")
	msg := w.post(ann, "stays")
	w.next()
	store.update = func() error { return errDown }
	if _, err := w.Delete(t.Context(), ann.ID, msg.ID); !errors.Is(err, errDown) {
		t.Fatalf("delete: %v", err)
	}
	if _, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "new"}); !errors.Is(err, errDown) {
		t.Fatalf("edit: %v", err)
	}
	store.update = nil
	w.post(ann, "the next event")
	if ev := w.next(); ev.Kind != chat.MessageCreated || ev.Rev != 2 {
		t.Errorf("a change that was rolled back was published: %+v", ev)
	}
	if got, err := w.Message(t.Context(), "", msg.ID); err != nil || got.Text != "stays" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestD5_FirstLogInReturnsThatUser(t *testing.T) {
	w := newWorld(t)
	w.post(w.user("somebody"), "a message with the ID that a confused query would find")
	first, err := w.SignIn(t.Context(), chat.Identity{Provider: "github", Subject: "77", Name: "Ann"})
	if err != nil || first.DisplayName != "Ann" || first.ID == "" || first.Subject != "77" {
		t.Fatalf("got %+v, %v", first, err)
	}
	again, err := w.SignIn(t.Context(), chat.Identity{Provider: "github", Subject: "77", Name: "Ann"})
	if err != nil || again != first {
		t.Errorf("the second log-in got %+v, %v", again, err)
	}
}

func TestD6_UsersAreKeyedBySubjectAndNeedNoName(t *testing.T) {
	w := newWorld(t)
	old, err := w.SignIn(t.Context(), chat.Identity{Provider: "github", Subject: "1", Name: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	thief, err := w.SignIn(t.Context(), chat.Identity{Provider: "github", Subject: "2", Name: "ann"})
	if err != nil || thief.ID == old.ID {
		t.Errorf("whoever takes the name gets the account: %+v, %v", thief, err)
	}
	nameless, err := w.SignIn(t.Context(), chat.Identity{Provider: "github", Subject: "3"})
	if err != nil || nameless.DisplayName == "" {
		t.Errorf("got %+v, %v", nameless, err)
	}
}

func TestD7_TextIsStoredRawAndEscapedOnTheOldSurfaceOnly(t *testing.T) {
	w := newWorld(t)
	const raw, escaped = `<script>alert(1)</script> & "quotes"`, `&lt;script>alert(1)&lt;/script> & "quotes"`
	msg := w.post(w.user("ann"), raw)
	if got, err := w.store.Message(t.Context(), msg.ID); err != nil || got.Text != raw {
		t.Errorf("stored %q, %v", got.Text, err)
	}
	var v1 chat.Message
	w.ask("GET /api/v1/messages/"+string(msg.ID), "").into(t, &v1)
	if v1.Text != raw {
		t.Errorf("v1 gives %q", v1.Text)
	}
	var old struct{ Data []chat.SeedMessage }
	w.ask("GET /api/messages", "").into(t, &old)
	if old.Data[0].Content != escaped {
		t.Errorf("the old surface gives %q", old.Data[0].Content)
	}
}

func TestD8_OnlyAuthorsCanDeleteAndPagesCanTellWhoThatIs(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	msg := w.post(ann, "mine")
	ev := w.next()
	if ev.Message.Author.ID != ann.ID || chat.NewSeedMessage(*ev.Message).User.ID != ann.ID {
		t.Errorf("the event does not tell the author: %+v", ev.Message)
	}
	if _, err := w.Delete(t.Context(), bob.ID, msg.ID); !errors.Is(err, chat.ErrForbidden) {
		t.Errorf("bob deletes: %v", err)
	}
	if _, err := w.Delete(t.Context(), ann.ID, msg.ID); err != nil {
		t.Errorf("ann deletes: %v", err)
	}
}

func TestD10_ListsAreLimitedAndOrderedWithoutTheClock(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	w := newWorld(t, func(o *chat.Options) { o.Now = func() time.Time { return at } })
	ann := w.user("ann")
	for i := range 250 {
		w.post(ann, fmt.Sprint(i))
	}
	for _, limit := range []string{"-1", "0", "201", "1e3", "99999999999999999999"} {
		if res := w.ask("GET /api/messages?limit="+limit, ""); res.StatusCode != 400 {
			t.Errorf("limit %s: %s", limit, res.Status)
		}
	}
	var list struct{ Data []chat.SeedMessage }
	w.ask("GET /api/messages", "").into(t, &list)
	if len(list.Data) != 50 {
		t.Errorf("%d messages by default", len(list.Data))
	}
	for i, m := range list.Data {
		if m.ID != int64(250-i) {
			t.Fatalf("place %d holds message %d, all written in one instant", i, m.ID)
		}
	}
}

func TestD11_WhoWasAwayMissesNothing(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	seen := w.post(ann, "seen").Rev
	missed := w.post(ann, "missed")
	if _, err := w.Edit(t.Context(), ann.ID, missed.ID, chat.Edit{Text: "edited"}); err != nil {
		t.Fatal(err)
	}
	gone := w.post(ann, "gone")
	if _, err := w.Delete(t.Context(), ann.ID, gone.ID); err != nil {
		t.Fatal(err)
	}
	events, head, err := w.Events(t.Context(), "", w.Lobby(), seen, 100)
	if err != nil || head != 5 || len(events) != 4 {
		t.Fatalf("%d events up to %d, %v", len(events), head, err)
	}
	for i, ev := range events {
		if ev.Rev != seen+int64(i)+1 {
			t.Errorf("event %d has rev %d", i, ev.Rev)
		}
	}
	if events[0].Message.Text != "edited" || !events[2].Message.Deleted() {
		t.Error("replay does not give the current state")
	}
}

func TestD12_OddStatusesStayOnTheOldRoutes(t *testing.T) {
	w := newWorld(t)
	msg := w.post(w.user("ann"), "mine")
	for route, status := range map[string]int{
		"DELETE /api/messages/1":                    400,
		"DELETE /api/v1/messages/" + string(msg.ID): 403,
		"DELETE /api/messages/99":                   400,
		"DELETE /api/v1/messages/nothing":           404,
	} {
		res := w.ask(route, "", "X-User: bob")
		if res.StatusCode != status {
			t.Errorf("%s: %s", route, res.Status)
		}
		if old := strings.HasPrefix(route, "DELETE /api/messages"); old != strings.Contains(res.body, `"success":false`) {
			t.Errorf("%s: %s", route, res.body)
		}
	}
}
