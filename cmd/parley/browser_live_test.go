package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"github.com/parleychat/parley/auth/jwtauth"
	"github.com/parleychat/parley/chat"
)

// twoWindows: what one does, the other sees without reloading.
func twoWindows(t *testing.T, b *chromium) {
	p := start(t)
	reader := p.nobody()
	ann, bob := b.open(t, p.url), b.open(t, p.url)
	ann.joins("Ann")
	bob.joins("Bob")
	ann.stays()
	bob.stays()
	bob.says("Hi, I am Bob")
	ann.says("Hello")
	hello := bob.seqOf("Hello")

	t.Run("Post", func(t *testing.T) {
		ann.in(t).shows(p.toldBy(reader))
		bob.in(t).shows(p.toldBy(reader))
	})
	t.Run("D8_OnlyOnesOwnCanBeChanged", func(t *testing.T) {
		ann, bob := ann.in(t), bob.in(t)
		for _, w := range []*window{ann, bob} {
			if own, others := w.count(".own "+named("edit")), w.count(".message:not(.own) .actions"); own != 1 || others != 0 {
				t.Errorf("%d of one's own and %d of others can be changed, want 1 and 0", own, others)
			}
		}
		if n := ann.count(rowOf(hello) + " " + named("delete")); n != 1 {
			t.Errorf("Ann's message has %d buttons to delete it", n)
		}
	})
	t.Run("D14_Edit", func(t *testing.T) {
		ann, bob := ann.in(t), bob.in(t)
		ann.hover(rowOf(hello))
		ann.click(rowOf(hello) + " " + named("edit"))
		ann.write(named("edit-input"), " everybody")
		ann.click(named("edit-save"))
		bob.seqOf("Hello everybody")
		bob.sees(rowOf(hello) + " " + named("edited"))
		ann.shows(p.toldBy(reader))
		bob.shows(p.toldBy(reader))
	})
	t.Run("NotDeletedWithoutAYes", func(t *testing.T) {
		ann := ann.in(t)
		ann.hover(rowOf(hello))
		ann.click(rowOf(hello) + " " + named("delete"))
		ann.click(rowOf(hello) + " " + named("delete-no"))
		ann.misses(named("delete-yes"))
		ann.shows(p.toldBy(reader))
	})
	t.Run("Delete", func(t *testing.T) {
		ann, bob := ann.in(t), bob.in(t)
		ann.hover(rowOf(hello))
		ann.click(rowOf(hello) + " " + named("delete"))
		ann.click(rowOf(hello) + " " + named("delete-yes"))
		bob.sees(rowOf(hello) + ".deleted")
		want := p.toldBy(reader)
		if len(want) != 2 || !want[1].Deleted {
			t.Errorf("the server has %+v", want)
		}
		ann.shows(want)
		bob.shows(want)
		if n := ann.count(rowOf(hello) + " .actions"); n != 0 {
			t.Error("what is deleted can still be changed")
		}
	})
	ann.stayed()
	bob.stayed()
}

// readingAlong: without a log-in, or with one that is worth nothing, one reads.
func readingAlong(t *testing.T, b *chromium) {
	p := start(t)
	carol := p.guest("Carol")
	hear := func(w *window, text string) {
		w.t.Helper()
		carol.say(text)
		w.seqOf(text)
		w.sees(named("login"))
		if n := w.count(".actions"); n != 0 {
			w.t.Errorf("%d messages can be changed", n)
		}
		if !eval[bool](w, fmt.Sprintf(`document.querySelector(%s).disabled`, js(named("composer")))) {
			w.t.Error("one can write")
		}
	}
	t.Run("Nobody", func(t *testing.T) {
		w := b.open(t, p.url)
		hear(w, "to nobody")
		t.Run("ErrNoName", func(t *testing.T) {
			w := w.in(t)
			w.click(named("guest-login"))
			w.reads(named("login-error"), "Say who you are first.")
		})
		w.joins("Dora")
		w.says("from Dora")
		w.misses(named("login"))
		w.shows(p.toldBy(carol))
		w.click(named("logout"))
		w.misses(named("logout"))
		hear(w, "to nobody again")
	})
	t.Run("Forged", func(t *testing.T) {
		hear(b.open(t, p.url, "token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."), "to a forger")
	})
	t.Run("Expired", func(t *testing.T) {
		w := b.open(t, p.url, "token", p.expiredToken())
		hear(w, "to somebody too late")
		w.joins("Emil")
		w.says("in time")
		w.shows(p.toldBy(carol))
	})
	t.Run("LoggedOutElsewhere", func(t *testing.T) {
		w := b.open(t, p.url)
		w.joins("Gil")
		w.leaves(p)
		hear(w, "to who was logged out") // the page has noticed by itself
	})
	t.Run("LoggedOutOnAnotherNode", func(t *testing.T) {
		w := b.open(t, p.url)
		w.joins("Fay")
		// This one ends no session of the other's at once.
		other := &process{t: t, db: p.db, stderr: &safeBuffer{}}
		other.launch(freeAddr(t))
		t.Cleanup(other.kill)
		w.leaves(other)
		w.expectsFailures()
		w.sends("not lost")
		w.sees(named("login"))
		w.reads(".pending .body", "not lost")
		w.joins("Fay")
		w.click(named("retry"))
		w.seqOf("not lost")
		w.shows(p.toldBy(carol))
	})
}

// leaves logs the person at the window out at a server, with nothing but their cookie.
func (w *window) leaves(at *process) {
	w.t.Helper()
	elsewhere := at.nobody()
	here := eval[string](w, "location.origin")
	for _, c := range tell(w, network.GetCookies, network.GetCookiesParams{URLs: []string{here}}).Cookies {
		elsewhere.client.Jar.SetCookies(mustURL(w.t, at.url), []*http.Cookie{{Name: c.Name, Value: c.Value}})
	}
	if res, _, err := elsewhere.do("POST /auth/logout", nil); err != nil || res.StatusCode >= 400 {
		w.t.Fatalf("%v %v", res, err)
	}
}

// expiredToken is a token that the process itself could have made, three days ago.
func (p *process) expiredToken() string {
	p.t.Helper()
	key, err := jwtauth.LoadOrCreateKey(p.db + ".key")
	if err != nil {
		p.t.Fatal(err)
	}
	past, err := jwtauth.New([]jwtauth.Key{key}, &jwtauth.Options{Now: func() time.Time { return time.Now().Add(-72 * time.Hour) }})
	if err != nil {
		p.t.Fatal(err)
	}
	token, _, err := past.Issue(chat.Identity{Provider: "guest", Subject: "late", Name: "Late"})
	if err != nil {
		p.t.Fatal(err)
	}
	return token
}
