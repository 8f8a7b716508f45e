package chat_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// nowhere is a network of which nothing comes back.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("nowhere") }

// called is a network that answers with a status and keeps what it was asked.
type called struct {
	answer func(n int) (status int, retryAfter string) // to the nth request
	at     []time.Time
	events []chat.Event
	ids    []string
	signed []string
}

func (c *called) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var ev chat.Event
	if err := ev.UnmarshalJSON(body); err != nil {
		return nil, err
	}
	c.at, c.events, c.ids = append(c.at, time.Now()), append(c.events, ev), append(c.ids, r.Header.Get("webhook-id"))
	c.signed = append(c.signed, r.Header.Get("webhook-signature"))
	status, after := c.answer(len(c.at))
	h := http.Header{}
	if after != "" {
		h.Set("Retry-After", after)
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
}

// revs are those that it was told of.
func (c *called) revs() string {
	var all []int64
	for _, ev := range c.events {
		all = append(all, ev.Rev)
	}
	return fmt.Sprint(all)
}

// told makes a crew with a webhook of the room that leads to the network.
func told(t *testing.T, net *called, o chat.WebhookOptions) (*crew, chat.Webhook) {
	t.Helper()
	w := newCrew(t, chat.Private, func(opts *chat.Options) { opts.Webhooks = &o })
	w.CallBy(net)
	synctest.Wait() // what happened before is no concern of it
	hook, _, err := w.CreateWebhook(t.Context(), w.owner.ID, w.room.ID, chat.WebhookDraft{URL: "https://x.test/", Events: []chat.EventKind{chat.MessageCreated}})
	if err != nil {
		t.Fatal(err)
	}
	return w, hook
}

// answering answers every request with that status.
func answering(status int) func(int) (int, string) {
	return func(int) (int, string) { return status, "" }
}

