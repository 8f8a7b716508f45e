package chat_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// TestTus is what a client of tus 1.0.0 does.
func TestTus(t *testing.T) {
	w := newWorld(t)
	tus := []string{"X-User: ann", "Tus-Resumable: 1.0.0"}
	with := func(more ...string) []string { return append(more, tus...) }
	name := base64.StdEncoding.EncodeToString([]byte("Ü.txt"))
	a := w.ask("OPTIONS /api/v1/uploads", "")
	if a.StatusCode != 204 || a.Header.Get("Tus-Version") != "1.0.0" || !strings.Contains(a.Header.Get("Tus-Extension"), "creation") || a.Header.Get("Tus-Max-Size") != "26214400" {
		t.Errorf("OPTIONS: %s %q", a.Status, a.Header)
	}
	a = w.ask("POST /api/v1/uploads", "", with("Upload-Length: 11", "Upload-Metadata: filetype aW1hZ2UvcG5n,filename "+name)...)
	where := "/api/v1/" + a.Header.Get("Location")
	var up chat.Upload
	a.into(t, &up)
	if a.StatusCode != 201 || where != "/api/v1/uploads/"+string(up.ID) || a.Header.Get("Upload-Offset") != "0" || up.Name != "Ü.txt" || up.Type != "" {
		t.Fatalf("POST: %s %q %s", a.Status, a.Header, a.body)
	}
	head := func(want string) {
		t.Helper()
		a := w.ask("HEAD "+where, "", tus...)
		if a.StatusCode != 200 || a.Header.Get("Upload-Offset") != want || a.Header.Get("Upload-Length") != "11" ||
			a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Tus-Resumable") != "1.0.0" {
			t.Errorf("HEAD: %s %q", a.Status, a.Header)
		}
		if _, err := http.ParseTime(a.Header.Get("Upload-Expires")); err != nil {
			t.Error(err)
		}
	}
	patch := func(offset, body string, status int, after string) {
		t.Helper()
		a := w.ask("PATCH "+where, body, with("Content-Type: application/offset+octet-stream", "Upload-Offset: "+offset)...)
		if a.StatusCode != status || a.Header.Get("Upload-Offset") != after {
			t.Errorf("PATCH at %s: %s %q %s", offset, a.Status, a.Header, a.body)
		}
	}
	head("0")
	patch("0", "hello ", 204, "6")
	head("6")
	patch("0", "hello ", 409, "")
	patch("7", "orld", 409, "")
	patch("-1", "x", 422, "")
	patch("six", "x", 422, "")
	patch("6", "world, and more", 413, "")
	if a := w.ask("PATCH "+where, "world", with("Content-Type: text/plain", "Upload-Offset: 6")...); a.StatusCode != 415 {
		t.Errorf("of another type: %s", a.Status)
	}
	if a := w.ask("PATCH "+where, "world", "X-User: ann", "Tus-Resumable: 2.0.0"); a.StatusCode != 412 || a.Header.Get("Tus-Version") != "1.0.0" {
		t.Errorf("of another version: %s", a.Status)
	}
	head("6")
	patch("6", "world", 204, "11")
	head("11")
	w.ask("GET "+where, "", tus...).into(t, &up)
	if !up.Complete || up.Type != "text/plain" {
		t.Errorf("%+v", up)
	}
	if a := w.ask("DELETE "+where, "", tus...); a.StatusCode != 204 {
		t.Errorf("DELETE: %s", a.Status)
	}
	if a := w.ask("HEAD "+where, "", tus...); a.StatusCode != 404 {
		t.Errorf("HEAD of what was removed: %s", a.Status)
	}
	if n, _ := w.stored(); n != 0 {
		t.Errorf("%d blobs are left", n)
	}
}

// TestUploadAtOnce sends small files with the request that makes them.
func TestUploadAtOnce(t *testing.T) {
	var form bytes.Buffer
	fields := multipart.NewWriter(&form)
	_ = fields.WriteField("comment", "not this")
	file, _ := fields.CreateFormFile("file", "../a.png")
	_, _ = file.Write(pngOf(3, 2))
	_ = fields.Close()
	for name, c := range map[string]struct {
		body    string
		headers []string
		want    int
		code    string
	}{
		"Form":               {form.String(), []string{"Content-Type: " + fields.FormDataContentType()}, 201, ""},
		"Bytes":              {string(pngOf(3, 2)), []string{"Content-Type: application/offset+octet-stream", fmt.Sprint("Upload-Length: ", len(pngOf(3, 2))), "Upload-Metadata: filename " + base64.StdEncoding.EncodeToString([]byte("a.png"))}, 201, ""},
		"ErrFormWithout":     {"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n", []string{"Content-Type: multipart/form-data; boundary=x"}, 422, "validation"},
		"ErrFormCutOff":      {form.String()[:form.Len()-60], []string{"Content-Type: " + fields.FormDataContentType()}, 400, "malformed"},
		"ErrFormNoBoundary":  {form.String(), []string{"Content-Type: multipart/form-data"}, 415, "unsupported_media"},
		"ErrMoreThanWasSaid": {string(pngOf(3, 2)), []string{"Content-Type: application/offset+octet-stream", "Upload-Length: 5"}, 413, "too_large"},
		"ErrNoLength":        {"x", []string{"Content-Type: application/offset+octet-stream"}, 422, "validation"},
		"ErrLength":          {"x", []string{"Content-Type: application/offset+octet-stream", "Upload-Length: 99999999999999999999"}, 422, "validation"},
		"ErrMetadata":        {"", []string{"Upload-Length: 3", "Upload-Metadata: filename ###"}, 422, "validation"},
		"ErrType":            {"<a/>", []string{"Content-Type: text/xml"}, 415, "unsupported_media"},
		"ErrNoType":          {"<a/>", []string{"Content-Type: ;;"}, 415, "unsupported_media"},
		"ErrTooLarge":        {`{"name":"a","size":26214401}`, nil, 413, "too_large"},
		"ErrJSONTooLarge":    {`{"name":"` + strings.Repeat("a", 70_000) + `","size":1}`, nil, 413, "too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.user("ann")
			a := w.ask("POST /api/v1/uploads", c.body, append(c.headers, "X-User: ann")...)
			var got struct {
				chat.Upload
				Code string
			}
			a.into(t, &got)
			if a.StatusCode != c.want || got.Code != c.code {
				t.Fatalf("%s %s", a.Status, a.body)
			}
			n, _ := w.stored()
			if c.want != 201 && n > 0 {
				t.Errorf("%d blobs are left", n)
			}
			if c.want == 201 && (!got.Complete || got.Name != "a.png" || got.Width != 3 || got.Size != int64(len(pngOf(3, 2))) || n != 2) {
				t.Errorf("%+v", got.Upload)
			}
		})
	}
}

