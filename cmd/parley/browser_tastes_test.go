package main

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// tastes: who wants little motion gets little, and who has colours of their own sees what is
// chosen and where they are.
func tastes(t *testing.T, b *chromium) {
	p := start(t)
	w := keysAlone(t, b, p.url)
	bob := p.guest("Bob")
	m := bob.say("Lunch?")
	w.sees(rowOf(m.Seq))
	w.meets(p, bob)
	wants := func(w *window, name, value string) {
		w.t.Helper()
		tell(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: name, Value: value}}})
	}
	t.Run("LittleMotion", func(t *testing.T) {
		w := w.in(t)
		for value, want := range map[string]float64{"no-preference": 2400, "reduce": 4000} {
			wants(w, "prefers-reduced-motion", value)
			eval[string](w, `location.hash = 'lobby'`)
			eval[string](w, `location.hash = `+js("lobby/"+string(m.ID)))
			w.sees(".found")
			if got := until[float64](w, `$('.found').getAnimations()[0]?.effect.getTiming().duration`); got != want {
				t.Errorf("with %s it takes %v ms", value, got)
			}
		}
		if moves := eval[int](w, `$$('*').filter((each) => getComputedStyle(each).scrollBehavior === 'smooth').length`); moves != 0 {
			t.Errorf("%d elements scroll slowly", moves)
		}
	})
	t.Run("ColoursOfOnesOwn", func(t *testing.T) {
		w := w.in(t)
		wants(w, "forced-colors", "active")
		w.click(named("composer"))
		// A background says nothing there, and a shadow is not drawn.
		for _, selector := range []string{"[aria-current]", ".writing"} {
			until[bool](w, `parseFloat(getComputedStyle($(`+js(selector)+`)).outlineWidth) >= 2 && getComputedStyle($(`+js(selector)+`)).outlineStyle === 'solid'`)
		}
		w.draft("@Bo")
		w.sees(named("choices"))
		until[bool](w, `getComputedStyle($('.choice[aria-selected=true]')).outlineWidth === '2px'`)
	})
}
