package fayechat_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/faye/fayetest"
)

// A device is a client that shows one room as a page would: it asks once when it comes,
// and after that believes what it is told.
type device struct {
	*fayetest.Client
	w    *world
	name string
	user chat.User
	room chat.RoomID

	unread   chat.Unread
	typing   map[string]bool
	presence map[string]chat.Status
	read     map[string]int64
}

// view is what a device shows. Its keys are names.
type view struct {
	Unread, ReadSeq int
	Typing          []string
	Presence        map[string]chat.Status
	Read            map[string]int64
}

// open connects a device, or one that was cut off anew: it subscribes, then asks.
func (d *device) open() {
	d.Client = d.w.net.WebSocket(http.Header{"X-User": {d.name}})
	d.Join("/rooms/"+string(d.room), "/rooms/"+string(d.room)+"/live", "/users/"+string(d.user.ID))
	d.typing, d.presence, d.read = map[string]bool{}, map[string]chat.Status{}, map[string]int64{}
	for _, u := range ask[chat.Unread](d, "unread") {
		d.unread = u
	}
	for _, p := range ask[payload](d, "rooms/"+string(d.room)+"/typing") {
		d.typing[p.User.DisplayName] = true
	}
	for _, p := range ask[payload](d, "rooms/"+string(d.room)+"/presence") {
		d.presence[p.User.DisplayName] = p.Status
	}
	for _, p := range ask[payload](d, "rooms/"+string(d.room)+"/reads") {
		d.read[p.User.DisplayName] = p.ReadSeq
	}
}

// payload is that of a signal, and an entry of a list.
type payload struct {
	User    chat.User
	Status  chat.Status
	ReadSeq int64
}

// ask gets the entries of a list.
func ask[T any](d *device, path string) []T {
	d.w.Helper()
	var page struct{ Items []T }
	if err := json.Unmarshal([]byte(d.w.http(d.name, "GET /api/v1/"+path, "")), &page); err != nil {
		d.w.Fatal(err)
	}
	return page.Items
}

// http asks the module as that user, and wants to be obeyed.
func (w *world) http(user, route, body string) string {
	w.Helper()
	method, path, _ := strings.Cut(route, " ")
	r := httptest.NewRequestWithContext(w.Context(), method, path, strings.NewReader(body))
	r.Header.Set("X-User", user)
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	if rec.Code >= 300 {
		w.Fatalf("%s by %s: %d %s", route, user, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

// show takes in what has arrived, without waiting, and tells what it comes to.
func (d *device) show() view {
	for !d.Quiet() {
		d.take(d.Next())
	}
	v := view{d.unread.Count, int(d.unread.ReadSeq), slices.Sorted(maps.Keys(d.typing)), map[string]chat.Status{}, map[string]int64{}}
	maps.Copy(v.Presence, d.presence)
	maps.Copy(v.Read, d.read)
	return v
}

// take believes a delivery.
func (d *device) take(m fayetest.Message) {
	d.w.Helper()
	var data struct {
		Event   string
		Rev     int64
		Payload json.RawMessage
	}
	if err := json.Unmarshal([]byte(text(m["data"])), &data); err != nil {
		d.w.Fatal(err)
	}
	var p payload
	switch data.Event {
	case "message.created":
		var msg chat.Message
		d.decode(data.Payload, &msg)
		if msg.Seq > d.unread.LastSeq && msg.Author.ID != d.user.ID {
			d.unread.Count++
		}
		return
	case "read.updated":
		d.decode(data.Payload, &d.unread)
		return
	case "typing.started", "typing.stopped", "presence.updated", "receipt.updated":
		d.decode(data.Payload, &p)
	}
	switch name := p.User.DisplayName; data.Event {
	case "typing.started":
		d.typing[name] = true
	case "typing.stopped":
		delete(d.typing, name)
	case "presence.updated":
		if d.presence[name] = p.Status; p.Status == chat.Offline {
			delete(d.presence, name)
		}
	case "receipt.updated":
		d.read[name] = p.ReadSeq
	}
}

func (d *device) decode(b json.RawMessage, v any) {
	d.w.Helper()
	if err := json.Unmarshal(b, v); err != nil {
		d.w.Fatal(err)
	}
}

// household is two people with three devices each in a room of theirs.
type household struct {
	*world
	ann, bob chat.User
	room     chat.RoomID
	devices  []*device // three of Ann's, then three of Bob's
}

func newHousehold(t *testing.T) *household {
	w := newWorld(t, nil)
	h := &household{world: w, ann: w.user("ann"), bob: w.user("bob")}
	h.room = w.room(h.ann, "home", h.bob).ID
	for _, u := range []chat.User{h.ann, h.bob} {
		for range 3 {
			d := &device{w: w, name: u.DisplayName, user: u, room: h.room}
			d.open()
			h.devices = append(h.devices, d)
		}
	}
	return h
}

// agree wants every device to show this by now: one round trip, and no clock, is all that
// they get. What differs between the two people is unread.
func (h *household) agree(when string, both view, ann, bob [2]int) {
	h.Helper()
	synctest.Wait()
	for i, d := range h.devices {
		want := both
		want.Unread, want.ReadSeq = ann[0], ann[1]
		if i >= 3 {
			want.Unread, want.ReadSeq = bob[0], bob[1]
		}
		if got := d.show(); text(got) != text(want) {
			h.Errorf("%s: device %d of %s shows %s, want %s", when, i%3, d.name, text(got), text(want))
		}
	}
}
