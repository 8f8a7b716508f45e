package chat_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/parleychat/parley/chat"
)

func TestReceipts(t *testing.T) {
	tuned(t, "ToldWhenItMoved", func(t *testing.T, w *crew, r *radio) {
		before, err := w.store.Room(t.Context(), w.room.ID)
		if err != nil {
			t.Fatal(err)
		}
		at := before.Rev
		for range 3 {
			w.says(w.owner)
		}
		for _, c := range []struct {
			name string
			mark func() (chat.Member, error)
			want []string
		}{
			{"forth", func() (chat.Member, error) { return w.MarkRead(t.Context(), w.member.ID, w.room.ID, at+2) },
				[]string{fmt.Sprintf("read.updated member %d+1", at+2), fmt.Sprint("receipt.updated member ", at+2)}},
			{"again", func() (chat.Member, error) { return w.MarkRead(t.Context(), w.member.ID, w.room.ID, at+1) }, nil},
			{"back", func() (chat.Member, error) { return w.MarkUnread(t.Context(), w.member.ID, w.room.ID, at) },
				[]string{fmt.Sprintf("read.updated member %d+3", at), fmt.Sprint("receipt.updated member ", at)}},
		} {
			if _, err := c.mark(); err != nil {
				t.Fatal(c.name, err)
			}
			hears(t, r, c.want...)
		}
		w.prefers(w.member, chat.Preferences{HideReads: true})
		hears(t, r, "preferences.updated member")
		if _, err := w.MarkRead(t.Context(), w.member.ID, w.room.ID, at+3); err != nil {
			t.Fatal(err)
		}
		hears(t, r, fmt.Sprintf("read.updated member %d+0", at+3))
	})
	tuned(t, "WhatIsToldLastIsSo", func(t *testing.T, w *crew, r *radio) {
		for range 30 {
			w.says(w.owner)
		}
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				if _, err := w.MarkUnread(t.Context(), w.member.ID, w.room.ID, int64(i*17%37)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		synctest.Wait()
		now, err := w.store.UnreadIn(t.Context(), w.room.ID, w.member.ID)
		r.mu.Lock()
		defer r.mu.Unlock()
		last := map[chat.SignalKind]chat.Unread{}
		for _, s := range r.said {
			last[s.Kind] = s.Unread
		}
		if err != nil || last[chat.ReadUpdated] != now || last[chat.ReceiptUpdated] != now {
			t.Errorf("told %+v, is %+v, %v", last, now, err)
		}
	})
	tuned(t, "List", func(t *testing.T, w *crew, _ *radio) {
		w.says(w.owner)
		w.prefers(w.reader, chat.Preferences{HideReads: true})
		if _, err := w.MarkRead(t.Context(), w.member.ID, w.room.ID, 1); err != nil {
			t.Fatal(err)
		}
		reads := map[string]int64{}
		for after, more := chat.UserID(""), true; more; {
			list, next, goesOn, err := w.Reads(t.Context(), w.moderator.ID, w.room.ID, after, 1)
			if err != nil || len(list) > 1 {
				t.Fatal(list, err)
			}
			for _, one := range list {
				reads[one.Profile.DisplayName] = one.ReadSeq
			}
			after, more = next, goesOn
		}
		if len(reads) != 3 || reads["member"] != 1 || reads["owner"] != 0 {
			t.Errorf("got %v", reads)
		}
		if _, _, _, err := w.Reads(t.Context(), w.nobody.ID, w.room.ID, "", 1); !errors.Is(err, chat.ErrNotFound) {
			t.Errorf("a stranger: %v", err)
		}
	})
}
