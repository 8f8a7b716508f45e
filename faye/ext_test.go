package faye

import (
	"encoding/json"
	"testing"
	"time"
)

// FuzzExt reads whatever clients put into their ext: nothing of it may panic, and
// what is answered must be JSON.
func FuzzExt(f *testing.F) {
	for _, seed := range []string{`{}`, `{"ack":true}`, `{"ack":7}`, `{"ack":"7"}`, `{"timesync":{"tc":1,"l":2,"o":3}}`,
		`{"timesync":{"tc":-1.5e3,"l":0,"o":"x"}}`, `{"replay":true}`, `{"replay":{"/a":1,"/b":"-1","/c/*":null}}`,
		`[]`, `"x"`, `null`, ` { } `, `{"replay":{"/a":{}},"replay":{"/a":1}}`, `{`, ``} {
		f.Add(seed)
	}
	server, err := NewServer(&Options{History: &History{}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, ext string) {
		x := &exchange{srv: server}
		m := &Message{Ext: json.RawMessage(ext), Subscription: []string{"/a", "/c/*"}}
		requests, _ := x.replayRequests(m)
		m.sync = newTimesync(m.Ext)
		m.batch, _ = ackNumber(extMember(m.Ext, "ack"))
		for _, answer := range [][]byte{connectExt(m), replayExt(requests), server.handshakeExt(&Session{acks: &acks{}}, m.sync)} {
			if answer != nil && !json.Valid(answer) {
				t.Fatalf("%s was answered with %s", ext, answer)
			}
		}
		for _, q := range requests {
			if q.after < ReplayAll || q.channel != "/a" && q.channel != "/c/*" && !Matches("/c/*", q.channel) {
				t.Fatalf("%s: %+v", ext, q)
			}
		}
		if json.Valid([]byte(ext)) && len(ext) > 0 && (ext[0] == '{' || ext[0] == '[' || ext[0] == '"') {
			if marked := markExt(m.Ext, 7); !json.Valid(marked) {
				t.Fatalf("%s was marked as %s", ext, marked)
			}
		}
	})
}

// TestDeflatedFramesAreShared compresses an event once.
func TestDeflatedFramesAreShared(t *testing.T) {
	d := &deflaters{}
	e := newEvent(&Message{role: delivery, Channel: "/a", Data: make(json.RawMessage, 4000)})
	first, again := d.deflated(e), d.deflated(e)
	if &first[0] != &again[0] || len(first) > 200 || first[0] != 0xc1 {
		t.Fatal(len(first), first[0])
	}
}

// TestHistoryIsBounded adds until every bound has been passed.
func TestHistoryIsBounded(t *testing.T) {
	o := (&History{Messages: 3, Bytes: 500, Channels: 5, TotalBytes: 2000, Age: time.Hour}).complete()
	h := newHistory(o)
	for i := range 1000 {
		name := "/" + string(rune('a'+i%20))
		h.add(newEvent(&Message{role: delivery, Channel: name, Data: make(json.RawMessage, i%300)}))
		bytes, messages := 0, 0 // with those of the channels themselves
		for _, at := range h.logs {
			l := at.Value.(*channelLog)
			sum := 0
			for _, e := range l.kept {
				sum += e.size()
			}
			if sum != l.bytes || len(l.kept) > 3 || sum > 500 && len(l.kept) > 1 {
				t.Fatalf("%s: %d messages, %d bytes", l.channel, len(l.kept), sum)
			}
			bytes, messages = bytes+sum+l.size(), messages+len(l.kept)
		}
		if m, b := h.size(); m != messages || b != bytes || len(h.logs) > 5 || len(h.logs) != h.byAge.Len() || b > 2000 {
			t.Fatalf("%d messages, %d bytes, %d channels", m, b, len(h.logs))
		}
	}
}
