package chat_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// slow makes the crew's room a slow one.
func (c *crew) slow(pace time.Duration) {
	c.Helper()
	ms := pace.Milliseconds()
	if _, err := c.UpdateRoom(c.Context(), c.owner.ID, c.room.ID, chat.RoomEdit{SlowModeMs: &ms}); err != nil {
		c.Fatal(err)
	}
}

func TestSlowMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newCrew(t, chat.Public)
		w.slow(10 * time.Second)
		post := func(who chat.User, id string) error {
			_, _, err := w.Post(t.Context(), who.ID, w.room.ID, chat.Draft{Text: "hi", ClientID: id})
			return err
		}
		if err := post(w.member, "a"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(7500 * time.Millisecond)
		if err := post(w.member, "b"); !errors.Is(err, chat.ErrSlowMode) {
			t.Errorf("too soon: %v", err)
		}
		if err := post(w.member, "a"); err != nil {
			t.Errorf("a repeated post: %v", err)
		}
		a := w.ask("POST /api/v1/rooms/crew/messages", `{"text":"more"}`, "X-User: member")
		var p struct{ Code string }
		if a.into(t, &p); a.StatusCode != http.StatusTooManyRequests || p.Code != "slow_mode" || a.Header.Get("Retry-After") != "3" {
			t.Errorf("%s %q %s", a.Status, a.Header.Get("Retry-After"), a.body)
		}
		for name, who := range map[string]chat.User{"moderator": w.moderator, "owner": w.owner} {
			if err := errors.Join(post(who, "a"), post(who, "b")); err != nil {
				t.Errorf("a %s: %v", name, err)
			}
		}
		if err := post(w.nobody, "a"); err != nil {
			t.Errorf("somebody else: %v", err)
		}
		time.Sleep(2500 * time.Millisecond)
		if err := post(w.member, "b"); err != nil {
			t.Errorf("in time: %v", err)
		}
		w.slow(0)
		if err := post(w.member, "c"); err != nil {
			t.Errorf("when it is over: %v", err)
		}
	})
	t.Run("ADeletedMessageCounts", func(t *testing.T) {
		w := newCrew(t, chat.Public)
		w.slow(time.Hour)
		msg, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "hi"})
		if err == nil {
			_, err = w.Delete(t.Context(), w.member.ID, msg.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "hi"}); !errors.Is(err, chat.ErrSlowMode) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("OfManyAtOnceOneIsThere", func(t *testing.T) {
		onEachStorage(t, func(t *testing.T, fresh func(t *testing.T) func() chat.Storage) {
			w := crewOf(worldOver(t, fresh(t)()), chat.Public)
			w.slow(time.Hour)
			var posted, refused atomic.Int64
			var wg sync.WaitGroup
			for i := range 50 {
				wg.Go(func() {
					_, _, err := w.Post(t.Context(), w.member.ID, w.room.ID, chat.Draft{Text: "hi", ClientID: fmt.Sprint(i)})
					switch {
					case err == nil:
						posted.Add(1)
					case errors.Is(err, chat.ErrSlowMode):
						refused.Add(1)
					default:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if posted.Load() != 1 || refused.Load() != 49 {
				t.Errorf("%d posted, %d refused", posted.Load(), refused.Load())
			}
		})
	})
	t.Run("ErrInvalid", func(t *testing.T) {
		w := newCrew(t, chat.Public)
		for _, ms := range []int64{-1, 86400001} {
			if _, err := w.UpdateRoom(t.Context(), w.owner.ID, w.room.ID, chat.RoomEdit{SlowModeMs: &ms}); !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("%d: %v", ms, err)
			}
		}
	})
}