// served starts a server that has little patience.
func served(t *testing.T, change func(*chat.Options)) (*world, *httptest.Server) {
	w := newWorld(t, func(o *chat.Options) { o.RequestTimeout = 100 * time.Millisecond }, change)
	s := httptest.NewServer(w.Handler())
	t.Cleanup(s.Close)
	return w, s
}

// begun sends the head of a PATCH that promises so many bytes.
func begun(t *testing.T, s *httptest.Server, id chat.FileID, promised int) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "PATCH /api/v1/uploads/%s HTTP/1.1\r\nHost: x\r\nX-User: ann\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: %d\r\n\r\n", id, promised)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// come waits until so many bytes are known to be there.
func (w *world) come(user chat.User, id chat.FileID, want int64) {
	w.Helper()
	for {
		up, err := w.Upload(w.Context(), user.ID, id)
		if err != nil {
			w.Fatal(err)
		}
		if up.Offset == want {
			return
		}
		select {
		case <-time.After(time.Millisecond):
		case <-w.Context().Done():
			w.Fatalf("%d bytes are there instead of %d", up.Offset, want)
		}
	}
}

// TestHostileConnections: what came before stays, and nobody holds anything for long.
func TestHostileConnections(t *testing.T) {
	begin := func(t *testing.T, change func(*chat.Options)) (*world, *httptest.Server, chat.User, chat.FileID) {
		w, s := served(t, change)
		ann := w.user("ann")
		up, err := w.CreateUpload(t.Context(), ann.ID, chat.UploadDraft{Size: 10})
		if err != nil {
			t.Fatal(err)
		}
		return w, s, ann, up.ID
	}
	nothing := func(*chat.Options) {}
	t.Run("CutOffInTheMiddle", func(t *testing.T) {
		w, s, ann, id := begin(t, nothing)
		conn := begun(t, s, id, 10)
		_, _ = io.WriteString(conn, "12345")
		_ = conn.Close()
		w.come(ann, id, 5)
		up, err := w.SendUpload(t.Context(), ann.ID, id, 5, strings.NewReader("67890"))
		for err != nil && strings.Contains(err.Error(), chat.ErrOffset.Error()) { // it lets go a moment later
			up, err = w.SendUpload(t.Context(), ann.ID, id, 5, strings.NewReader("67890"))
		}
		if err != nil || !up.Complete {
			t.Errorf("%+v %v", up, err)
		}
	})
	t.Run("LessThanPromised", func(t *testing.T) {
		w, s, ann, id := begin(t, nothing)
		conn := begun(t, s, id, 10)
		_, _ = io.WriteString(conn, "123")
		res, err := http.ReadResponse(bufio.NewReader(conn), nil) // it waits for the rest, and gives up
		if err != nil || res.StatusCode != 400 {
			t.Fatalf("%v %v", res, err)
		}
		_ = res.Body.Close()
		w.come(ann, id, 3)
	})
	t.Run("MoreThanPromised", func(t *testing.T) {
		w, s, ann, id := begin(t, nothing)
		conn := begun(t, s, id, 1000)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || res.StatusCode != 413 {
			t.Fatalf("%v %v", res, err)
		}
		_ = res.Body.Close()
		w.come(ann, id, 0)
	})
	t.Run("DropByDrop", func(t *testing.T) {
		w, s, ann, id := begin(t, func(o *chat.Options) { o.Uploads.Timeout = 150 * time.Millisecond })
		conn := begun(t, s, id, 10)
		answered := make(chan *http.Response, 1)
		go func() {
			res, _ := http.ReadResponse(bufio.NewReader(conn), nil)
			answered <- res
		}()
		drops := time.NewTicker(50 * time.Millisecond)
		defer drops.Stop()
		sent := int64(0)
		for done := false; !done; {
			select {
			case <-drops.C:
				if _, err := io.WriteString(conn, "."); err == nil && sent < 9 {
					sent++
				}
			case res := <-answered:
				if res == nil || res.StatusCode != 400 {
					t.Errorf("%v", res)
				}
				done = true
			}
		}
		if up, err := w.Upload(t.Context(), ann.ID, id); err != nil || up.Offset == 0 || up.Complete {
			t.Errorf("%+v %v, %d sent", up, err, sent)
		}
	})
	t.Run("WhileItShutsDown", func(t *testing.T) {
		w, s, _, id := begin(t, nothing)
		conn := begun(t, s, id, 10)
		_, _ = io.WriteString(conn, "12345")
		if err := w.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		f, err := w.store.File(t.Context(), id)
		if err != nil || f.Holder != "" {
			t.Errorf("%+v %v", f, err)
		}
	})
}
