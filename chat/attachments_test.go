package chat_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// TestAttachments is the whole way of a file, from who sends it to who is told.
func TestAttachments(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	pic, txt := w.sent(ann, "a.png", pngOf(600, 300)), w.sent(ann, "b.txt", []byte("words"))
	msg := w.said(ann, "", txt, pic)
	want := []chat.Attachment{
		{ID: txt.ID, Name: "b.txt", Type: "text/plain", Size: 5, URL: "api/v1/files/" + string(txt.ID) + "/b.txt"},
		{ID: pic.ID, Name: "a.png", Type: "image/png", Size: pic.Size, Width: 600, Height: 300,
			URL: "api/v1/files/" + string(pic.ID) + "/a.png", ThumbnailURL: "api/v1/files/" + string(pic.ID) + "/thumb"},
	}
	if diff := cmp.Diff(&want, msg.Attachments); diff != "" {
		t.Errorf("in the answer:\n%s", diff)
	}
	if ev := w.next(); ev.Message == nil || !cmp.Equal(&want, ev.Message.Attachments) {
		t.Errorf("in the event: %+v", ev.Message)
	}
	answer, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{Text: "those", ReplyTo: msg.ID})
	if err != nil || answer.Quote == nil || answer.Quote.Attachments != 2 || answer.Attachments != nil {
		t.Errorf("the quote is %+v: %v", answer.Quote, err)
	}
	page, err := w.Messages(t.Context(), ann.ID, chat.MessageQuery{Room: w.Lobby(), Limit: 10})
	if err != nil || !cmp.Equal(&want, page.Items[0].Attachments) {
		t.Errorf("in the page: %+v %v", page.Items, err)
	}
	for _, err := range []error{w.CancelUpload(t.Context(), ann.ID, pic.ID), second(w.Upload(t.Context(), ann.ID, pic.ID))} {
		if !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("it is an upload still: %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestPostAttachments(t *testing.T) {
	for name, c := range map[string]struct {
		draft func(w *world, ann chat.User) chat.Draft
		code  string
	}{
		"ErrBlankWithoutAny": {func(*world, chat.User) chat.Draft { return chat.Draft{Text: " "} }, "visible"},
		"ErrAnothers": {func(w *world, _ chat.User) chat.Draft {
			return chat.Draft{Attachments: []chat.FileID{w.sent(w.user("bob"), "a", []byte("x")).ID}}
		}, "unknown"},
		"ErrNotComplete": {func(w *world, ann chat.User) chat.Draft {
			up, _ := w.CreateUpload(w.Context(), ann.ID, chat.UploadDraft{Size: 2})
			return chat.Draft{Attachments: []chat.FileID{up.ID}}
		}, "unknown"},
		"ErrTwice": {func(w *world, ann chat.User) chat.Draft {
			up := w.sent(ann, "a", []byte("x"))
			return chat.Draft{Attachments: []chat.FileID{up.ID, up.ID}}
		}, "unknown"},
		"ErrUsed": {func(w *world, ann chat.User) chat.Draft {
			up := w.sent(ann, "a", []byte("x"))
			w.said(ann, "first", up)
			return chat.Draft{Attachments: []chat.FileID{up.ID}}
		}, "unknown"},
		"ErrNone":    {func(*world, chat.User) chat.Draft { return chat.Draft{Attachments: []chat.FileID{"nothing", "\x00"}} }, "unknown"},
		"ErrTooMany": {func(*world, chat.User) chat.Draft { return chat.Draft{Attachments: make([]chat.FileID, 11)} }, "max"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ann := w.user("ann")
			d := c.draft(w, ann)
			_, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), d)
			if !hasCode(err, c.code) {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("SentAgain", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		up := w.sent(ann, "a", []byte("x"))
		d := chat.Draft{ClientID: "c", Attachments: []chat.FileID{up.ID}}
		first, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), d)
		again, created, err2 := w.Post(t.Context(), ann.ID, w.Lobby(), d)
		if err != nil || err2 != nil || created || again.ID != first.ID || !cmp.Equal(again.Attachments, first.Attachments) {
			t.Errorf("%+v %v %v", again, err, err2)
		}
		d.Attachments = []chat.FileID{w.sent(ann, "b", []byte("y")).ID}
		if _, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), d); !errors.Is(err, chat.ErrReused) {
			t.Errorf("with another file: %v", err)
		}
	})
	t.Run("TwoMessagesAtOnce", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		up := w.sent(ann, "a", []byte("x"))
		var wg sync.WaitGroup
		got := make(chan error, 10)
		for range 10 {
			wg.Go(func() {
				_, _, err := w.Post(t.Context(), ann.ID, w.Lobby(), chat.Draft{Text: "mine", Attachments: []chat.FileID{up.ID}})
				got <- err
			})
		}
		wg.Wait()
		close(got)
		n := 0
		for err := range got {
			if err == nil {
				n++
			} else if !hasCode(err, "unknown") {
				t.Error(err)
			}
		}
		if n != 1 {
			t.Errorf("%d messages have it", n)
		}
	})
}

