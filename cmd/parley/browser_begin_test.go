package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// beginning: rooms and conversations are begun, left and come into by what the page offers.
func beginning(t *testing.T, b *chromium) {
	p := start(t)
	w, bob := b.open(t, p.url), b.open(t, p.url)
	bob.joins("Bob")
	bob.says("anybody here?")
	w.joins("Ann")
	w.says("me")
	t.Run("WhoWritesBelongsToTheRoom", func(t *testing.T) {
		w := w.in(t)
		w.misses(named("join"))
		w.sees(named("room") + "[data-slug=lobby]:not(.outside)")
	})
	t.Run("ErrNobodyAndNoName", func(t *testing.T) {
		w := w.in(t)
		w.click(named("new-chat"))
		w.sees(named("person"))
		w.click(named("ask-yes"))
		w.reads(named("ask-error"), "Choose somebody, or give it a name.")
		w.press(kb.Escape)
		w.misses(named("ask"))
	})
	alone := func(w, bob *window) {
		w.reads(named("room-name"), "Bob")
		w.says("just the two of us")
		bob.click(`[data-testid=room]:not([data-slug=lobby])`)
		bob.reads(named("room-name"), "Ann")
		bob.seqOf("just the two of us")
		until[bool](bob, `document.title === 'Ann'`)
	}
	t.Run("DirectlyBySearch", func(t *testing.T) {
		w, bob := w.in(t), bob.in(t)
		w.click(named("new-chat"))
		w.write(named("people-field"), "bo")
		w.click(named("person"))
		w.click(named("ask-yes"))
		alone(w, bob)
	})
	t.Run("TheSameFromTheMembers", func(t *testing.T) {
		w := w.in(t)
		w.click(named("room") + "[data-slug=lobby]")
		w.reads(named("room-name"), "Lobby")
		w.click(named("members-open"))
		w.click(named("member-actions"))
		w.click(named("menu") + " " + named("write-to"))
		w.reads(named("room-name"), "Bob")
		w.seqOf("just the two of us")
		if n := w.count(named("room")); n != 2 {
			t.Errorf("%d rooms", n)
		}
	})
	t.Run("ChosenWhileTheAnswerIsOnItsWay", func(t *testing.T) {
		w := w.in(t)
		w.click(named("new-chat"))
		w.sees(named("person"))
		comes := w.holdsBack("/users?")
		w.write(named("people-field"), "nobody")
		eval[bool](w, `held.then(() => true)`)
		w.press(kb.Tab + " ")
		comes()
		if at := eval[string](w, `[focused()?.dataset.testid, focused()?.checked].join()`); at != "person,true" {
			t.Errorf("the focus is at %s", at)
		}
		w.press(kb.Escape)
		w.misses(named("ask"))
	})
	t.Run("Room", func(t *testing.T) {
		w := w.in(t)
		w.click(named("new-chat"))
		w.click(named("person"))
		w.write(named("new-name"), "Kitchen")
		w.press(kb.Enter)
		w.reads(named("room-name"), "Kitchen")
		// The cursor waits until one may write.
		until[bool](w, fmt.Sprintf(`$(%s) === $(%[1]s).getRootNode().activeElement`, js(named("composer"))))
		w.says("tea is ready")
	})
	link := ""
	t.Run("Invite", func(t *testing.T) {
		w := w.in(t)
		comes := w.holdsBack("/members?")
		w.click(named("room-menu"))
		w.click(named("menu") + " " + named("invite"))
		// Bob is found before it is known that he is there already.
		w.sees(named("person"))
		comes()
		w.misses(named("person"))
		w.click(named("make-link"))
		link = until[string](w, fmt.Sprintf(`$(%s).value`, js(named("invite-link"))))
		w.press(kb.Escape)
		carol := b.open(t, link)
		carol.joins("Carol")
		carol.sees(named("ask"))
		if at := eval[string](carol, `location.hash`); at != "" {
			t.Errorf("the token stays in the address: %s", at)
		}
		carol.visit(p.url)
		carol.click(named("ask-yes"))
		carol.reads(named("room-name"), "Kitchen")
		carol.seqOf("tea is ready")
	})
	t.Run("InviteInThePageThatIsOpen", func(t *testing.T) {
		dan := b.open(t, p.url)
		dan.joins("Dan")
		eval[string](dan, `location.href = `+js(link))
		dan.sees(named("ask"))
		dan.press(kb.Escape)
		dan.misses(named("ask"))
		dan.visit(p.url)
		dan.sees(named("viewer"))
		if n := dan.count(named("ask")); n != 0 {
			t.Error("who said no is asked again")
		}
		eval[string](dan, `location.href = `+js(link))
		dan.click(named("ask-yes"))
		dan.reads(named("room-name"), "Kitchen")
	})
	t.Run("ErrInvite", func(t *testing.T) {
		eve := b.open(t, p.url+"#invite:nothing")
		eve.joins("Eve")
		eve.expectsFailures()
		eve.click(named("ask-yes"))
		eve.sees(named("ask-error") + ":not(:empty)")
	})
	t.Run("Left", func(t *testing.T) {
		bob := bob.in(t)
		bob.click(named("room") + "[data-slug='']:not([aria-current])")
		bob.reads(named("room-name"), "Kitchen")
		bob.click(named("room-menu"))
		bob.click(named("menu") + " " + named("leave"))
		bob.expectsFailures() // it may ask for the room once more, before it has heard that it is out
		bob.click(named("ask-yes"))
		bob.reads(named("room-name"), "Lobby")
		until[bool](bob, fmt.Sprintf(`$$(%s).length === 2`, js(named("room"))))
	})
}
