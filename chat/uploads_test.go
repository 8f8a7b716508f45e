package chat_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

func TestCreateUpload(t *testing.T) {
	limits := func(o *chat.Options) { o.Uploads = chat.Uploads{MaxSize: 100, MaxWaiting: 3, MaxWaitingBytes: 150} }
	for name, c := range map[string]struct {
		draft chat.UploadDraft
		want  error
		code  string
	}{
		"OK":                {draft: chat.UploadDraft{Name: "a.png", Size: 100}},
		"NameNotRequired":   {draft: chat.UploadDraft{Size: 1}},
		"ErrEmpty":          {draft: chat.UploadDraft{Name: "a"}, want: chat.ErrInvalid, code: "min"},
		"ErrNegative":       {draft: chat.UploadDraft{Name: "a", Size: -1}, want: chat.ErrInvalid, code: "min"},
		"ErrTooLarge":       {draft: chat.UploadDraft{Name: "a", Size: 101}, want: chat.ErrInvalid, code: "max"},
		"ErrFarTooLarge":    {draft: chat.UploadDraft{Name: "a", Size: 1<<63 - 1}, want: chat.ErrInvalid, code: "max"},
		"ErrNameNotText":    {draft: chat.UploadDraft{Name: "a\xff", Size: 1}, want: chat.ErrInvalid, code: "sayable"},
		"ErrNameWithANUL":   {draft: chat.UploadDraft{Name: "a\x00.png", Size: 1}, want: chat.ErrInvalid, code: "sayable"},
		"TooManyBytesNever": {draft: chat.UploadDraft{Name: "a", Size: 51}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, limits)
			ann := w.user("ann")
			up, err := w.CreateUpload(t.Context(), ann.ID, c.draft)
			if !errors.Is(err, c.want) || err != nil && !hasCode(err, c.code) {
				t.Fatalf("%v", err)
			}
			if err == nil && (up.Offset != 0 || up.Complete || up.Size != c.draft.Size || up.Type != "") {
				t.Errorf("%+v", up)
			}
		})
	}
	t.Run("ErrNobody", func(t *testing.T) {
		_, err := newWorld(t).CreateUpload(t.Context(), "", chat.UploadDraft{Size: 1})
		if !errors.Is(err, chat.ErrUnauthenticated) {
			t.Error(err)
		}
	})
	t.Run("ErrNoBlobs", func(t *testing.T) {
		w := newWorld(t, func(o *chat.Options) { o.Blobs = nil })
		_, err := w.CreateUpload(t.Context(), w.user("ann").ID, chat.UploadDraft{Size: 1})
		if !errors.Is(err, chat.ErrNotFound) {
			t.Error(err)
		}
	})
	t.Run("ErrFull", func(t *testing.T) {
		w := newWorld(t, limits)
		ann := w.user("ann")
		for i, size := range []int64{100, 10, 10} {
			if _, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Size: size}); err != nil {
				t.Fatal(i, err)
			}
		}
		_, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Size: 1})
		_, bob := w.CreateUpload(t.Context(), w.user("bob").ID, chat.UploadDraft{Size: 1})
		if !errors.Is(err, chat.ErrFull) || bob != nil {
			t.Errorf("a fourth: %v, another's: %v", err, bob)
		}
	})
	t.Run("ErrFullOfBytes", func(t *testing.T) {
		w := newWorld(t, limits)
		ann := w.user("ann")
		_, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Size: 100})
		_, over := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Size: 51})
		if err != nil || !errors.Is(over, chat.ErrFull) {
			t.Errorf("%v, %v", err, over)
		}
	})
}

func hasCode(err error, code string) bool {
	var fe *chat.FieldError
	return errors.As(err, &fe) && fe.Code == code
}

