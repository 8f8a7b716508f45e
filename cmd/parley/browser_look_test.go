package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// look is how somebody looks at the page.
type look struct {
	name          string
	width, height int64
	// scheme is light or dark.
	scheme string
	// rtl: it runs from right to left.
	rtl bool
	// forced: the colours are the reader's own, as on Windows with high contrast.
	forced bool
	// fingers: instead of a mouse, from here on.
	fingers bool
	// often: not only when PARLEY_SHOTS asks for all of them. mainly: so are the main scenes.
	often, mainly bool
}

// looks are those that every screen is looked at with: three sizes in both themes, from
// right to left, and with colours of one's own.
var looks = []look{
	{name: "window-light", width: 1100, height: 760, scheme: "light", often: true},
	{name: "window-dark", width: 1100, height: 760, scheme: "dark"},
	{name: "window-rtl", width: 1100, height: 760, scheme: "light", rtl: true, mainly: true},
	{name: "window-forced", width: 1100, height: 760, scheme: "dark", forced: true, mainly: true},
	{name: "sidebar-light", width: 320, height: 700, scheme: "light"},
	{name: "sidebar-dark", width: 320, height: 700, scheme: "dark", often: true},
	{name: "sidebar-rtl", width: 320, height: 700, scheme: "dark", rtl: true},
	{name: "phone-light", width: 390, height: 844, scheme: "light", fingers: true},
	{name: "phone-dark", width: 390, height: 844, scheme: "dark", fingers: true},
}

// scene is something to look at, with the way there and back.
type scene struct {
	name       string
	open, back func(w *window)
	// main: it is looked at from right to left and in colours of one's own each time too.
	main bool
	// except are rules of axe that do not hold there.
	except []string
}

// shots is the directory that pictures are kept in; empty: they are not.
func shots() string { return os.Getenv("PARLEY_SHOTS") }

// looksAt goes through the scenes with each look, and finds nothing wrong with any.
func (w *window) looksAt(scenes ...scene) {
	w.t.Helper()
	for _, l := range looks {
		if !l.often && !l.mainly && shots() == "" {
			continue
		}
		w.wears(l)
		for _, s := range scenes {
			if l.often || shots() != "" || l.mainly && s.main {
				w.t.Run(s.name+"-"+l.name, func(t *testing.T) { w.in(t).passes(s, l) })
			}
		}
	}
}

// wears has the window look like that.
func (w *window) wears(l look) {
	w.t.Helper()
	w.size(l.width, l.height)
	if l.fingers {
		w.touch()
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}, {Name: "forced-colors", Value: "none"}}
	if l.forced {
		features[1].Value = "active"
	}
	tell(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	eval[string](w, `document.documentElement.dir = `+js(map[bool]string{true: "rtl", false: "ltr"}[l.rtl]))
}

// passes opens a scene: everything fits, nobody is kept out, and a picture is taken.
func (w *window) passes(s scene, l look) {
	w.t.Helper()
	s.open(w)
	w.rests()
	if dir := shots(); dir != "" {
		picture, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, s.name+"-"+l.name+".png"), picture, 0o600)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	except := s.except
	if l.forced {
		// Of a text axe sees the colour that it would have, not the reader's.
		except = append(except[:len(except):len(except)], "color-contrast")
	}
	for _, wrong := range append(w.misfits(), w.axe(except...)...) {
		w.t.Error(wrong)
	}
	s.back(w)
}

// misfits is what does not fit of what can be seen: cut off, covered, too small for a
// finger, or wider than its place.
func (w *window) misfits() []string {
	w.t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", "fits.js"))
	if err != nil {
		w.t.Fatal(err)
	}
	return eval[[]string](w, string(source))
}
