package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

func TestHandles(t *testing.T) {
	sign := func(t *testing.T, w *world, subject, handle string) chat.User {
		t.Helper()
		u, err := w.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: subject, Handle: handle})
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	for given, want := range map[string]string{
		"ann": "ann", "Ann-B_1.x": "ann-b_1.x", "": "", "@ann": "", "ann.": "", "-ann": "", "änn": "", "\u212aim": "", "a b": "", "room": "", "ROOM": "",
		strings.Repeat("a", 64): strings.Repeat("a", 64), strings.Repeat("a", 65): "", "a\x00b": "",
	} {
		t.Run(fmt.Sprintf("%.20q", given), func(t *testing.T) {
			if u := sign(t, newWorld(t), "1", given); u.Handle != want {
				t.Errorf("got %q", u.Handle)
			}
		})
	}
	t.Run("WhoseComesFirst", func(t *testing.T) {
		w := newWorld(t)
		first := sign(t, w, "1", "ann")
		if late := sign(t, w, "2", "ANN"); first.Handle != "ann" || late.Handle != "" {
			t.Errorf("%q and %q", first.Handle, late.Handle)
		}
		if same := sign(t, w, "1", ""); same.Handle != "ann" {
			t.Errorf("kept %q", same.Handle)
		}
		sign(t, w, "1", "anna")
		if heir := sign(t, w, "2", "ann"); heir.Handle != "ann" {
			t.Errorf("free, and is %q", heir.Handle)
		}
	})
	t.Run("ATakenOneIsNotSavedAgainAndAgain", func(t *testing.T) {
		w := newWorld(t)
		sign(t, w, "1", "ann")
		before := sign(t, w, "2", "ann")
		if after := sign(t, w, "2", "ann"); after != before {
			t.Errorf("%+v, was %+v", after, before)
		}
	})
}
