package fayechat_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/adapters/fayechat"
	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
	"github.com/parleychat/parley/storage/memory"
)

// elsewhere is a server where everybody may read everything, and a client that may
// publish there.
func elsewhere(t *testing.T) (*faye.Client, *fayetest.Client) {
	t.Helper()
	server, err := faye.NewServer(&faye.Options{
		Policy:     faye.Open(),
		Extensions: []faye.Extension{faye.RequireSecret("long", faye.GuardPublish)},
	})
	if err != nil {
		t.Fatal(err)
	}
	net := fayetest.Serve(t, server)
	client, err := faye.NewClient("http://faye.test/", &faye.ClientOptions{
		HTTPClient: net.HTTP(), Extensions: []faye.ClientExtension{faye.SendSecret("long")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
		if err := server.Shutdown(context.Background()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	return client, net.WebSocket()
}

// TestRemote: what is told elsewhere, where nobody asks who may read.
func TestRemote(t *testing.T) {
	for name, c := range map[string]struct {
		private, loginToRead bool
		want                 string
	}{
		"TellsOfPublicRooms":        {false, false, "lobby"},
		"PrivateTellsOfAll":         {true, false, "plans lobby"},
		"LoginToReadTellsOfNothing": {false, true, ""},
		"PrivateGoesBeforeLogin":    {true, true, "plans lobby"},
	} {
		t.Run(name, func(t *testing.T) {
			client, reader := elsewhere(t)
			reader.Join("/rooms/*", "/end")
			w := newWorld(t, &fayechat.Options{
				Chat:    &chat.Options{LoginToRead: c.loginToRead},
				Remotes: []fayechat.Remote{{Name: "far", Client: client, Private: c.private}},
			})
			ann := w.user("ann")
			plans, err := w.Module.CreateRoom(t.Context(), ann.ID, chat.RoomDraft{Kind: chat.Private, Slug: "plans", Name: "Plans"})
			if err != nil {
				t.Fatal(err)
			}
			slugs := map[string]string{"/rooms/" + string(w.Module.Lobby()): "lobby", "/rooms/" + string(plans.ID): "plans"}
			w.post(ann, plans.ID, "hush")
			w.post(ann, w.Module.Lobby(), "hi")
			if err := w.Shutdown(t.Context()); err != nil { // which waits for the rest
				t.Fatal(err)
			}
			if err := client.Publish(t.Context(), "/end", 1); err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for d := reader.Next(); d["channel"] != "/end"; d = reader.Next() {
				got[slugs[d["channel"].(string)]] = true
			}
			want := map[string]bool{}
			for _, slug := range strings.Fields(c.want) {
				want[slug] = true
			}
			if text(got) != text(want) {
				t.Errorf("told of %v, want %v", got, want)
			}
		})
	}
	t.Run("ErrClient", func(t *testing.T) {
		n, err := fayechat.New(memory.New(), byHeader, &fayechat.Options{Remotes: []fayechat.Remote{{Name: "far"}}})
		if n != nil || err == nil || !strings.Contains(err.Error(), "far") {
			t.Errorf("got %v, %v", n, err)
		}
	})
	t.Run("ErrNameTwice", func(t *testing.T) {
		client, _ := elsewhere(t)
		far := fayechat.Remote{Name: "far", Client: client}
		n, err := fayechat.New(memory.New(), byHeader, &fayechat.Options{Remotes: []fayechat.Remote{far, far}})
		if n != nil || err == nil || !strings.Contains(err.Error(), "far") {
			t.Errorf("got %v, %v", n, err)
		}
	})
}

// TestRemoteGoesOn: what one process could not tell, the next one does, on /messages
// too.
func TestRemoteGoesOn(t *testing.T) {
	store, nowhere := memory.New(), fayetest.Serve(t, nil)
	lost, err := faye.NewClient("http://faye.test/", &faye.ClientOptions{HTTPClient: nowhere.HTTP()})
	if err != nil {
		t.Fatal(err)
	}
	first := remoteNode(t, store, lost)
	ann, err := first.Module.SignIn(t.Context(), chat.Identity{Provider: "test", Subject: "ann", Name: "ann"})
	if err == nil {
		_, _, err = first.Module.Post(t.Context(), ann.ID, first.Module.Lobby(), chat.Draft{Text: "hi"})
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // as a kill would
	_ = first.Shutdown(ctx)
	_ = lost.Close(ctx)

	client, reader := elsewhere(t)
	reader.Join("/rooms/*", "/messages")
	second := remoteNode(t, store, client)
	for _, want := range []string{"/rooms/" + string(second.Module.Lobby()), "/messages"} {
		if got := reader.Next(); got["channel"] != want {
			t.Errorf("told on %v, want %s", got["channel"], want)
		}
	}
	if err := second.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestRemoteForgets: a text that was deleted while the server was away is not told when
// it is back, only that it is gone.
func TestRemoteForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var away atomic.Bool
		server, err := faye.NewServer(&faye.Options{Policy: faye.Open(), Timeout: time.Hour}) // the reader must not expire
		if err != nil {
			t.Fatal(err)
		}
		link := fayetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if away.Load() {
				http.Error(w, "away", http.StatusServiceUnavailable)
				return
			}
			server.ServeHTTP(w, r)
		}))
		client, err := faye.NewClient("http://faye.test/", &faye.ClientOptions{HTTPClient: link.HTTP(), DisableWebSocket: true})
		if err != nil {
			t.Fatal(err)
		}
		reader := fayetest.Serve(t, server).WebSocket()
		reader.Join("/rooms/*", "/messages")
		w := newWorld(t, &fayechat.Options{Remotes: []fayechat.Remote{{Name: "far", Client: client}}})
		away.Store(true)
		ann := w.user("ann")
		regretted := w.post(ann, w.Module.Lobby(), "regretted")
		time.Sleep(time.Minute)
		if _, err := w.Module.Delete(t.Context(), ann.ID, regretted.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		away.Store(false)
		for _, want := range []string{`"message.created"`, `"message.deleted"`, `"deleteMessage"`} {
			got := text(reader.Next()["data"])
			if !strings.Contains(got, want) || strings.Contains(got, "regretted") {
				t.Errorf("told %s, want %s", got, want)
			}
		}
		if err := errors.Join(w.Shutdown(t.Context()), client.Close(t.Context()), server.Shutdown(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

func remoteNode(t *testing.T, store chat.Storage, client *faye.Client) *fayechat.Node {
	t.Helper()
	n, err := fayechat.New(store, byHeader, &fayechat.Options{Remotes: []fayechat.Remote{{Name: "far", Client: client}}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