func TestEditAttachments(t *testing.T) {
	begin := func(t *testing.T) (*world, chat.User, chat.Message, []chat.FileID) {
		w := newWorld(t)
		ann := w.user("ann")
		msg := w.said(ann, "two", w.sent(ann, "a.png", pngOf(2, 2)), w.sent(ann, "b", []byte("b")))
		return w, ann, msg, []chat.FileID{(*msg.Attachments)[0].ID, (*msg.Attachments)[1].ID}
	}
	has := func(t *testing.T, msg chat.Message, want ...chat.FileID) {
		t.Helper()
		var got []chat.FileID
		if msg.Attachments != nil {
			for _, a := range *msg.Attachments {
				got = append(got, a.ID)
			}
		}
		if !cmp.Equal(got, want) {
			t.Errorf("it has %v instead of %v", got, want)
		}
	}
	t.Run("TextAlone", func(t *testing.T) {
		w, ann, msg, ids := begin(t)
		msg, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "both"})
		if err != nil {
			t.Fatal(err)
		}
		has(t, msg, ids...)
	})
	t.Run("NoTextLeft", func(t *testing.T) {
		w, ann, msg, ids := begin(t)
		msg, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: " ", Attachments: &[]chat.FileID{ids[1]}})
		if err != nil {
			t.Fatal(err)
		}
		has(t, msg, ids[1])
	})
	t.Run("RemovesOneForGood", func(t *testing.T) {
		w, ann, msg, ids := begin(t)
		msg, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "two", Attachments: &[]chat.FileID{ids[1]}})
		if err != nil || msg.EditedAt.IsZero() {
			t.Fatal(err)
		}
		has(t, msg, ids[1])
		if _, _, err := w.OpenFile(t.Context(), ann.ID, ids[0]); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("it can be read: %v", err)
		}
		if n, size := w.stored(); n != 1 || size != 1 {
			t.Errorf("%d blobs of %d bytes are left", n, size)
		}
		_, err = w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "two", Attachments: &ids})
		if !hasCode(err, "unknown") {
			t.Errorf("an edit brings it back: %v", err)
		}
	})
	t.Run("NothingChanges", func(t *testing.T) {
		w, ann, msg, ids := begin(t)
		again, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "two", Attachments: &[]chat.FileID{ids[1], ids[0]}})
		if err != nil || again.Rev != msg.Rev {
			t.Errorf("rev %d after %d: %v", again.Rev, msg.Rev, err)
		}
		has(t, again, ids...)
	})
	t.Run("ErrNothingLeft", func(t *testing.T) {
		w, ann, msg, ids := begin(t)
		if _, err := w.Edit(t.Context(), ann.ID, msg.ID, chat.Edit{Text: "", Attachments: &[]chat.FileID{}}); !hasCode(err, "visible") {
			t.Error(err)
		}
		plain := w.post(ann, "words")
		if _, err := w.Edit(t.Context(), ann.ID, plain.ID, chat.Edit{Text: " \n"}); !hasCode(err, "visible") {
			t.Error(err)
		}
		got, err := w.Message(t.Context(), ann.ID, msg.ID)
		if err != nil {
			t.Fatal(err)
		}
		has(t, got, ids...)
	})
	t.Run("DeletingRemovesAll", func(t *testing.T) {
		w, ann, msg, ids := begin(t)
		msg, err := w.Delete(t.Context(), ann.ID, msg.ID)
		if err != nil {
			t.Fatal(err)
		}
		has(t, msg)
		for _, id := range ids {
			if _, _, err := w.OpenFile(t.Context(), ann.ID, id); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("it can be read: %v", err)
			}
		}
		if n, _ := w.stored(); n != 0 {
			t.Errorf("%d blobs are left", n)
		}
	})
}

// TestAttachmentsWithoutBlobs: a module that was given none serves what there was as if it
// were not there.
func TestAttachmentsWithoutBlobs(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	up := w.sent(ann, "a.png", pngOf(2, 2))
	w.said(ann, "here", up)
	other := worldOver(t, w.store, func(o *chat.Options) { o.Blobs = nil })
	for _, route := range []string{"GET /api/v1/files/" + string(up.ID) + "/a.png", "GET /api/v1/files/" + string(up.ID) + "/thumb"} {
		if a := other.ask(route, "", "X-User: ann"); a.StatusCode != 404 {
			t.Errorf("%s: %s", route, a.Status)
		}
	}
	for _, body := range []string{`{"size":1}`, ""} {
		if a := other.ask("POST /api/v1/uploads", body, "X-User: ann", "Upload-Length: 1"); a.StatusCode != 404 {
			t.Errorf("POST: %s", a.Status)
		}
	}
	if a := other.ask("GET /api/v1/meta", ""); !strings.Contains(a.body, `"fileSize":0,"attachments":0`) {
		t.Error(a.body)
	}
	if err := other.EraseUser(t.Context(), ann.ID); err == nil || !strings.Contains(err.Error(), "Options.Blobs") {
		t.Errorf("files of somebody who was erased are left, and nobody says so: %v", err)
	}
	if err := w.EraseUser(t.Context(), ann.ID); err != nil {
		t.Error(err)
	}
	if n, _ := w.stored(); n != 0 {
		t.Errorf("%d blobs are left", n)
	}
}
