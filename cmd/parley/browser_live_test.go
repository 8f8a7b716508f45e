package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"

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
		for w, own := range map[*window]bool{ann: true, bob: false} {
			w.hover(rowOf(hello))
			w.sees(rowOf(hello) + " " + named("reply"))
			for _, deed := range []string{"edit", "delete"} {
				if there := w.count(rowOf(hello)+" "+named(deed)) == 1; there != own {
					w.t.Errorf("%s of a message is offered: %t, and it is one's own: %t", deed, there, own)
				}
			}
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
	t.Run("DeleteIsUndone", func(t *testing.T) {
		ann := ann.in(t)
		ann.hover(rowOf(hello))
		ann.click(rowOf(hello) + " " + named("delete"))
		ann.reads(rowOf(hello)+" "+named("message-text"), "Message deleted")
		ann.click(rowOf(hello) + " " + named("undo"))
		ann.misses(named("undo"))
		ann.shows(p.toldBy(reader))
	})
	t.Run("Delete", func(t *testing.T) {
		ann, bob := ann.in(t), bob.in(t)
		ann.hover(rowOf(hello))
		ann.click(rowOf(hello) + " " + named("delete"))
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
		w.hover(rowOf(w.seqOf(text)))
		w.sees(named("actions"))
		for _, deed := range []string{"react", "reply", "edit", "delete"} {
			if w.count(named(deed)) != 0 {
				w.t.Errorf("one can %s", deed)
			}
		}
		if !eval[bool](w, fmt.Sprintf(`$(%s).disabled`, js(named("composer")))) {
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
		w.goes()
		w.misses(named("viewer"))
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
		w.expectsFailures() // of what is on its way when the log-out comes
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
		// Nothing but the message is asked of this one afterwards, and tells the page.
		w.write(named("composer"), "not lost")
		w.settles()
		w.expectsFailures()
		w.leaves(other)
		w.press(kb.Enter)
		w.sees(named("login"))
		w.reads(".pending .body", "not lost")
		w.joins("Fay")
		w.click(named("retry"))
		w.seqOf("not lost")
		w.shows(p.toldBy(carol))
	})
}

// settles waits until the page has asked nothing for a while.
func (w *window) settles() {
	w.t.Helper()
	eval[bool](w, `new Promise((resolve) => {
		let late = 0;
		const asked = () => { clearTimeout(late); late = setTimeout(resolve, 500, true); };
		new PerformanceObserver(asked).observe({type: 'resource'});
		asked();
	})`)
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
