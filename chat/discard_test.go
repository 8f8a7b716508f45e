package chat_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// hand is a module that never sweeps by itself.
func hand(o *chat.Options) { o.SweepEvery = -1 }

// TestSweepFiles removes what no message wanted, after a time, and nothing else.
func TestSweepFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, hand)
		ann := w.user("ann")
		posted := w.sent(ann, "posted.png", pngOf(2, 2))
		msg := w.said(ann, "here", posted)
		w.sent(ann, "waits", []byte("waits"))
		half, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Size: 9})
		if err == nil {
			_, err = w.SendUpload(t.Context(), ann.ID, half.ID, 0, strings.NewReader("half"))
		}
		var prefix string
		_ = w.blobs.Each(t.Context(), func(info chat.BlobInfo) error { prefix, _, _ = strings.Cut(string(info.ID), "."); return nil })
		_, err2 := w.blobs.Append(t.Context(), chat.BlobID(prefix+".nobodys"), 0, strings.NewReader("orphan"))
		_, err3 := w.blobs.Append(t.Context(), "another-chat.file", 0, strings.NewReader("theirs"))
		if err := errors.Join(err, err2, err3); err != nil {
			t.Fatal(err)
		}
		sweep := func(files, left int) {
			t.Helper()
			report, err := w.Sweep(t.Context())
			if n, _ := w.stored(); err != nil || report.Files != files || n != left {
				t.Errorf("%d files removed, %d blobs left: %v", report.Files, n, err)
			}
		}
		time.Sleep(23 * time.Hour)
		sweep(0, 6)
		time.Sleep(2 * time.Hour)
		young := w.sent(ann, "young", []byte("young"))
		sweep(3, 4) // the posted one with its small version, the young one, and another chat's
		sweep(0, 4)
		if _, err := w.Upload(t.Context(), ann.ID, young.ID); err != nil {
			t.Error(err)
		}
		if _, err := w.Upload(t.Context(), ann.ID, half.ID); !errors.Is(err, chat.ErrNotFound) {
			t.Error(err)
		}
		if got, err := w.Message(t.Context(), ann.ID, msg.ID); err != nil || got.Attachments == nil {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// TestExpiredMessagesTakeTheirFilesAlong.
func TestExpiredMessagesTakeTheirFilesAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, hand)
		ann := w.user("ann")
		w.said(ann, "here", w.sent(ann, "a.png", pngOf(2, 2)))
		_, err := w.store.UpdateRoom(t.Context(), w.Lobby(), chat.Change{Kind: chat.RoomUpdated, At: time.Now()}, func(r *chat.Room) error {
			r.RetentionDays = 1
			return nil
		})
		time.Sleep(25 * time.Hour)
		report, err2 := w.Sweep(t.Context())
		if n, _ := w.stored(); err != nil || err2 != nil || report.Messages != 1 || n != 0 {
			t.Errorf("%+v, %d blobs left: %v %v", report, n, err, err2)
		}
	})
}

// TestEraseUserRemovesFiles: no byte of theirs stays, and none of others' goes.
func TestEraseUserRemovesFiles(t *testing.T) {
	w := newWorld(t, hand)
	ann, bob := w.user("ann"), w.user("bob")
	w.said(ann, "here", w.sent(ann, "a.png", pngOf(2, 2)))
	w.sent(ann, "waits", []byte("waits"))
	w.said(bob, "here", w.sent(bob, "b", []byte("bobs")))
	if err := w.EraseUser(t.Context(), ann.ID); err != nil {
		t.Fatal(err)
	}
	if n, size := w.stored(); n != 1 || size != 4 {
		t.Errorf("%d blobs of %d bytes are left", n, size)
	}
}

// undeletable are Blobs that cannot delete.
type undeletable struct {
	*memory.Blobs
	err error
}

func (u *undeletable) Delete(ctx context.Context, id chat.BlobID) error {
	if u.err != nil {
		return u.err
	}
	return u.Blobs.Delete(ctx, id)
}

// TestBlobsThatAreDown: what could not be removed is not forgotten.
func TestBlobsThatAreDown(t *testing.T) {
	blobs := &undeletable{memory.NewBlobs(), nil}
	w := newWorld(t, hand, func(o *chat.Options) { o.Blobs = blobs })
	w.blobs = blobs
	ann := w.user("ann")
	msg := w.said(ann, "here", w.sent(ann, "a", []byte("x")))
	w.said(ann, "here too", w.sent(ann, "b", []byte("y")))
	blobs.err = errors.New("the disk is away")
	if _, err := w.Delete(t.Context(), ann.ID, msg.ID); err != nil {
		t.Errorf("the message is deleted all the same: %v", err)
	}
	if err := w.EraseUser(t.Context(), ann.ID); !errors.Is(err, blobs.err) {
		t.Errorf("who erases somebody must know: %v", err)
	}
	if _, err := w.Sweep(t.Context()); !errors.Is(err, blobs.err) {
		t.Error(err)
	}
	if n, _ := w.stored(); n != 2 {
		t.Fatalf("%d blobs", n)
	}
	blobs.err = nil
	report, err := w.Sweep(t.Context())
	if n, _ := w.stored(); err != nil || report.Files != 2 || n != 0 {
		t.Errorf("%+v, %d blobs left: %v", report, n, err)
	}
}

// failingBlobs fail where they are told to.
type failingBlobs struct {
	*memory.Blobs
	seal error
}

func (f *failingBlobs) Seal(ctx context.Context, id chat.BlobID) error {
	if f.seal != nil {
		return f.seal
	}
	return f.Blobs.Seal(ctx, id)
}

// TestBlobsThatFailInTheEnd: all bytes are there, and it is looked at later.
func TestBlobsThatFailInTheEnd(t *testing.T) {
	blobs := &failingBlobs{memory.NewBlobs(), errors.New("down")}
	w := newWorld(t, hand, func(o *chat.Options) { o.Blobs = blobs })
	ann := w.user("ann")
	up, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Size: 5})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.SendUpload(t.Context(), ann.ID, up.ID, 0, strings.NewReader("words")); !errors.Is(err, blobs.seal) {
		t.Fatal(err)
	}
	if _, err := w.Upload(t.Context(), ann.ID, up.ID); !errors.Is(err, blobs.seal) {
		t.Error(err)
	}
	blobs.seal = nil
	if up, err = w.Upload(t.Context(), ann.ID, up.ID); err != nil || !up.Complete {
		t.Errorf("%+v %v", up, err)
	}
}
