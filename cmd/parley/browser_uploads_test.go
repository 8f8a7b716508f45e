package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp/kb"
)

// attachments: what one user attaches another one sees, at once and in its place, with
// the room that a picture takes known before it has come.
func attachments(t *testing.T, b *chromium) {
	p := start(t)
	ann, bob := b.open(t, p.url), b.open(t, p.url)
	ann.joins("Ann")
	notes := strings.Repeat("notes ", 400)
	ann.chooses(map[string][]byte{"sea.png": painted(640, 320), "notes.txt": []byte(notes)})
	until[bool](ann, `$$('[data-testid=upload][data-state=done]').length === 2`)
	ann.write(named("composer"), "the sea")
	ann.press(kb.Enter)
	ann.misses(".pending")

	seq := bob.seqOf("the sea")
	picture := rowOf(seq) + " " + named("picture") + " img"
	until[bool](bob, fmt.Sprintf(`$(%s)?.complete && $(%s).naturalWidth > 0`, js(picture), js(picture)))
	if alt := eval[string](bob, fmt.Sprintf(`$(%s).alt + ' ' + $(%s).width + 'x' + $(%s).height`, js(picture), js(picture), js(picture))); alt != "sea.png 360x180" {
		t.Errorf("the picture is %s", alt)
	}
	bob.reads(rowOf(seq)+" .file-name", "notes.txt")
	bob.reads(rowOf(seq)+" .file-size", "2 kB")
	got := eval[string](bob, fmt.Sprintf(`fetch($(%s).href).then((answer) => answer.text())`, js(rowOf(seq)+" "+named("file"))))
	if got != notes {
		t.Errorf("the file is %q", got)
	}

	// Nothing but a file is a message too.
	ann.drops(named("messages"), "second.png", painted(300, 600))
	until[bool](ann, `$$('[data-testid=upload][data-state=done]').length === 1 && $$('[data-testid=send]:enabled').length === 1`)
	ann.click(named("send"))
	ann.misses(".pending")
	until[bool](bob, `$$('[data-testid=picture]').length === 2`)
	until[bool](bob, fmt.Sprintf(`$(%s).getBoundingClientRect().width === 135`, js(rowOf(seq+1)+" img")))
	pagesThrough(bob)

	// A text may come and go beside a file.
	for _, text := range []string{"taller", ""} {
		ann.press(kb.ArrowUp)
		ann.sees(named("edit-input"))
		eval[bool](ann, `$('[data-testid=edit-input]').select() ?? true`)
		ann.press(kb.Backspace)
		ann.insert(text)
		ann.click(named("edit-save"))
		ann.misses(named("edit-input"))
		until[bool](bob, fmt.Sprintf(`($(%s)?.textContent ?? '') === %s`, js(rowOf(seq+1)+" "+named("message-text")), js(text)))
		ann.click(named("composer"))
	}

	// One of them is taken out of a message; the only thing that a message is stays in it.
	own := rowOf(seq)
	until[bool](ann, `$$('[data-testid=file-remove]').length === 2`)
	ann.click(own + " " + named("file-remove") + "[aria-label='Remove notes.txt']")
	ann.reads(named("ask")+" h2", "Remove notes.txt from the message?")
	ann.press(kb.Escape)
	ann.sees(own + " .file-name")
	ann.click(own + " " + named("file-remove") + "[aria-label='Remove notes.txt']")
	ann.click(named("ask-yes"))
	bob.misses(".file-name")
	ann.holdsFocus(own)
	bob.sees(rowOf(seq) + " " + named("picture"))
	if n := bob.count(named("file-remove")); n != 0 {
		t.Errorf("another may remove %d files", n)
	}
}

// pagesThrough looks at the pictures, with the keyboard alone.
func pagesThrough(w *window) {
	w.t.Helper()
	eval[bool](w, `$$('[data-testid=picture]')[0].focus() ?? true`)
	w.press(kb.Enter)
	w.sees(named("lightbox"))
	w.reads(named("lightbox-name"), "sea.png")
	until[bool](w, `$('[data-testid=lightbox-image]').naturalWidth === 640`)
	w.press(kb.ArrowRight)
	w.reads(named("lightbox-name"), "second.png")
	w.press(kb.ArrowRight)
	w.press(kb.ArrowLeft)
	w.reads(named("lightbox-name"), "sea.png")
	w.press(kb.Escape)
	w.misses(named("lightbox"))
	if at := eval[string](w, `focused().title`); at != "sea.png" {
		w.t.Errorf("the focus is at %q", at)
	}
}

