package main

import "testing"

// mounted: the page works wherever a host mounts it, with the host's own users.
func mounted(t *testing.T, b *chromium) {
	url := embed(t, "/a/b/chat", "").url
	ann, bob := b.open(t, url+"/a/b/chat/", "who", "ann"), b.open(t, url+"/a/b/chat", "who", "bob")
	nobody := b.open(t, url+"/a/b/chat/")
	for _, w := range []*window{ann, bob, nobody} {
		w.stays()
	}
	ann.says("Hello")
	bob.seqOf("Hello")
	bob.says("Hello Ann")
	want := until[[]shown](ann, `(`+shownJS+`.length === 2) && `+shownJS)
	for _, w := range []*window{ann, bob, nobody} {
		w.shows(want)
		w.stayed()
		if at := eval[string](w, `location.pathname`); at != "/a/b/chat/" {
			t.Errorf("the page is at %s", at)
		}
	}
	if want[0].Author != "ann" || want[1].Author != "bob" {
		t.Errorf("got %+v", want)
	}
	t.Run("LiveOverBayeux", func(t *testing.T) {
		if up := eval[string](nobody.in(t), `$('.chat').dataset.live`); up != "up" {
			t.Errorf("the live connection is %s", up)
		}
	})
	t.Run("WhoIsNotLoggedInIsSentToTheHost", func(t *testing.T) {
		w := nobody.in(t)
		w.reads(".login-title", "To write, log in on this site.")
		if n := w.count(named("guest-name")); n != 0 {
			t.Error("the page offers a way in that the host does not have")
		}
	})
}
