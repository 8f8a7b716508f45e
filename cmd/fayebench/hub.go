package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"
)

// hub is the server to compare with: what one writes with gorilla/websocket for a
// chat, speaking just enough Bayeux to be given the same load. One goroutine knows
// all connections and hands each message to the channels of those that want it;
// two more for each connection read and write, the latter all that has queued up
// in one frame. Whoever falls 256 messages behind is cut off.
type hub struct {
	join, leave chan *member
	wishes      chan wish
	messages    chan spoken
	answers     chan answered
	numbers     atomic.Int64 // the members' ids
	done        chan struct{}
	once        sync.Once
	upgrader    websocket.Upgrader
}

// wish is a member's subscription.
type wish struct {
	member  *member
	channel string
}

// spoken is a message on its way to the members.
type spoken struct {
	channel string
	object  []byte
}

// answered is a reply on its way to one member.
type answered struct {
	member *member
	object []byte
}

func newHub() *hub {
	h := &hub{join: make(chan *member), leave: make(chan *member), wishes: make(chan wish), messages: make(chan spoken), answers: make(chan answered),
		done:     make(chan struct{}), // Room for all that is joined, or it would take several writes.
		upgrader: websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 4096}}
	go h.run()
	return h
}

func (h *hub) close() { h.once.Do(func() { close(h.done) }) }

func (h *hub) run() {
	members := map[*member]bool{}
	channels := map[string]map[*member]bool{}
	drop := func(m *member) {
		if !members[m] {
			return
		}
		delete(members, m)
		for _, subscribed := range channels {
			delete(subscribed, m)
		}
		close(m.queue)
	}
	hand := func(m *member, object []byte) {
		select {
		case m.queue <- object:
		default:
			drop(m)
		}
	}
	for {
		select {
		case m := <-h.join:
			members[m] = true
		case m := <-h.leave:
			drop(m)
		case w := <-h.wishes:
			if channels[w.channel] == nil {
				channels[w.channel] = map[*member]bool{}
			}
			if members[w.member] {
				channels[w.channel][w.member] = true
			}
		case s := <-h.messages:
			for m := range channels[s.channel] {
				hand(m, s.object)
			}
		case a := <-h.answers:
			if members[a.member] {
				hand(a.member, a.object)
			}
		case <-h.done:
			for m := range members {
				drop(m)
			}
			return
		}
	}
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	m := &member{hub: h, conn: conn, queue: make(chan []byte, 256)}
	if !say(h, h.join, m) {
		_ = conn.Close()
		return
	}
	go m.write()
	m.read()
}

// say hands something to the hub, unless that has ended.
func say[T any](h *hub, to chan<- T, v T) bool {
	select {
	case to <- v:
		return true
	case <-h.done:
		return false
	}
}

// asked is a message that a client sends.
type asked struct {
	ID           string          `json:"id"`
	Channel      string          `json:"channel"`
	Subscription json.RawMessage `json:"subscription"`
	Data         json.RawMessage `json:"data"`
	Advice       *struct {
		Timeout int `json:"timeout"`
	} `json:"advice"`
}

// answer is what Bayeux wants to be told, in as far as the load looks at it; nil
// for a connect, which is held for ever.
func (m *member) answer(a *asked) []byte {
	more := ""
	switch a.Channel {
	case "/meta/handshake":
		more = `,"version":"1.0","supportedConnectionTypes":["websocket"],"clientId":"` + strconv.Itoa(int(m.hub.numbers.Add(1))) + `"`
	case "/meta/connect":
		if a.Advice == nil {
			return nil
		}
	case "/meta/subscribe":
		for _, channel := range subscriptions(a.Subscription) {
			say(m.hub, m.hub.wishes, wish{m, channel})
		}
	default:
		object, _ := json.Marshal(map[string]any{"channel": a.Channel, "data": a.Data})
		say(m.hub, m.hub.messages, spoken{a.Channel, object})
	}
	channel, _ := json.Marshal(a.Channel)
	id, _ := json.Marshal(a.ID)
	return []byte(`{"channel":` + string(channel) + `,"id":` + string(id) + `,"successful":true` + more + `}`)
}

func subscriptions(raw json.RawMessage) (all []string) {
	if json.Unmarshal(raw, &all) == nil {
		return all
	}
	var one string
	_ = json.Unmarshal(raw, &one)
	return []string{one}
}
