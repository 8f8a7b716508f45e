package chat_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// exported is the room of the crew as lines.
func (c *crew) exported() string { return c.world.exported(c.room.ID) }

// exportedBy is all that is kept of somebody, as lines.
func (c *crew) exportedBy(u chat.User) string { return c.exportedUser(u.ID) }

// imported takes lines in, into a world of its own.
func imported(t *testing.T, lines string) (*world, chat.ImportReport) {
	t.Helper()
	w := newWorld(t)
	return w, w.imported(lines, nil)
}

// resummed is an export that was changed by hand, with sums that are right again.
func resummed(lines string) string {
	var out strings.Builder
	n := 0
	for line := range strings.Lines(lines) {
		if !strings.HasPrefix(line, `{"type":"sum"`) && !strings.HasPrefix(line, `{"type":"end"`) {
			out.WriteString(line)
			n++
		}
	}
	fmt.Fprintf(&out, `{"type":"end","lines":%d,"sha256":"%x"}`+"\n", n, sha256.Sum256([]byte(out.String())))
	return out.String()
}

// refusesDamaged changes an export in each of the ways, a pattern and what it becomes, and
// wants no import to take it in.
func refusesDamaged(t *testing.T, lines string, ways map[string][2]string) {
	t.Helper()
	for name, change := range ways {
		t.Run(name, func(t *testing.T) {
			damaged := regexp.MustCompile(change[0]).ReplaceAllString(lines, change[1])
			if damaged == lines {
				t.Fatal("nothing is damaged")
			}
			_, err := newWorld(t).Import(t.Context(), strings.NewReader(resummed(damaged)), nil)
			var at *chat.ImportError
			if !errors.Is(err, chat.ErrInvalid) || !errors.As(err, &at) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestExportReactions(t *testing.T) {
	w := newCrew(t, chat.Private)
	m := w.said("hi")
	for _, u := range []chat.User{w.owner, w.member, w.moderator} {
		if _, err := w.React(t.Context(), u.ID, m.ID, "👍"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.React(t.Context(), w.member.ID, m.ID, ":+1:"); err != nil {
		t.Fatal(err)
	}
	lines := w.exported()
	before, err := w.Message(t.Context(), w.owner.ID, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("ARoomComesWithThem", func(t *testing.T) {
		there, report := imported(t, lines)
		all, err := there.store.Tallies(t.Context(), []chat.MessageID{m.ID})
		if err != nil || report.Reactions != 4 {
			t.Fatalf("%+v, %v", report, err)
		}
		got := chat.Message{}
		if list := all[m.ID]; list != nil {
			got.Reactions = &list
		}
		if tallies(got) != tallies(before) || tallies(got) != "👍3 :+1:1" {
			t.Errorf("shows %q, there %q", tallies(got), tallies(before))
		}
		again, err := there.Import(t.Context(), strings.NewReader(lines), nil)
		if err != nil || again.Reactions != 0 || again.Messages != 0 {
			t.Errorf("again: %+v, %v", again, err)
		}
		var out bytes.Buffer
		if err := there.ExportRoom(t.Context(), &out, w.room.ID); err != nil || strings.Count(out.String(), `"type":"reaction"`) != 4 {
			t.Errorf("exported again: %v\n%s", err, out.String())
		}
	})
	t.Run("APersonGetsOnlyTheirs", func(t *testing.T) {
		s := w.exportedBy(w.owner)
		if strings.Count(s, `"type":"reaction"`) != 1 || strings.Contains(s, string(w.moderator.ID)) {
			t.Errorf("exported %s", s)
		}
		if _, report := imported(t, s); report.Reactions != 0 || report.Rooms == 0 {
			t.Errorf("imported %+v", report) // what it is to is not here
		}
	})
	t.Run("AlsoInRoomsWhereTheyOnlyReacted", func(t *testing.T) {
		w := newCrew(t, chat.Public)
		m := w.said("hi")
		if _, err := w.React(t.Context(), w.nobody.ID, m.ID, "👍"); err != nil {
			t.Fatal(err)
		}
		if s := w.exportedBy(w.nobody); !strings.Contains(s, `"emoji":"👍"`) {
			t.Errorf("exported %s", s)
		}
	})
	refusesDamaged(t, lines, map[string][2]string{
		"ErrEmoji": {`"emoji":"👍"`, `"emoji":"x"`},
		"ErrUser":  {`("emoji":"👍","user":")`, `${1}no-`},
		"ErrRev":   {`("emoji":":.1:".*"rev":)`, `${1}9999`},
		"ErrRoom":  {`("type":"reaction","room":")`, `${1}no-`},
		"ErrAt":    {`("type":"reaction".*"at":)"[^"]*"`, `${1}"0001-01-01T00:00:00Z"`},
	})
}
