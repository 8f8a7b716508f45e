package chat_test

import (
	"bytes"
	"errors"
	"image"
	"net/http"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// TestServedFiles: everything is served so that nothing in it can run.
func TestServedFiles(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	pic := w.sent(ann, `a "q" ü.png`, pngOf(600, 300))
	w.said(ann, "here", pic)
	get := func(headers ...string) answer { return w.ask("GET /"+pic.URL, "", headers...) }
	whole := get()
	t.Run("Picture", func(t *testing.T) {
		for name, want := range map[string]string{
			"Content-Type": "image/png", "Content-Disposition": `inline; filename*=utf-8''a%20_q_%20%C3%BC.png`, "Cache-Control": "private, no-cache",
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
			"Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer", "Accept-Ranges": "bytes",
		} {
			if got := whole.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if whole.StatusCode != 200 || whole.body != string(pngOf(600, 300)) {
			t.Errorf("%s with %d bytes", whole.Status, len(whole.body))
		}
	})
	t.Run("Range", func(t *testing.T) {
		a := get("Range: bytes=2-5")
		if a.StatusCode != 206 || a.body != whole.body[2:6] || !strings.HasPrefix(a.Header.Get("Content-Range"), "bytes 2-5/") {
			t.Errorf("%s %q", a.Status, a.body)
		}
	})
	t.Run("ErrRange", func(t *testing.T) {
		if a := get("Range: bytes=999999-"); a.StatusCode != 416 {
			t.Error(a.Status)
		}
	})
	t.Run("NotModified", func(t *testing.T) {
		if a := get("If-None-Match: " + whole.Header.Get("ETag")); a.StatusCode != 304 || a.body != "" {
			t.Errorf("%s %q", a.Status, a.body)
		}
	})
	t.Run("Head", func(t *testing.T) {
		a := w.ask("HEAD /"+pic.URL, "")
		if a.StatusCode != 200 || a.Header.Get("Content-Length") == "" {
			t.Errorf("%s %q", a.Status, a.Header)
		}
	})
	t.Run("Thumbnail", func(t *testing.T) {
		a := w.ask("GET /"+pic.ThumbnailURL, "")
		img, kind, err := image.Decode(strings.NewReader(a.body))
		if err != nil || kind != "jpeg" || a.Header.Get("Content-Type") != "image/jpeg" || img.Bounds().Dx() != 480 || img.Bounds().Dy() != 240 {
			t.Errorf("%s %s %v", a.Status, kind, err)
		}
	})
	t.Run("NameMakesNoDifference", func(t *testing.T) {
		if a := w.ask("GET /api/v1/files/"+string(pic.ID)+"/other.html", ""); a.StatusCode != 200 || a.Header.Get("Content-Type") != "image/png" {
			t.Error(a.Status)
		}
	})
	for name, c := range map[string]struct {
		bytes []byte
		kind  string
	}{
		"HTML":  {[]byte("<!DOCTYPE html><script>alert(1)</script>"), "application/octet-stream"},
		"SVG":   {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "application/octet-stream"},
		"Text":  {[]byte("plain words"), "text/plain; charset=utf-8"},
		"PDF":   {[]byte("%PDF-1.7\n"), "application/pdf"},
		"Bytes": {[]byte{0, 1, 2, 3}, "application/octet-stream"},
		"Video": {[]byte("\x1aE\xdf\xa3 webm"), "video/webm"},
	} {
		t.Run(name, func(t *testing.T) {
			up := w.sent(ann, "a.png", c.bytes)
			a := w.ask("GET /"+up.URL, "", "X-User: ann")
			if a.StatusCode != 200 || a.Header.Get("Content-Type") != c.kind || a.Header.Get("Content-Disposition") != "attachment; filename=a.png" || a.body != string(c.bytes) {
				t.Errorf("%s %q", a.Status, a.Header)
			}
			if a := w.ask("GET /api/v1/files/"+string(up.ID)+"/thumb", "", "X-User: ann"); a.StatusCode != 404 {
				t.Errorf("a thumbnail: %s", a.Status)
			}
		})
	}
}

// TestWhoMayReadFiles: whoever may read the room, as long as they may.
func TestWhoMayReadFiles(t *testing.T) {
	c := newCrew(t, chat.Private)
	up := c.sent(c.member, "a.png", pngOf(2, 2))
	half, err := c.CreateUpload(t.Context(), c.member.ID, chat.UploadDraft{Size: 2})
	if err != nil {
		t.Fatal(err)
	}
	can := func(t *testing.T, as string, up chat.Upload, want int) {
		t.Helper()
		for _, path := range []string{"/a.png", "/thumb"} {
			if a := c.ask("GET /api/v1/files/"+string(up.ID)+path, "", "X-User: "+as); a.StatusCode != want {
				t.Errorf("%s %s: %s", as, path, a.Status)
			}
		}
	}
	t.Run("WhileItWaitsItsSender", func(t *testing.T) {
		can(t, "member", up, 200)
		can(t, "owner", up, 404)
	})
	t.Run("NobodyBeforeItIsComplete", func(t *testing.T) { can(t, "member", half, 404) })
	msg, _, err := c.Post(t.Context(), c.member.ID, c.room.ID, chat.Draft{Attachments: []chat.FileID{up.ID}})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("Members", func(t *testing.T) {
		for who, want := range map[string]int{"member": 200, "owner": 200, "reader": 200, "nobody": 404, "": 404} {
			can(t, who, up, want)
		}
	})
	t.Run("NotWhoLeft", func(t *testing.T) {
		if err := c.RemoveMember(t.Context(), c.member.ID, c.room.ID, c.member.ID); err != nil {
			t.Fatal(err)
		}
		can(t, "member", up, 404)
		can(t, "owner", up, 200)
	})
	t.Run("NobodyOnceItIsDeleted", func(t *testing.T) {
		if _, err := c.Delete(t.Context(), c.owner.ID, msg.ID); err != nil {
			t.Fatal(err)
		}
		can(t, "owner", up, 404)
	})
}

// TestLostBytes: a file whose bytes somebody else removed is an outage, and logged.
func TestLostBytes(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	up := w.sent(ann, "a", []byte("x"))
	err := w.blobs.Each(t.Context(), func(info chat.BlobInfo) error { return w.blobs.Delete(t.Context(), info.ID) })
	_, _, err2 := w.OpenFile(t.Context(), ann.ID, up.ID)
	if err != nil || err2 == nil || errors.Is(err2, chat.ErrNotFound) {
		t.Errorf("%v, %v", err, err2)
	}
	if a := w.ask("GET /"+up.URL, "", "X-User: ann"); a.StatusCode != 500 || len(w.log.all()) != 1 {
		t.Errorf("%s, logged %q", a.Status, w.log.all())
	}
}

// TestThumbnailsAreTurned upright, as the camera says, and without what else it says.
func TestThumbnailsAreTurned(t *testing.T) {
	const w0, h0 = 60, 40
	red := map[byte]image.Point{ // where the left of the picture is to be seen
		1: {5, 20}, 2: {55, 20}, 3: {55, 20}, 4: {5, 20}, 5: {20, 5}, 6: {20, 5}, 7: {20, 55}, 8: {20, 55},
	}
	w := newWorld(t)
	ann := w.user("ann")
	for orientation, at := range red {
		up := w.sent(ann, "photo.jpg", turnedJPEG(w0, h0, orientation))
		a := w.ask("GET /"+up.ThumbnailURL, "", "X-User: ann")
		img, _, err := image.Decode(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		size := image.Pt(w0, h0)
		if orientation >= 5 {
			size = image.Pt(h0, w0)
		}
		if img.Bounds().Size() != size || up.Width != size.X || up.Height != size.Y {
			t.Errorf("orientation %d: %v, said to be %dx%d", orientation, img.Bounds(), up.Width, up.Height)
			continue
		}
		if r, _, b, _ := img.At(at.X, at.Y).RGBA(); r < b {
			t.Errorf("orientation %d: the wrong side is red", orientation)
		}
		if strings.Contains(a.body, "52.5200N") || strings.Contains(a.body, "Exif") {
			t.Errorf("orientation %d: it tells where it was taken", orientation)
		}
		w.said(ann, "make room", up)
	}
}

// TestTransparentThumbnails stay so.
func TestTransparentThumbnails(t *testing.T) {
	w := newWorld(t)
	up := w.sent(w.user("ann"), "a.gif", gifOf(10, 10, 1))
	if up.Width != 10 || up.ThumbnailURL == "" {
		t.Errorf("%+v", up)
	}
	empty := image.NewRGBA(image.Rect(0, 0, 10, 10))
	up = w.sent(w.user("ann"), "a.png", encoded(empty))
	a := w.ask("GET /"+up.ThumbnailURL, "", "X-User: ann")
	if a.Header.Get("Content-Type") != "image/png" || http.DetectContentType([]byte(a.body)) != "image/png" {
		t.Error(a.Header)
	}
	if !bytes.HasPrefix([]byte(a.body), []byte("\x89PNG")) {
		t.Error("no PNG")
	}
}