// attachedOffline: what is written with a file while there is no server waits with its
// file over a reload, and is sent once when there is one.
func attachedOffline(t *testing.T, b *chromium) {
	p := start(t)
	reader := p.guest("Reader")
	w := b.open(t, p.url)
	w.joins("Ann")
	w.expectsFailures()
	gone := eval[bool](w, `navigator.onLine`)
	p.kill()
	w.sees(named("banner") + "[data-state=offline]")
	w.pastes("pasted.png", painted(200, 100))
	w.sees(named("upload") + "[data-state=failed] " + named("upload-retry"))
	w.write(named("composer"), "with a picture")
	w.press(kb.Enter)
	w.sees(".pending[data-state=waiting] " + named("upload"))
	w.misses(".composer " + named("upload"))
	p.restart()
	w.seqOf("with a picture")
	w.misses(".pending")
	until[bool](w, `$$('[data-testid=picture] img').length === 1 && $('[data-testid=picture] img').naturalWidth > 0`)
	if list := p.toldBy(reader); len(list) != 1 || !gone {
		t.Errorf("the server has %+v", list)
	}
}

// uploadsGoOn: a cut loses nothing of what has come; what is too much for the server is
// said before it is sent; who cancels leaves nothing at the server.
func uploadsGoOn(t *testing.T, b *chromium) {
	const size = 9 << 20
	p := start(t)
	w := b.blank(t)
	w.watched()
	w.expectsFailures()
	var second atomic.Int32
	w.visit(proxy(t, p.url, func(rw http.ResponseWriter, r *http.Request) bool {
		// The second part is cut off once.
		if r.Method != http.MethodPatch || r.Header.Get("Upload-Offset") == "0" || second.Add(1) > 1 {
			return false
		}
		http.Error(rw, "no answer", http.StatusBadGateway)
		return true
	}, nil))
	w.joins("Ann")
	w.chooses(map[string][]byte{"large.bin": bytes.Repeat([]byte("0123456789abcdef"), size/16)})
	w.sees(named("upload") + "[data-state=failed] " + named("upload-retry"))
	if at := eval[float64](w, `$('[data-testid=upload-progress]').value`); at < 0.8 || at > 0.9 {
		t.Errorf("%v of it was there", at)
	}
	w.click(named("upload-retry"))
	w.sees(named("upload") + "[data-state=done]")
	if n := second.Load(); n != 2 {
		t.Errorf("the second part was sent %d times", n)
	}

	eval[bool](w, `window.deleted = 0, new PerformanceObserver((list) => { for (const e of list.getEntries()) if (/uploads\/[^/]+$/.test(e.name)) window.deleted++; }).observe({type: 'resource'}) ?? true`)
	w.click(named("upload-remove"))
	w.misses(named("upload"))
	until[bool](w, `window.deleted > 0`)
	w.chooses(map[string][]byte{"empty.txt": {}})
	w.reads(named("upload-status"), "The file is empty.")
	w.write(named("composer"), "text alone")
	w.misses(named("send") + ":enabled")
	w.click(named("upload-remove"))
	w.click(named("send"))
	w.seqOf("text alone")
}

// painted is a picture with something in it.
func painted(width, height int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			img.Set(x, y, color.RGBA{uint8(40 + 180*x/width), uint8(90 + 100*y/height), 190, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil
	}
	return b.Bytes()
}

// chooses attaches files as the browser's dialog does.
func (w *window) chooses(files map[string][]byte) {
	w.t.Helper()
	w.sees(named("attach"))
	var paths []string
	dir := w.t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			w.t.Fatal(err)
		}
		paths = append(paths, path)
	}
	input := tell(w, runtime.Evaluate, runtime.EvaluateParams{Expression: `$('[data-testid=file-input]')`})
	tell(w, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: paths, ObjectID: input.Result.ObjectID})
}

// drops lets a file fall onto an element.
func (w *window) drops(selector, name string, content []byte) {
	w.t.Helper()
	eval[bool](w, fmt.Sprintf(`((data) => {
		data.items.add(new File([new Uint8Array(%s)], %s, {type: 'image/png'}));
		for (const type of ['dragenter', 'dragover', 'drop']) {
			const event = new DragEvent(type, {dataTransfer: data, bubbles: true, composed: true, cancelable: true});
			$(%s).dispatchEvent(event);
			if (type === 'dragover' && !$('[data-testid=drop]').checkVisibility()) throw new Error('nothing says where to drop');
			if (!event.defaultPrevented) throw new Error('the browser would leave the page');
		}
		return true;
	})(new DataTransfer())`, js(ints(content)), js(name), js(selector)))
	w.misses(named("drop"))
}

// pastes pastes a file into the composer.
func (w *window) pastes(name string, content []byte) {
	w.t.Helper()
	eval[bool](w, fmt.Sprintf(`((data) => {
		data.items.add(new File([new Uint8Array(%s)], %s, {type: 'image/png'}));
		return $('[data-testid=composer]').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})) || true;
	})(new DataTransfer())`, js(ints(content)), js(name)))
}

// ints are bytes as JavaScript lists them.
func ints(content []byte) []int {
	list := make([]int, len(content))
	for i, c := range content {
		list[i] = int(c)
	}
	return list
}
