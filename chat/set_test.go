package chat_test

import (
	"encoding/json"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestSet(t *testing.T) {
	set := chat.NewSet("b", "a", "b")
	if set != "a b" || !set.Has("a") || set.Has("a b") || set.Has("") || chat.NewSet[string]() != "" {
		t.Errorf("got %q", set)
	}
	for set, want := range map[chat.Set]string{"": `[]`, set: `["a","b"]`} {
		b, err := json.Marshal(set)
		var again chat.Set
		if err != nil || string(b) != want || json.Unmarshal(b, &again) != nil || again != set {
			t.Errorf("%q became %s and %q, %v", set, b, again, err)
		}
	}
	if err := json.Unmarshal([]byte(`"a"`), new(chat.Set)); err == nil {
		t.Error("a text is no set")
	}
}

// TestExportBots: who wrote is in an export, and that it is a bot; what lets it in is not.
func TestExportBots(t *testing.T) {
	w := newCrew(t, chat.Private)
	b, _, secret := w.robot(chat.TokenDraft{Scopes: allScopes})
	_, hook := w.hook()
	w.ask("POST /hooks/"+hook, `{"text":"ping"}`)
	if _, _, err := w.Post(t.Context(), b.User.ID, w.room.ID, chat.Draft{Text: "beep"}); err != nil {
		t.Fatal(err)
	}
	there, report := imported(t, w.exported())
	if u, err := there.store.User(t.Context(), b.User.ID); err != nil || !u.Bot || u.DisplayName != "robot" || report.Messages != 2 {
		t.Errorf("imported %+v, %+v, %v", u, report, err)
	}
	for _, s := range []string{secret, hook} {
		if a := there.ask("GET /api/v1/me", "", "Authorization: Bearer "+s); a.StatusCode != 401 {
			t.Errorf("it comes in there: %s", a.Status)
		}
	}
	if _, err := there.store.Bot(t.Context(), b.User.ID); err == nil {
		t.Error("it can have tokens there")
	}
}
