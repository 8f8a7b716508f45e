package fayechat_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/chat"
)

// TestDevicesInStep: two people, three devices each. What is unread, how far both have
// read, who types and who is there is the same on all six within a round trip, also after
// any of them comes back.
func TestDevicesInStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHousehold(t)
		room := "/api/v1/rooms/" + string(h.room)
		now := view{Presence: map[string]chat.Status{"ann": chat.Online, "bob": chat.Online}, Read: map[string]int64{"ann": 0, "bob": 0}}
		annRead, bobRead := [2]int{}, [2]int{}
		agree := func(when string) {
			t.Helper()
			h.agree(when, now, annRead, bobRead)
			for i, d := range h.devices { // each comes back on its own, after a farewell or a cut
				if i%2 == 0 {
					d.Call(map[string]any{"channel": "/meta/disconnect"})
				}
				d.Close()
				d.open()
				h.agree(fmt.Sprintf("%s, after device %d came back", when, i), now, annRead, bobRead)
			}
			h.agree(when+", after all came back", now, annRead, bobRead)
		}
		agree("at first")

		var last int64
		for i := range 3 {
			last = h.post(h.ann, h.room, fmt.Sprint("message ", i)).Seq
		}
		bobRead[0] = 3
		agree("after three messages")

		h.http("bob", "PUT "+room+"/read", fmt.Sprintf(`{"seq":%d}`, last-1))
		bobRead, now.Read["bob"] = [2]int{1, int(last) - 1}, last-1
		agree("after Bob read two")

		h.devices[4].Publish("/service/typing", fmt.Sprintf(`{"room":%q}`, h.room))
		now.Typing = []string{"bob"}
		agree("while Bob types")
		h.http("ann", "POST "+room+"/typing", "")
		now.Typing = []string{"ann", "bob"}
		agree("while both type")
		time.Sleep(2 * time.Second)
		h.post(h.ann, h.room, "done")
		bobRead[0], now.Typing = 2, []string{"bob"}
		agree("after Ann posted")
		time.Sleep(4 * time.Second)
		now.Typing = nil
		agree("when Bob had typed for long enough")

		h.http("bob", "PUT "+room+"/read", `{"seq":0,"force":true}`)
		bobRead, now.Read["bob"] = [2]int{4, 0}, 0
		agree("after Bob marked all as unread")

		time.Sleep(20 * time.Second) // the server gives up those that were cut
		for _, d := range h.devices[3:] {
			d.Publish("/service/presence", `{"status":"away"}`)
		}
		now.Presence["bob"] = chat.Away
		h.agree("while Bob is away", now, annRead, bobRead)
		time.Sleep(time.Second)
		h.devices[3].Publish("/service/presence", `{"status":"online"}`)
		now.Presence["bob"] = chat.Online
		h.agree("when Bob is back on one device", now, annRead, bobRead)

		h.http("bob", "PATCH /api/v1/me", `{"preferences":{"presence":false,"readReceipts":false}}`)
		time.Sleep(time.Second)
		delete(now.Presence, "bob")
		h.http("bob", "PUT "+room+"/read", fmt.Sprintf(`{"seq":%d}`, last))
		bobRead = [2]int{1, int(last)}
		h.agree("when Bob keeps to himself", now, annRead, bobRead)
		delete(now.Read, "bob")
		for _, d := range h.devices {
			d.Close()
			d.open()
		}
		h.agree("after all came back to a Bob who keeps to himself", now, annRead, bobRead)
	})
}

// TestOffline: who has left on every device is gone after the grace, and back at once.
func TestOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHousehold(t)
		now := view{Presence: map[string]chat.Status{"ann": chat.Online, "bob": chat.Online}, Read: map[string]int64{"ann": 0, "bob": 0}}
		h.agree("at first", now, [2]int{}, [2]int{})
		bobs := h.devices[3:]
		h.devices = h.devices[:3]
		for _, d := range bobs[:2] {
			d.Call(map[string]any{"channel": "/meta/disconnect"})
		}
		bobs[2].Close() // which may come back until the server's own grace is over
		time.Sleep(29 * time.Second)
		h.agree("before the grace is over", now, [2]int{}, [2]int{})
		time.Sleep(2 * time.Second)
		delete(now.Presence, "bob")
		h.agree("after the grace", now, [2]int{}, [2]int{})
		for _, d := range bobs {
			d.open()
		}
		h.devices = append(h.devices, bobs...)
		now.Presence["bob"] = chat.Online
		h.agree("when Bob is back", now, [2]int{}, [2]int{})
	})
}