func TestUploadOptions(t *testing.T) {
	for name, u := range map[string]chat.Uploads{
		"ErrNegative": {MaxSize: -1}, "ErrTotalBelowOne": {MaxSize: 10, MaxWaitingBytes: 9},
		"ErrSoon": {KeepWaiting: time.Second}, "ErrTooManyPerMessage": {MaxPerMessage: 101},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := chat.New(newWorld(t).store, byHeader, &chat.Options{Uploads: u, SweepEvery: -1})
			if err == nil || !strings.Contains(err.Error(), "Options.Uploads.") {
				t.Error(err)
			}
		})
	}
}

// TestSendUpload goes on after whatever happened.
func TestSendUpload(t *testing.T) {
	const text = "all of it, from the first to the last"
	begin := func(t *testing.T) (*world, chat.User, chat.FileID) {
		w := newWorld(t)
		ann := w.user("ann")
		up, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Name: "a.txt", Size: int64(len(text))})
		if err != nil {
			t.Fatal(err)
		}
		return w, ann, up.ID
	}
	// whole sends the rest and wants all to be there.
	whole := func(t *testing.T, w *world, ann chat.User, id chat.FileID) {
		t.Helper()
		up, err := w.Upload(t.Context(), ann.ID, id)
		if err == nil && up.Offset < up.Size {
			up, err = w.SendUpload(t.Context(), ann.ID, id, up.Offset, strings.NewReader(text[up.Offset:]))
		}
		if err != nil || !up.Complete || up.Type != "text/plain" || up.Offset != int64(len(text)) {
			t.Fatalf("%+v %v", up, err)
		}
		_, file, err := w.OpenFile(t.Context(), ann.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if b, err := io.ReadAll(file); err != nil || string(b) != text {
			t.Errorf("%q %v", b, err)
		}
	}
	t.Run("OK", func(t *testing.T) { w, ann, id := begin(t); whole(t, w, ann, id) })
	t.Run("InParts", func(t *testing.T) {
		w, ann, id := begin(t)
		for at := range 5 {
			up, err := w.SendUpload(t.Context(), ann.ID, id, int64(at*5), strings.NewReader(text[at*5:at*5+5]))
			if err != nil || up.Offset != int64(at*5+5) || up.Complete {
				t.Fatalf("%+v %v", up, err)
			}
		}
		whole(t, w, ann, id)
	})
	t.Run("CutOff", func(t *testing.T) {
		w, ann, id := begin(t)
		cut := errors.New("connection reset")
		up, err := w.SendUpload(t.Context(), ann.ID, id, 0, io.MultiReader(strings.NewReader(text[:7]), &brokenReader{cut}))
		if !errors.Is(err, cut) || up.Offset != 7 {
			t.Fatalf("%+v %v", up, err)
		}
		whole(t, w, ann, id)
	})
	t.Run("CallerGone", func(t *testing.T) {
		w, ann, id := begin(t)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := w.SendUpload(ctx, ann.ID, id, 0, io.MultiReader(strings.NewReader(text[:7]), &endingReader{cancel}))
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if up, err := w.Upload(t.Context(), ann.ID, id); err != nil || up.Offset != 7 {
			t.Errorf("what came before is lost: %+v %v", up, err)
		}
		whole(t, w, ann, id)
	})
	t.Run("ErrOffset", func(t *testing.T) {
		w, ann, id := begin(t)
		_, err := w.SendUpload(t.Context(), ann.ID, id, 0, strings.NewReader(text[:5]))
		for _, at := range []int64{0, 4, 6, 1 << 40, -1} {
			if _, err := w.SendUpload(t.Context(), ann.ID, id, at, strings.NewReader("x")); !errors.Is(err, chat.ErrOffset) {
				t.Errorf("at %d: %v", at, err)
			}
		}
		if err != nil {
			t.Error(err)
		}
		whole(t, w, ann, id)
	})
	t.Run("ErrMoreThanWasSaid", func(t *testing.T) {
		w, ann, id := begin(t)
		_, err := w.SendUpload(t.Context(), ann.ID, id, 0, strings.NewReader(text+"!"))
		if err == nil {
			t.Error("no error")
		}
		whole(t, w, ann, id)
	})
	t.Run("ErrComplete", func(t *testing.T) {
		w, ann, id := begin(t)
		whole(t, w, ann, id)
		if _, err := w.SendUpload(t.Context(), ann.ID, id, int64(len(text)), strings.NewReader("")); !errors.Is(err, chat.ErrOffset) {
			t.Error(err)
		}
	})
	t.Run("ManyAtOnce", func(t *testing.T) {
		w, ann, id := begin(t)
		var won atomic.Int64
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := w.SendUpload(t.Context(), ann.ID, id, 0, slowly(text, 3))
				if err == nil {
					won.Add(1)
				} else if !errors.Is(err, chat.ErrOffset) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Errorf("%d of them sent it", won.Load())
		}
		whole(t, w, ann, id)
	})
	t.Run("TenThousandParts", func(t *testing.T) {
		w := newWorld(t)
		ann := w.user("ann")
		up, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Size: 10_000})
		for at := int64(0); at < 10_000 && err == nil; at++ {
			up, err = w.SendUpload(t.Context(), ann.ID, up.ID, at, strings.NewReader("x"))
		}
		if n, size := w.stored(); err != nil || !up.Complete || n != 1 || size != 10_000 {
			t.Errorf("%+v %v, %d blobs of %d", up, err, n, size)
		}
	})
	t.Run("ErrNotTheirs", func(t *testing.T) {
		w, _, id := begin(t)
		bob := w.user("bob")
		_, err := w.SendUpload(t.Context(), bob.ID, id, 0, strings.NewReader(text))
		_, err2 := w.Upload(t.Context(), bob.ID, id)
		for _, err := range []error{err, err2, w.CancelUpload(t.Context(), bob.ID, id)} {
			if !errors.Is(err, chat.ErrNotFound) {
				t.Error(err)
			}
		}
		if n, _ := w.stored(); n != 0 {
			t.Error("bytes were stored")
		}
	})
	t.Run("CancelledOnTheWay", func(t *testing.T) {
		w, ann, id := begin(t)
		r, pipe := io.Pipe()
		done := make(chan error, 1)
		go func() { _, err := w.SendUpload(t.Context(), ann.ID, id, 0, r); done <- err }()
		_, err := pipe.Write([]byte(text[:5]))
		err2 := w.CancelUpload(t.Context(), ann.ID, id)
		_ = pipe.Close()
		if got := <-done; err != nil || err2 != nil || !errors.Is(got, chat.ErrNotFound) {
			t.Errorf("%v %v %v", err, err2, got)
		}
		if n, _ := w.stored(); n != 0 {
			t.Errorf("%d blobs are left", n)
		}
	})
	t.Run("ProcessGone", func(t *testing.T) {
		// Another process held it, and never came back: until its time is over nobody may.
		w, ann, id := begin(t)
		now := time.Now()
		hold := func(until time.Time) {
			if _, err := w.store.UpdateFile(t.Context(), id, func(f *chat.File) error { f.Holder, f.HeldUntil = "x", until; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		hold(now.Add(time.Hour))
		_, err := w.SendUpload(t.Context(), ann.ID, id, 0, strings.NewReader(text))
		if !errors.Is(err, chat.ErrOffset) {
			t.Error(err)
		}
		hold(now.Add(-time.Second))
		whole(t, w, ann, id)
	})
	t.Run("ProcessGoneBeforeItLooked", func(t *testing.T) {
		w, ann, id := begin(t)
		_, err := w.SendUpload(t.Context(), ann.ID, id, 0, strings.NewReader(text[:10]))
		var blob chat.BlobID
		_ = w.blobs.Each(t.Context(), func(info chat.BlobInfo) error { blob = info.ID; return nil })
		_, err2 := w.blobs.Append(t.Context(), blob, 10, strings.NewReader(text[10:]))
		_, err3 := w.store.UpdateFile(t.Context(), id, func(f *chat.File) error { f.Received = f.Size; return nil })
		if err := errors.Join(err, err2, err3); err != nil {
			t.Fatal(err)
		}
		msg := w.said(ann, "here", chat.Upload{Attachment: chat.Attachment{ID: id}})
		if msg.Attachments == nil || (*msg.Attachments)[0].Type != "text/plain" {
			t.Errorf("%+v", msg.Attachments)
		}
	})
	t.Run("ProcessGoneBeforeItNoted", func(t *testing.T) {
		// More bytes are there than anybody knows of: they are sent again.
		w, ann, id := begin(t)
		_, err := w.SendUpload(t.Context(), ann.ID, id, 0, strings.NewReader(text[:10]))
		var blob chat.BlobID
		_ = w.blobs.Each(t.Context(), func(info chat.BlobInfo) error { blob = info.ID; return nil })
		if _, err2 := w.blobs.Append(t.Context(), blob, 10, strings.NewReader("half a piece")); err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		whole(t, w, ann, id)
	})
}

// TestLargeUpload goes through more than one piece.
func TestLargeUpload(t *testing.T) {
	w := newWorld(t)
	b := bytes.Repeat([]byte("0123456789abcdef"), 10<<20/16)
	up := w.sent(w.user("ann"), "large.bin", b)
	if n, size := w.stored(); n != 1 || size != int64(len(b)) || up.Type != "text/plain" {
		t.Errorf("%d blobs of %d, %s", n, size, up.Type)
	}
}

type brokenReader struct{ err error }

func (r *brokenReader) Read([]byte) (int, error) { return 0, r.err }

type endingReader struct{ end context.CancelFunc }

func (r *endingReader) Read([]byte) (int, error) { r.end(); return 0, nil }

// TestFileNames: what people, and others, call their files.
func TestFileNames(t *testing.T) {
	w := newWorld(t, func(o *chat.Options) { o.Uploads.MaxWaiting = 100 })
	ann := w.user("ann")
	for name, want := range map[string]string{
		"holiday.png": "holiday.png", "Ünï 日本.txt": "Ünï 日本.txt", "": "file", "   ": "file",
		"../../etc/passwd": "passwd", `..\..\windows\win.ini`: "win.ini", "/": "file", "..": "file", ".htaccess": "htaccess", "a/..": "file",
		"gpj.\u202eexe": "gpj.exe", "a\u200bb\ufeff.txt": "ab.txt", "line\nbreak\r\t.txt": "linebreak.txt",
		`a<b>:"|?*.txt`: "a_b______.txt", "con": "_con", "NUL.txt": "_NUL.txt", "com1.tar.gz": "_com1.tar.gz", "COM¹": "_COM¹", "console": "console",
		"dots...": "dots", "space.txt ": "space.txt", " .bashrc": "bashrc",
		strings.Repeat("x", 4096) + ".png": strings.Repeat("x", 250) + ".png",
		strings.Repeat("日", 2000) + ".png": strings.Repeat("日", 83) + ".png",
		"a." + strings.Repeat("e", 4096):   "a." + strings.Repeat("e", 252),
	} {
		up, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Name: name, Size: 1})
		if err != nil || up.Name != want {
			t.Errorf("%.60q became %.260q: %v", name, up.Name, err)
		}
		if !strings.HasPrefix(up.URL, "api/v1/files/"+string(up.ID)+"/") || strings.Count(up.URL, "/") != 4 {
			t.Errorf("the URL of %.60q is %s", name, up.URL)
		}
	}
	if up, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Name: "thumb", Size: 1}); err != nil || strings.HasSuffix(up.URL, "/thumb") {
		t.Errorf("%s is that of a thumbnail: %v", up.URL, err)
	}
}
