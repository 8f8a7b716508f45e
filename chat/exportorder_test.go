package chat_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// TestExportOrder: what those did who keep order comes along with a room, and with somebody
// what concerns them.
func TestExportOrder(t *testing.T) {
	w := newWorld(t)
	den, ann, bob, _ := lived(w)
	said := w.say(bob, den.ID, "rude")
	w.kept(den, ann, bob, said)
	bobs := w.reported(bob, w.post(ann, "ruder").ID)
	if err := errors.Join(w.Block(t.Context(), bob.ID, ann.ID), w.Block(t.Context(), ann.ID, bob.ID)); err != nil {
		t.Fatal(err)
	}
	t.Run("ARoom", func(t *testing.T) {
		there, _ := imported(t, w.exported(den.ID))
		if _, _, err := there.Post(t.Context(), bob.ID, den.ID, chat.Draft{Text: "hi"}); !errors.Is(err, chat.ErrMuted) {
			t.Errorf("bob is muted: %v", err)
		}
		if err := there.CanRead(t.Context(), there.user("troll").ID, den.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("the troll is banned: %v", err)
		}
		reports, _, err := there.Reports(t.Context(), ann.ID, chat.ReportQuery{Room: den.ID, Limit: 9})
		acts, _, err2 := there.Acts(t.Context(), ann.ID, chat.ActQuery{Room: den.ID, Limit: 9})
		if err := errors.Join(err, err2); err != nil || len(reports) != 1 || reports[0].Text != "rude" || len(acts) != 4 || acts[0].Reason != "trolls" {
			t.Errorf("reports %+v, acts %+v, %v", reports, acts, err)
		}
		if strings.Contains(w.exported(den.ID), `"type":"block"`) {
			t.Error("it tells whom people block")
		}
	})
	t.Run("WhoIsBannedHereStaysSo", func(t *testing.T) {
		there, _ := imported(t, w.exported(den.ID))
		if _, err := there.Ban(t.Context(), ann.ID, den.ID, bob.ID, chat.SanctionDraft{}); err != nil {
			t.Fatal(err)
		}
		there.imported(w.exported(den.ID), nil)
		if err := there.CanRead(t.Context(), bob.ID, den.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("APerson", func(t *testing.T) {
		lines := w.exportedUser(bob.ID)
		for _, want := range []string{`"kind":"mute"`, `"what":"member.muted"`, `"id":"` + bobs + `"`, `"reason":"loud"`, `"type":"block","user":"` + string(bob.ID)} {
			if !strings.Contains(lines, want) {
				t.Errorf("it lacks %s:\n%s", want, lines)
			}
		}
		if strings.Count(lines, string(ann.ID)) != 1 || strings.Contains(lines, "trolls") || strings.Contains(lines, "ruder") {
			t.Errorf("it tells of others:\n%s", lines)
		}
		there, _ := imported(t, w.exported(den.ID))
		report := there.imported(lines, nil)
		blocks, _, err := there.Blocks(t.Context(), bob.ID, 0, 9)
		if err != nil || len(blocks) != 1 || blocks[0].User.ID != ann.ID || report.Order != 0 || report.Skipped != 0 {
			t.Errorf("%+v: blocks %+v, %v", report, blocks, err)
		}
	})
	t.Run("NothingOfWhoWasErased", func(t *testing.T) {
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
		lines := w.exported(den.ID) + w.exportedUser(bob.ID) + w.exported(w.Lobby())
		for _, no := range []string{"loud", "trolls", `"ann"`, `"reason":"rude","text":"rude"`} {
			if strings.Contains(lines, no) {
				t.Errorf("it holds %s:\n%s", no, lines)
			}
		}
	})
	t.Run("ErrInvalid", func(t *testing.T) {
		good := w.exported(den.ID)
		for name, c := range map[string][2]string{
			"kind":    {`"kind":"mute"`, `"kind":"shout"`},
			"status":  {`"status":"open"`, `"status":"lost"`},
			"user":    {`"type":"sanction","room":"` + string(den.ID) + `","user":"`, `"type":"sanction","room":"` + string(den.ID) + `","user":"x`},
			"no room": {`"type":"act","room":"` + string(den.ID), `"type":"act","room":"x`},
		} {
			if !strings.Contains(good, c[0]) {
				t.Fatalf("%s: no %s in\n%s", name, c[0], good)
			}
			_, err := newWorld(t).Import(t.Context(), strings.NewReader(resummed(strings.Replace(good, c[0], c[1], 1))), nil)
			if !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