func TestWebhook(t *testing.T) {
	t.Run("OKIsToldOfItsKindsOnce", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: answering(204)}
			w, _ := told(t, net, chat.WebhookOptions{})
			msg := w.said("one")
			if _, err := w.Edit(t.Context(), msg.AuthorID, msg.ID, chat.Edit{Text: "two"}); err != nil {
				t.Fatal(err)
			}
			w.said("three")
			synctest.Wait()
			if len(net.events) != 2 || net.events[0].Message == nil || net.events[1].Message.Text != "three" || net.ids[0] == net.ids[1] {
				t.Errorf("told %+v", net.events)
			}
		})
	})
	t.Run("BacksOffAndPutsAside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: answering(500)}
			w, hook := told(t, net, chat.WebhookOptions{Attempts: 4, Pause: time.Second, MaxPause: 2 * time.Second})
			first := w.said("one")
			time.Sleep(time.Minute)
			synctest.Wait()
			if len(net.at) != 4 || net.ids[0] != net.ids[3] {
				t.Fatalf("tried %d times as %q", len(net.at), net.ids)
			}
			for i, most := range []time.Duration{time.Second, 2 * time.Second, 2 * time.Second} {
				if d := net.at[i+1].Sub(net.at[i]); d < most/2 || d > most {
					t.Errorf("pause %d was %v", i, d)
				}
			}
			list, more, err := w.FailedDeliveries(t.Context(), w.owner.ID, hook.ID, "", 0, 10)
			if err != nil || more || len(list) != 1 || list[0].Rev != first.Rev || list[0].Attempts != 4 || list[0].Reason != "status 500" || list[0].FailedAt.IsZero() {
				t.Fatalf("put aside %+v, %v", list, err)
			}
			net.answer = answering(200)
			second := w.said("two")
			synctest.Wait()
			if err := w.RetryDelivery(t.Context(), w.owner.ID, hook.ID, w.room.ID, first.Rev); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if got, want := net.revs(), fmt.Sprint([]int64{first.Rev, first.Rev, first.Rev, first.Rev, second.Rev, first.Rev}); got != want {
				t.Errorf("told %s, want %s", got, want)
			}
			if err := w.DropDelivery(t.Context(), w.owner.ID, hook.ID, w.room.ID, first.Rev); !errors.Is(err, chat.ErrNotFound) {
				t.Errorf("it is put aside still: %v", err)
			}
		})
	})
	t.Run("DroppedIsForgotten", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: answering(500)}
			w, hook := told(t, net, chat.WebhookOptions{Attempts: 1})
			msg := w.said("one")
			synctest.Wait()
			err := w.DropDelivery(t.Context(), w.owner.ID, hook.ID, w.room.ID, msg.Rev)
			again := w.RetryDelivery(t.Context(), w.owner.ID, hook.ID, w.room.ID, msg.Rev)
			if err != nil || !errors.Is(again, chat.ErrNotFound) || len(net.at) != 1 {
				t.Errorf("%v, then %v, after %d", err, again, len(net.at))
			}
		})
	})
	t.Run("OneAfterTheOtherInOrder", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: func(n int) (int, string) { return map[bool]int{true: 200, false: 503}[n%3 == 0], "" }}
			w, _ := told(t, net, chat.WebhookOptions{})
			var want []int64
			for i := range 5 {
				rev := w.said(fmt.Sprint(i)).Rev
				want = append(want, rev, rev, rev)
			}
			time.Sleep(time.Hour)
			synctest.Wait()
			if net.revs() != fmt.Sprint(want) {
				t.Errorf("told %s, want %v", net.revs(), want)
			}
		})
	})
	t.Run("RetryAfterCounts", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: func(n int) (int, string) { return map[bool]int{true: 429, false: 200}[n == 1], "100" }}
			w, _ := told(t, net, chat.WebhookOptions{})
			w.said("one")
			time.Sleep(time.Hour)
			synctest.Wait()
			if len(net.at) != 2 || net.at[1].Sub(net.at[0]) != 100*time.Second {
				t.Errorf("called at %v", net.at)
			}
		})
	})
	t.Run("GoneDisablesAndEnabledGoesOn", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: answering(410)}
			w, hook := told(t, net, chat.WebhookOptions{})
			w.said("one")
			synctest.Wait()
			w.said("two")
			synctest.Wait()
			list, _, err := w.Webhooks(t.Context(), w.owner.ID, w.room.ID, "", 10)
			if err != nil || len(net.at) != 1 || list[0].DisabledAt.IsZero() || !strings.Contains(list[0].Reason, "410") {
				t.Fatalf("%d calls, %+v, %v", len(net.at), list, err)
			}
			net.answer = answering(200)
			yes := true
			on, err := w.UpdateWebhook(t.Context(), w.owner.ID, hook.ID, chat.WebhookEdit{Enabled: &yes})
			w.said("three")
			synctest.Wait()
			if err != nil || !on.DisabledAt.IsZero() || on.Reason != "" || len(net.at) != 3 || net.ids[0] != net.ids[1] {
				t.Errorf("%+v, %v, called as %q", on, err, net.ids)
			}
		})
	})
	t.Run("RotatedSignsTwiceForADay", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: answering(200)}
			w, hook := told(t, net, chat.WebhookOptions{})
			if _, secret, err := w.RotateWebhook(t.Context(), w.owner.ID, hook.ID); err != nil || !strings.HasPrefix(secret, "whsec_") || secret == hook.Secret {
				t.Fatalf("%q, %v", secret, err)
			}
			w.said("one")
			synctest.Wait()
			time.Sleep(24 * time.Hour)
			w.said("two")
			synctest.Wait()
			if len(net.signed) != 2 || strings.Count(net.signed[0], "v1,") != 2 || strings.Count(net.signed[1], "v1,") != 1 {
				t.Errorf("signed %q", net.signed)
			}
		})
	})
	t.Run("RemovedIsToldNoMore", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: answering(500)}
			w, hook := told(t, net, chat.WebhookOptions{})
			w.said("one")
			synctest.Wait()
			if err := w.RemoveWebhook(t.Context(), w.owner.ID, hook.ID); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			synctest.Wait()
			if len(net.at) != 1 {
				t.Errorf("called %d times", len(net.at))
			}
		})
	})
	t.Run("OfAllRoomsButDirectOnes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: answering(200)}
			w, hook := told(t, net, chat.WebhookOptions{})
			admin := chat.WithRoles(t.Context(), chat.RoleAdmin)
			_, _, err := w.CreateWebhook(admin, w.owner.ID, "", chat.WebhookDraft{URL: "https://y.test/"})
			pair, err2 := w.CreateRoom(t.Context(), w.owner.ID, chat.RoomDraft{Kind: chat.Direct, Members: []chat.UserID{w.member.ID}})
			err3 := w.RemoveWebhook(t.Context(), w.owner.ID, hook.ID)
			_, _, err4 := w.Post(t.Context(), w.owner.ID, pair.ID, chat.Draft{Text: "between us"})
			if err := errors.Join(err, err2, err3, err4); err != nil {
				t.Fatal(err)
			}
			w.said("one")
			w.post(w.member, "two")
			synctest.Wait()
			rooms := map[chat.RoomID]int{}
			for _, ev := range net.events {
				rooms[ev.Room]++
			}
			if len(rooms) != 2 || rooms[w.room.ID] != 1 || rooms[w.Lobby()] != 1 {
				t.Errorf("told of %v", rooms)
			}
		})
	})
	t.Run("WhatTheLogLostIsPutAside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			net := &called{answer: answering(500)}
			w, hook := told(t, net, chat.WebhookOptions{Pause: time.Hour, MaxPause: time.Hour})
			msg := w.said("one")
			synctest.Wait()
			if n, err := w.store.PruneEvents(t.Context(), w.room.ID, time.Now().Add(time.Hour), 100); err != nil || n == 0 {
				t.Fatalf("pruned %d, %v", n, err)
			}
			time.Sleep(2 * time.Hour)
			synctest.Wait()
			list, _, err := w.FailedDeliveries(t.Context(), w.owner.ID, hook.ID, "", 0, 10)
			if err != nil || len(list) != 1 || list[0].Rev != msg.Rev || !strings.Contains(list[0].Reason, "log") || len(net.at) != 1 {
				t.Errorf("%+v, %v", list, err)
			}
		})
	})
}

