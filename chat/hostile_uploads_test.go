package chat_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strings"
	"testing"
)

// TestHostileUploads: what people send to do harm. Each is a file that is saved and never
// shown, or a picture that is what it says.
func TestHostileUploads(t *testing.T) {
	const script = "<script>alert(document.domain)</script>"
	zeros := func() []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(make([]byte, 10<<20))
		_ = z.Close()
		return b.Bytes()
	}
	broken := pngOf(2, 2)[:40]
	for name, c := range map[string]struct {
		file  string
		bytes []byte
		// kind is what it is found to be; a shown one is a picture, and thumb whether it
		// has a small version.
		kind         string
		shown, thumb bool
	}{
		"HTMLAsPNG":            {"cat.png", []byte("<html>" + script), "text/html", false, false},
		"HTMLBehindSpaces":     {"cat.png", []byte("\n \t<!-- --><html>" + script), "text/html", false, false},
		"SVGWithScript":        {"cat.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "image/svg+xml", false, false},
		"SVGBehindAProlog":     {"cat.svg", []byte("<?xml version='1.0'?>\n<!DOCTYPE svg>\n<SVG onload='alert(1)'/>"), "image/svg+xml", false, false},
		"XMLWithStylesheet":    {"a.xml", []byte(`<?xml version="1.0"?><?xml-stylesheet href="javascript:alert(1)"?><a/>`), "text/xml", false, false},
		"Script":               {"a.js", []byte("alert(1)"), "text/plain", false, false},
		"GzipBomb":             {"a.gz", zeros(), "application/x-gzip", false, false},
		"MagicAndNothing":      {"cat.png", []byte("\x89PNG\r\n\x1a\n" + script), "application/octet-stream", false, false},
		"JPEGMagicAndHTML":     {"cat.jpg", []byte("\xff\xd8\xff\xe0" + script), "application/octet-stream", false, false},
		"GIFThatIsScript":      {"cat.gif", []byte("GIF89a/*" + strings.Repeat("\x01", 20) + "*/=1;alert(1)"), "image/gif", true, false},
		"PNGWithHTMLBehind":    {"cat.png", append(pngOf(2, 2), script...), "image/png", true, true},
		"PNGCutOff":            {"cat.png", broken, "image/png", true, false},
		"HugeDimensions":       {"cat.png", pngSaying(1<<31-1, 1<<31-1), "application/octet-stream", false, false},
		"HugeInOneDirection":   {"cat.png", pngSaying(1<<30, 1), "image/png", false, false},
		"MorePixelsThanItHas":  {"cat.png", pngSaying(5000, 5000), "image/png", true, false},
		"PNGBomb":              {"cat.png", pngBomb(), "image/png", true, true}, // 24 million pixels in 24 kB
		"ZeroPixels":           {"cat.png", pngSaying(0, 5), "application/octet-stream", false, false},
		"HundredThousandGIF":   {"cat.gif", gifOf(3, 3, 100_000), "image/gif", true, true},
		"GIFOfHugeSize":        {"cat.gif", gifOf(65535, 65535, 1), "image/gif", false, false},
		"WebP":                 {"cat.webp", webpOf(300, 200), "image/webp", true, false},
		"WebPOfHugeSize":       {"cat.webp", webpOf(16384, 16384), "image/webp", false, false},
		"WebPCutOff":           {"cat.webp", webpOf(3, 2)[:20], "application/octet-stream", false, false},
		"ExifThatPointsAway":   {"cat.jpg", patched(turnedJPEG(8, 6, 6), "MM\x00\x2a\x00\x00\x00\x08", "MM\x00\x2a\xff\xff\xff\xf0"), "image/jpeg", true, true},
		"ExifWithoutEnd":       {"cat.jpg", patched(turnedJPEG(8, 6, 6), "\x00\x02\x01\x12", "\xff\xff\x01\x13"), "image/jpeg", true, true},
		"ExifUnheardOf":        {"cat.jpg", turnedJPEG(8, 6, 200), "image/jpeg", true, true},
		"JPEGWithoutEnd":       {"cat.jpg", turnedJPEG(8, 6, 1)[:60], "application/octet-stream", false, false},
		"JPEGOfHugeSize":       {"cat.jpg", jpegSaying(65500, 65500), "image/jpeg", false, false},
		"ProgressiveJPEGOfAir": {"cat.jpg", jpegSaying(4999, 4999), "image/jpeg", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ann := w.user("ann")
			up, err := w.send(ann, c.file, c.bytes)
			if err != nil {
				t.Fatal(err)
			}
			if up.Type != c.kind || (up.Width > 0) != c.shown || (up.ThumbnailURL != "") != c.thumb {
				t.Errorf("%+v", up)
			}
			w.said(ann, "", up)
			a := w.ask("GET /"+up.URL, "")
			how, _, _ := strings.Cut(a.Header.Get("Content-Disposition"), ";")
			if want := map[bool]string{true: "inline", false: "attachment"}[c.shown]; how != want || a.body != string(c.bytes) {
				t.Errorf("served as %s", a.Header.Get("Content-Disposition"))
			}
			kind := a.Header.Get("Content-Type")
			if c.shown && kind != c.kind || strings.Contains(kind, "html") || strings.Contains(kind, "xml") || strings.Contains(kind, "script") {
				t.Errorf("served as %s", kind)
			}
			if a.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("%q", a.Header)
			}
			if lines := w.log.all(); len(lines) > 0 {
				t.Errorf("logged as our own fault: %q", lines)
			}
		})
	}
}

// TestZeroBytes is refused in each form.
func TestZeroBytes(t *testing.T) {
	w := newWorld(t)
	w.user("ann")
	form := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\r\n--x--\r\n"
	for name, c := range map[string]struct {
		body    string
		headers []string
	}{
		"JSON": {`{"name":"a.txt","size":0}`, nil},
		"Tus":  {"", []string{"Upload-Length: 0"}},
		"Form": {form, []string{"Content-Type: multipart/form-data; boundary=x"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.ask("POST /api/v1/uploads", c.body, append(c.headers, "X-User: ann")...)
			if a.StatusCode != 422 {
				t.Errorf("%s %s", a.Status, a.body)
			}
		})
	}
	if n, _ := w.stored(); n != 0 {
		t.Errorf("%d blobs are left", n)
	}
}

// patched has other bytes somewhere.
func patched(b []byte, old, now string) []byte { return bytes.Replace(b, []byte(old), []byte(now), 1) }

// jpegSaying claims a size that its pixels do not have, and that they come in passes.
func jpegSaying(w, h uint16) []byte {
	b := turnedJPEG(8, 6, 1)
	i := bytes.Index(b, []byte("\xff\xc0"))
	b[i+1] = 0xc2
	binary.BigEndian.PutUint16(b[i+5:], h)
	binary.BigEndian.PutUint16(b[i+7:], w)
	return b
}
