package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// another opens a second tab of the same person, at the same address.
func (w *window) another() *window {
	w.t.Helper()
	tab := openTab(w.ctx, w.t)
	tab.watched()
	tab.visit(eval[string](w, `location.href`))
	tab.sees(named("viewer"))
	return tab
}

// severalTabs: two tabs of one person keep in step: what is unsent, drafts, what is read, and
// who one is.
func severalTabs(t *testing.T, b *chromium) {
	p := start(t)
	carol := p.guest("Carol")
	var taken atomic.Int32
	one := b.open(t, proxy(t, p.url, nil, func(res *http.Response) error {
		if r := res.Request; r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/messages") && res.StatusCode < 300 {
			taken.Add(1)
		}
		return nil
	}))
	one.joins("Ann")
	two := one.another()

	t.Run("UnsentIsSentOnce", func(t *testing.T) {
		one, two := one.in(t), two.in(t)
		var want []string
		for _, w := range []*window{one, two} {
			w.expectsFailures()
		}
		p.kill()
		for i, w := range []*window{one, two, one} {
			w.sees(named("banner") + "[data-state=offline]")
			want = append(want, fmt.Sprint("unsent ", i))
			w.sends(want[i])
			for _, each := range []*window{one, two} {
				until[bool](each, fmt.Sprintf(`$$('.pending').length === %d`, i+1))
			}
		}
		p.restart()
		for _, w := range []*window{one, two} {
			w.seqOf(want[2])
			w.misses(".pending")
			w.misses(named("banner"))
		}
		var got []string
		for _, m := range p.toldBy(carol) {
			got = append(got, m.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the server has %q, want %q", got, want)
		}
		if n := taken.Load(); int(n) != len(want) {
			t.Errorf("the server took %d messages, those that it knew included", n)
		}
	})
	t.Run("Draft", func(t *testing.T) {
		one, two := one.in(t), two.in(t)
		one.write(named("composer"), "half a thought")
		until[bool](two, `$('[data-testid=composer]').value === 'half a thought'`)
		one.press("\r")
		until[bool](two, `$('[data-testid=composer]').value === ''`)
	})
	t.Run("Read", func(t *testing.T) {
		one, two := one.in(t), two.in(t)
		me := eval[string](one, `fetch('api/v1/me').then((answer) => answer.json()).then((me) => me.id)`)
		var tea struct{ ID string }
		carol.must(201, "POST /api/v1/rooms", map[string]any{"kind": "private", "name": "Tea", "members": []string{me}}, &tea)
		item := named("room") + "[data-id='" + tea.ID + "']"
		one.sees(item)
		two.sees(item)
		carol.must(201, "POST /api/v1/rooms/"+tea.ID+"/messages", map[string]any{"text": "tea"}, nil)
		two.sees(item + " " + named("room-unread"))
		one.click(item)
		one.seqOf("tea")
		two.misses(named("room-unread"))
	})
	t.Run("LogOut", func(t *testing.T) {
		one, two := one.in(t), two.in(t)
		one.goes()
		two.sees(named("login"))
		two.misses(named("viewer"))
	})
}
