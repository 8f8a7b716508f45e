package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/memory"
)

// mounted: the page works wherever a host mounts it, with the host's own users.
func mounted(t *testing.T, b *chromium) {
	url := host(t, "/a/b/chat")
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
		w.reads(".login-title", "You can read along. To write, log in on this site.")
		if n := w.count(named("guest-name")); n != 0 {
			t.Error("the page offers a way in that the host does not have")
		}
	})
}

// host is somebody's web application with a chat in it. Its users are in a cookie.
func host(t *testing.T, mount string) string {
	t.Helper()
	node, err := fayechat.New(memory.New(), chat.AuthenticatorFunc(func(r *http.Request) (chat.Identity, error) {
		who, err := r.Cookie("who")
		if err != nil {
			return chat.Identity{}, chat.ErrUnauthenticated
		}
		return chat.Identity{Provider: "host", Subject: who.Value, Name: who.Value}, nil
	}), nil)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(mount+"/", http.StripPrefix(mount, node.Handler()))
	srv := httptest.NewServer(mux)
	t.Cleanup(func() {
		srv.CloseClientConnections()
		ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		if err := node.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		srv.Close()
	})
	return srv.URL
}
