package chat_test

import (
	"testing"

	"github.com/parleychat/parley/chat"
)

// TestWithinFiles: a file is a message's when the host commits, and not before.
func TestWithinFiles(t *testing.T) {
	onEachHost(t, func(t *testing.T, fresh freshHost) {
		h := fresh(t, 0)
		ann := h.user("ann")
		up := h.sent(ann, "a.txt", []byte("words"))
		d := chat.Draft{Attachments: []chat.FileID{up.ID}}
		of, tx := h.begin()
		msg, _, err := tx.Post(t.Context(), ann.ID, h.Lobby(), d)
		if err != nil || msg.Attachments == nil || (*msg.Attachments)[0].Name != "a.txt" {
			t.Fatalf("%+v %v", msg, err)
		}
		h.must(of.Rollback())
		tx.Done()
		if got, err := h.Upload(t.Context(), ann.ID, up.ID); err != nil || !got.Complete {
			t.Errorf("after a rollback: %+v %v", got, err)
		}
		of, tx = h.begin()
		msg, _, err = tx.Post(t.Context(), ann.ID, h.Lobby(), d)
		h.must(err)
		h.must(of.Commit())
		tx.Done()
		of, tx = h.begin()
		_, err = tx.Delete(t.Context(), ann.ID, msg.ID)
		h.must(err)
		if n, _ := h.stored(); n != 1 {
			t.Errorf("%d blobs before the commit", n)
		}
		h.must(of.Commit())
		tx.Done()
		_, err = h.Sweep(t.Context())
		h.must(err)
		if n, _ := h.stored(); n != 0 {
			t.Errorf("%d blobs are left", n)
		}
	})
}
