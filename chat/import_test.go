package chat_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

func TestImport(t *testing.T) {
	t.Run("GivesTheSameRoom", func(t *testing.T) {
		from := newWorld(t)
		room, ann, bob, eve := lived(from)
		was, err := from.store.Room(t.Context(), room.ID)
		if err != nil {
			t.Fatal(err)
		}
		// The host's rule about new rooms is no concern of an import.
		w := newWorld(t, func(o *chat.Options) {
			o.Before.CreateRoom = func(context.Context, chat.User, *chat.RoomDraft) error { return chat.Refuse("no") }
		})
		w.imported(from.exported(room.ID), nil)
		got, err := w.Room(t.Context(), bob.ID, "den")
		if err != nil || got.ID != room.ID || got.Rev != was.Rev || got.Topic != "tea" || got.RetentionDays != 365 || got.CreatedBy != ann.ID {
			t.Errorf("room %+v, %v", got, err)
		}
		if err := w.CanRead(t.Context(), w.user("stranger").ID, room.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("it is not private: %v", err)
		}
		if m, err := w.store.Member(t.Context(), room.ID, bob.ID); err != nil || m.ReadSeq != 3 || m.Role != chat.RoleMember {
			t.Errorf("bob %+v, %v", m, err)
		}
		if u, err := w.store.User(t.Context(), eve.ID); err != nil || u.ErasedAt.IsZero() || u.DisplayName != "Deleted user" {
			t.Errorf("eve %+v, %v", u, err)
		}
		page, err := w.Messages(t.Context(), ann.ID, chat.MessageQuery{Room: room.ID, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, m := range page.Items {
			said = append(said, fmt.Sprint(m.Seq, " ", m.Author.DisplayName, " ", m.Text, " ", m.Deleted()))
		}
		if got, want := strings.Join(said, ", "), "2 ann hello \"you\" <b>&\u2028 🎉 false, 3 bob first false, 4 bob  true, 5 Deleted user  true, 9 ann last false"; got != want {
			t.Errorf("said %s,\nwant %s", got, want)
		}
	})
	t.Run("ClientsWhoKnowAPositionStartAfresh", func(t *testing.T) {
		from, w := newWorld(t), newWorld(t)
		room, ann, _, _ := lived(from)
		w.imported(from.exported(room.ID), nil)
		reach, err := w.Log(t.Context(), ann.ID, room.ID)
		if err != nil || reach.Head != 12 || reach.Pruned != 12 {
			t.Fatalf("the log reaches %+v, %v", reach, err)
		}
		if _, _, err := w.Events(t.Context(), ann.ID, room.ID, 11, 10); !errors.Is(err, chat.ErrGone) {
			t.Errorf("from before the end: %v", err)
		}
		w.say(ann, room.ID, "next")
		if events, _, err := w.Events(t.Context(), ann.ID, room.ID, 12, 10); err != nil || len(events) != 1 || events[0].Rev != 13 {
			t.Errorf("from the end: %+v, %v", events, err)
		}
	})
	t.Run("AgainChangesNothing", func(t *testing.T) {
		from, w := newWorld(t), newWorld(t)
		room, ann, _, _ := lived(from)
		export := from.exported(room.ID)
		w.imported(export, nil)
		w.say(ann, room.ID, "said here since")
		before := w.exported(room.ID)
		if got := w.imported(export, nil); got != (chat.ImportReport{Known: 5}) {
			t.Errorf("got %+v", got)
		}
		if after := w.exported(room.ID); after != before {
			t.Errorf("%s became\n%s", before, after)
		}
	})
	t.Run("WhoIsHereIsFoundByTheirKey", func(t *testing.T) {
		from, w := newWorld(t), newWorld(t)
		room, _, _, _ := lived(from)
		ann := w.user("ann") // with another ID
		w.imported(from.exported(room.ID), nil)
		if got, err := w.Room(t.Context(), ann.ID, "den"); err != nil || got.CreatedBy != ann.ID {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("TheLobbyIsTheLobbyHere", func(t *testing.T) {
		from, w := newWorld(t), newWorld(t)
		from.post(from.user("ann"), "in the lobby there")
		if got := w.imported(from.exported(from.Lobby()), nil); got.Rooms != 0 || got.Messages != 1 {
			t.Errorf("got %+v", got)
		}
		if got := w.texts(); got != "[in the lobby there]" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("ErrAnotherWayGone", func(t *testing.T) {
		from, w := newWorld(t), newWorld(t)
		from.post(from.user("ann"), "there")
		w.post(w.user("bob"), "here")
		if _, err := w.Import(t.Context(), strings.NewReader(from.exported(from.Lobby())), nil); !errors.Is(err, chat.ErrExists) {
			t.Errorf("got %v", err)
		}
		if got := w.texts(); got != "[here]" {
			t.Errorf("it left %s", got)
		}
	})
	t.Run("ErrSlugTakenUnlessAnotherIsGiven", func(t *testing.T) {
		from, w := newWorld(t), newWorld(t)
		room, ann, _, _ := lived(from)
		w.open(w.user("bob"), "den")
		export := from.exported(room.ID)
		_, err := w.Import(t.Context(), strings.NewReader(export), nil)
		var at *chat.ImportError
		if !errors.Is(err, chat.ErrExists) || !errors.As(err, &at) || at.Line != 3 {
			t.Errorf("got %v", err)
		}
		if got := w.imported(export, &chat.ImportOptions{Slugs: map[string]string{"den": "old-den"}}); got.Rooms != 1 || got.Messages != 5 {
			t.Errorf("got %+v", got)
		}
		if got, err := w.Room(t.Context(), ann.ID, "old-den"); err != nil || got.ID != room.ID {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("ErrGoneForWhoWasErasedHere", func(t *testing.T) {
		from, w := newWorld(t), newWorld(t)
		room, ann, _, _ := lived(from)
		export := from.exported(room.ID)
		w.imported(export, nil)
		if err := w.EraseUser(t.Context(), ann.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Import(t.Context(), strings.NewReader(export), nil); !errors.Is(err, chat.ErrGone) {
			t.Errorf("got %v", err)
		}
		if again := w.exported(room.ID); strings.Contains(again, `"ann"`) || strings.Contains(again, "hello") {
			t.Errorf("ann is back:\n%s", again)
		}
	})
	t.Run("OfAnyLength", func(t *testing.T) {
		from, w := newWorld(t, unpublished), newWorld(t, unpublished)
		room := from.talkative(1234, 600)
		export := from.exported(room.ID)
		got := w.imported(export, nil)
		if got != (chat.ImportReport{Users: 601, Rooms: 1, Members: 601, Messages: 1234}) || strings.Count(export, `"type":"sum"`) < 3 {
			t.Errorf("got %+v", got)
		}
		if again := w.imported(export, nil); again != (chat.ImportReport{Known: 1234}) {
			t.Errorf("again %+v", again)
		}
	})
	t.Run("OneThatEndedEarlyIsDoneAgain", func(t *testing.T) {
		from := newWorld(t, unpublished)
		room := from.talkative(1234, 0)
		export := from.exported(room.ID)
		for name, end := range map[string]struct {
			in   io.Reader
			want error
		}{
			"cancelled": {nil, context.Canceled},
			"cut off":   {strings.NewReader(export[:len(export)*3/4]), chat.ErrInvalid},
			"outage":    {io.MultiReader(strings.NewReader(export[:len(export)*3/4]), &faulty{}), errDown},
		} {
			w := newWorld(t, unpublished)
			ctx, cancel := context.WithCancel(t.Context())
			if end.in == nil {
				end.in = io.MultiReader(strings.NewReader(export[:len(export)*3/4]), &faulty{first: cancel, rest: strings.NewReader(export[len(export)*3/4:])})
			}
			report, err := w.Import(ctx, end.in, nil)
			cancel()
			if !errors.Is(err, end.want) || errors.Is(err, chat.ErrInvalid) != (end.want == chat.ErrInvalid) || report.Messages == 0 || report.Messages == 1234 {
				t.Errorf("%s: %+v, %v", name, report, err)
			}
			again := w.imported(export, nil)
			if again.Known != report.Messages || again.Messages != 1234-report.Messages || w.exported(room.ID) != export {
				t.Errorf("%s: again %+v after %+v", name, again, report)
			}
		}
	})
	t.Run("ErrClosed", func(t *testing.T) {
		w := newWorld(t)
		w.end()
		_, err := w.Import(t.Context(), strings.NewReader(""), nil)
		for _, err := range []error{err, w.ExportRoom(t.Context(), &bytes.Buffer{}, "r"), w.ExportUser(t.Context(), &bytes.Buffer{}, "u")} {
			if !errors.Is(err, chat.ErrClosed) {
				t.Errorf("got %v", err)
			}
		}
	})
}

// faulty calls first, then reads rest, or fails when there is none.
type faulty struct {
	first func()
	rest  io.Reader
}

func (f *faulty) Read(b []byte) (int, error) {
	if f.first != nil {
		f.first()
	}
	if f.rest == nil {
		return 0, errDown
	}
	return f.rest.Read(b)
}

// summed makes an export of lines: it puts the end after them.
func summed(lines ...string) string {
	text := strings.Join(lines, "\n") + "\n"
	sum := sha256.Sum256([]byte(text))
	return text + fmt.Sprintf(`{"type":"end","lines":%d,"sha256":"%s"}`+"\n", len(lines), hex.EncodeToString(sum[:]))
}

// TestImportRefuses: a line that is damaged, cut off or nonsense is named, and nothing of
// it is taken in.
func TestImportRefuses(t *testing.T) {
	const (
		head = `{"parley":"export","version":1,"kind":"room"}`
		ann  = `{"type":"user","id":"ann","provider":"app","subject":"7","displayName":"Ann","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}`
		den  = `{"type":"room","id":"r1","kind":"private","slug":"den","name":"Den","rev":5,"createdBy":"ann","createdAt":"2026-01-01T00:00:00Z"}`
		in   = `{"type":"member","room":"r1","user":"ann","role":"owner","joinedAt":"2026-01-01T00:00:00Z"}`
		said = `{"type":"message","room":"r1","id":"m1","seq":1,"author":"ann","clientId":"c1","text":"hello","createdAt":"2026-01-01T00:00:00Z"}`
	)
	with := func(line, old, other string) string {
		if !strings.Contains(line, old) {
			t.Fatalf("%s is not in %s", old, line)
		}
		return strings.Replace(line, old, other, 1)
	}
	good := summed(head, ann, den, in, said)
	if got := newWorld(t).imported(good, nil); got != (chat.ImportReport{Users: 1, Rooms: 1, Members: 1, Messages: 1}) {
		t.Fatalf("the good one gives %+v", got)
	}
	for name, is := range map[string]struct {
		export string
		line   int64
		word   string
	}{
		"ErrEmpty":           {"", 1, "cut off"},
		"ErrNotAnExport":     {"hello\n", 1, "not a JSON object"},
		"ErrOtherJSON":       {`{"a":1}` + "\n", 1, "not the first line"},
		"ErrVersion":         {with(good, `"version":1`, `"version":2`), 1, "version 2"},
		"ErrDamaged":         {with(good, "hello", "hallo"), 6, "damaged"},
		"ErrCutOff":          {good[:len(good)-80], 6, "cut off"},
		"ErrNoEnd":           {strings.Join([]string{head, ann, ""}, "\n"), 3, "cut off"},
		"ErrGoesOn":          {good + "{}\n", 6, "goes on"},
		"ErrCount":           {with(good, `"lines":5`, `"lines":4`), 6, "lines is 4"},
		"ErrUTF8":            {summed(head, with(ann, "Ann", "A\xffn")), 2, "UTF-8"},
		"ErrHalfCharacter":   {summed(head, with(ann, "Ann", `A\ud83d`)), 2, "UTF-8"},
		"ErrNoType":          {summed(head, `{}`), 2, "type"},
		"ErrFieldType":       {summed(head, with(ann, `"ann"`, `7`)), 2, "number"},
		"ErrNoSubject":       {summed(head, with(ann, `"subject":"7"`, `"subject":""`)), 2, "subject"},
		"ErrUserID":          {summed(head, with(ann, `"id":"ann"`, `"id":"../ann"`)), 2, "id"},
		"ErrUserTwice":       {summed(head, ann, ann), 3, "twice"},
		"ErrErasedKey":       {summed(head, with(ann, `"provider":"app"`, `"provider":"erased"`)), 2, "subject"},
		"ErrUnknownOwner":    {summed(head, den), 2, "createdBy"},
		"ErrRoomTwice":       {summed(head, ann, den, den), 4, "twice"},
		"ErrRoomKind":        {summed(head, ann, with(den, "private", "personal")), 3, "kind"},
		"ErrRoomSlug":        {summed(head, ann, with(den, `"den"`, `"No Slug"`)), 3, "slug"},
		"ErrMemberNoRoom":    {summed(head, ann, in), 3, "no line of the room"},
		"ErrMemberUnknown":   {summed(head, ann, den, with(in, `"user":"ann"`, `"user":"bob"`)), 4, "user"},
		"ErrMemberTwice":     {summed(head, ann, den, in, in), 5, "twice"},
		"ErrMemberRole":      {summed(head, ann, den, with(in, `"owner"`, `"king"`)), 4, "role"},
		"ErrMemberLate":      {summed(head, ann, den, said, in), 5, "after the messages"},
		"ErrMessageNoRoom":   {summed(head, ann, said), 3, "no line of the room"},
		"ErrMessageRoom":     {summed(head, ann, den, with(said, `"r1"`, `"r2"`)), 4, "no line of the room"},
		"ErrAuthor":          {summed(head, ann, den, with(said, `"author":"ann"`, `"author":"bob"`)), 4, "author"},
		"ErrSeqOrder":        {summed(head, ann, den, said, with(said, `"m1"`, `"m2"`)), 5, "seq"},
		"ErrSeqAboveRev":     {summed(head, ann, den, with(said, `"seq":1`, `"seq":6`)), 4, "seq"},
		"ErrSeqZero":         {summed(head, ann, den, with(said, `"seq":1`, `"seq":0`)), 4, "seq"},
		"ErrNUL":             {summed(head, ann, den, with(said, `hello`, `a\u0000b`)), 4, "text"},
		"ErrTombstoneSpeaks": {summed(head, ann, den, with(said, `"text"`, `"deletedAt":"2026-01-02T00:00:00Z","text"`)), 4, "text"},
		"ErrTooLong":         {summed(head, ann, den, with(said, "hello", strings.Repeat("x", 1<<20))), 4, "longer than 1048576"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			report, err := w.Import(t.Context(), strings.NewReader(is.export), nil)
			var at *chat.ImportError
			if !errors.Is(err, chat.ErrInvalid) || !errors.As(err, &at) || at.Line != is.line || !strings.Contains(err.Error(), is.word) {
				t.Errorf("got %v, want line %d and %q", err, is.line, is.word)
			}
			if report.Messages > 0 {
				t.Errorf("it took in %+v", report)
			}
		})
	}
	t.Run("LinesAndFieldsOfALaterVersionAreSkipped", func(t *testing.T) {
		export := summed(head, with(ann, `"id"`, `"mood":"good","id"`), `{"type":"poll","emoji":"+1"}`, den, in, said)
		if got := newWorld(t).imported(export, nil); got != (chat.ImportReport{Users: 1, Rooms: 1, Members: 1, Messages: 1, Skipped: 1}) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("MaxLine", func(t *testing.T) {
		w := newWorld(t)
		var at *chat.ImportError
		if _, err := w.Import(t.Context(), strings.NewReader(good), &chat.ImportOptions{MaxLine: len(ann)}); !errors.As(err, &at) || at.Line != 2 {
			t.Errorf("a line feed too long: %v", err)
		}
		w.imported(good, &chat.ImportOptions{MaxLine: len(ann) + 1})
		if _, err := w.Import(t.Context(), strings.NewReader(good), &chat.ImportOptions{MaxLine: -1}); !errors.Is(err, chat.ErrInvalid) {
			t.Errorf("negative: %v", err)
		}
	})
	t.Run("TheLastLineFeedMayBeLost", func(t *testing.T) {
		newWorld(t).imported(strings.TrimSuffix(good, "\n"), nil)
	})
	t.Run("NothingBeforeASumHasVouchedForIt", func(t *testing.T) {
		store := memory.New()
		w := worldOver(t, store)
		if _, err := w.Import(t.Context(), strings.NewReader(with(good, "hello", "hallo")), nil); err == nil {
			t.Fatal("no error")
		}
		if _, err := store.User(t.Context(), "ann"); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("ann is here: %v", err)
		}
	})
}