func TestCreateWebhook(t *testing.T) {
	on := func(o *chat.Options) {
		o.Webhooks = &chat.WebhookOptions{Networks: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	}
	for url, ok := range map[string]bool{
		"https://example.com/hook": true, "http://example.com": true, "https://example.com:8443/": true, "http://10.1.2.3:8080/": true,
		"https://[2606:4700::1111]/": true, "http://[::ffff:10.1.2.3]/": true,
		"": false, "ftp://example.com": false, "javascript:alert(1)": false, "https://": false, "https://a:b@example.com/": false,
		"https://example.com/#x": false, "http://example.com:22/": false, "http://example.com:0/": false, "http://example.com:99999/": false,
		"http://127.0.0.1/": false, "http://169.254.169.254/latest/meta-data": false, "http://[::1]/": false, "http://[::ffff:127.0.0.1]/": false,
		"http://10.2.0.1/": false, "http://[fd00::1]/": false, "http://0.0.0.0/": false, "http://[64:ff9b::7f00:1]/": false, "http://[fe80::1%25eth0]/": false,
		"https://example.com/" + strings.Repeat("x", 2000): false,
	} {
		w := newCrew(t, chat.Private, on)
		_, secret, err := w.CreateWebhook(t.Context(), w.owner.ID, w.room.ID, chat.WebhookDraft{URL: url})
		if (err == nil) != ok || err != nil && !errors.Is(err, chat.ErrInvalid) || ok != strings.HasPrefix(secret, "whsec_") {
			t.Errorf("%q: %v", url, err)
		}
	}
	w := newCrew(t, chat.Private, on)
	w.CallBy(nowhere{})
	for name, c := range map[string]struct {
		by     chat.UserID
		room   chat.RoomID
		events []chat.EventKind
		want   error
	}{
		"ErrModerator": {w.moderator.ID, w.room.ID, nil, chat.ErrForbidden}, "ErrStranger": {w.nobody.ID, w.room.ID, nil, chat.ErrNotFound},
		"ErrOfAllRoomsOnlyAdmins": {w.owner.ID, "", nil, chat.ErrForbidden}, "ErrEvents": {w.owner.ID, w.room.ID, []chat.EventKind{"a b"}, chat.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := w.CreateWebhook(t.Context(), c.by, c.room, chat.WebhookDraft{URL: "https://x.test", Events: c.events})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("ErrSwitchedOff", func(t *testing.T) {
		w := newCrew(t, chat.Private)
		a := w.ask("POST /api/v1/rooms/crew/webhooks/outgoing", `{"url":"https://x.test"}`, "X-User: owner")
		if a.StatusCode != 403 || !strings.Contains(a.body, "switched off") {
			t.Errorf("%s %s", a.Status, a.body)
		}
	})
	t.Run("ErrEditedToWhereNobodyMayBeCalled", func(t *testing.T) {
		hook, _, err := w.CreateWebhook(t.Context(), w.owner.ID, w.room.ID, chat.WebhookDraft{URL: "https://x.test", Events: []chat.EventKind{chat.MessageCreated}})
		if err != nil {
			t.Fatal(err)
		}
		bad, good := "http://[::1]/", "https://y.test"
		_, err = w.UpdateWebhook(t.Context(), w.owner.ID, hook.ID, chat.WebhookEdit{URL: &bad})
		got, err2 := w.UpdateWebhook(t.Context(), w.owner.ID, hook.ID, chat.WebhookEdit{URL: &good})
		if !errors.Is(err, chat.ErrInvalid) || err2 != nil || got.URL != good || got.Events != chat.NewSet(chat.MessageCreated) {
			t.Errorf("%v, then %+v, %v", err, got, err2)
		}
	})
	t.Run("TheSecretIsToldOnce", func(t *testing.T) {
		first := w.ask("POST /api/v1/rooms/crew/webhooks/outgoing", `{"url":"https://x.test"}`, "X-User: owner")
		then := w.ask("GET /api/v1/rooms/crew/webhooks/outgoing", "", "X-User: owner")
		if !strings.Contains(first.body, "whsec_") || strings.Contains(then.body, "whsec_") || strings.Contains(w.exported(), "whsec_") {
			t.Errorf("%s, then %s", first.body, then.body)
		}
	})
}
