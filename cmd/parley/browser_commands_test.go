package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

// shop is a host that knows orders, and what people may ask about them.
func shop(o *chat.Options) {
	o.Commands = []chat.Command{
		{Name: "order", Description: "Tells how an order is", Usage: "<number>", Handle: func(_ context.Context, c chat.Invocation) (chat.Reply, error) {
			if c.Args == "" {
				return chat.Reply{}, chat.Refuse("Say which order you mean")
			}
			return chat.Reply{Text: "Order **" + c.Args + "** is paid"}, nil
		}},
		{Name: "wave", Description: "Waves to all", Handle: func(context.Context, chat.Invocation) (chat.Reply, error) {
			return chat.Reply{Text: "👋", InRoom: true}, nil
		}},
		{Name: "quiet", Description: "Does it without a word", Handle: func(context.Context, chat.Invocation) (chat.Reply, error) {
			return chat.Reply{}, nil
		}},
	}
}

// commandsDone: what the host can do is offered, done and answered to who asked; what it cannot
// is said, and can be written again.
func commandsDone(t *testing.T, b *chromium) {
	e := embed(t, "/chat", orderPage, shop)
	w, other := b.open(t, e.url, "who", "ann"), b.open(t, e.url, "who", "bob")
	t.Run("SentBeforeTheyWereOffered", func(t *testing.T) {
		w := w.in(t)
		offers := w.holdsBack("commands?")
		w.sends("/quiet")
		w.reads(named("answer")+" .body", "Done.")
		offers()
		if w.count(".choice") != 0 {
			t.Error("what is sent already is completed")
		}
		w.click(named("answer-close"))
	})
	w.write(named("composer"), "/")
	w.picks("/order <number>", "/wave", "/quiet")
	w.insert("ord")
	w.picks("/order <number>")
	w.reads(named("choice")+" .choice-note", "Tells how an order is")
	w.press(kb.Enter)
	w.holds("/order ")
	w.insert("42")
	w.press(kb.Enter)
	w.reads(named("answer")+" .body", "Order 42 is paid")
	w.reads(named("answer")+" strong", "42")
	w.reads(named("answer")+" .hint", "/order · Only you see this")
	w.holds("")
	if n := w.count(".message"); n != 0 {
		t.Errorf("the room has %d messages of a command that answers who asked", n)
	}
	w.click(named("answer-close"))
	w.misses(named("answer"))
	w.holdsFocus(named("composer"))

	t.Run("InTheRoom", func(t *testing.T) {
		w, other := w.in(t), other.in(t)
		w.write(named("composer"), "/wave")
		w.picks("/wave")
		// It is written already: Enter sends.
		w.press(kb.Enter)
		other.seqOf("👋")
	})
	t.Run("WithoutAWord", func(t *testing.T) {
		w := w.in(t)
		w.sends("/quiet ")
		w.reads(named("answer")+" .body", "Done.")
		w.click(named("answer-close"))
	})
	t.Run("RefusalsAreWrittenAgain", func(t *testing.T) {
		w := w.in(t)
		w.expectsFailures()
		w.sends("/nope")
		w.reads(named("pending-status"), "Not sent: There is no such command here. To say it all the same, begin with two slashes.")
		w.click(named("edit-unsent"))
		w.misses(".pending")
		w.holds("/nope")
		w.press(kb.Home + "/" + kb.Enter)
		other.in(t).seqOf("/nope")
		w.sends("/order ")
		w.reads(named("pending-status"), "Not sent: Say which order you mean.")
		w.click(named("discard"))
		w.misses(".pending")
	})
	if n := other.count(named("answer")); n != 0 {
		t.Errorf("another sees %d answers", n)
	}
}
