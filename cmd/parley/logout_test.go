package main

import (
	"encoding/json"
	"testing"
)

// bayeux sends one message to the realtime server and returns the reply.
func (one *person) bayeux(message map[string]any) (reply map[string]any) {
	one.p.t.Helper()
	var replies []map[string]any
	one.must(200, "POST /faye", []any{message}, &replies)
	if len(replies) != 1 {
		one.p.t.Fatalf("got %v", replies)
	}
	return replies[0]
}

// TestD9_LogOutEndsTheRealtimeSession at once, and on whichever device.
func TestD9_LogOutEndsTheRealtimeSession(t *testing.T) {
	p := start(t)
	ann, bob := p.guest("Ann"), p.guest("Bob")
	sessions := map[*person]any{}
	for _, one := range []*person{ann, bob} {
		reply := one.bayeux(map[string]any{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []string{"long-polling"}})
		sessions[one] = reply["clientId"]
	}
	goesOn := func(one *person) bool {
		t.Helper()
		reply := one.bayeux(map[string]any{"channel": "/meta/connect", "clientId": sessions[one],
			"connectionType": "long-polling", "advice": json.RawMessage(`{"timeout":0}`)})
		return reply["successful"] == true
	}
	if !goesOn(ann) || !goesOn(bob) {
		t.Fatal("there is no session")
	}
	if res, _, err := ann.do("POST /auth/logout", nil); err != nil || res.StatusCode != 204 {
		t.Fatalf("log out: %v, %v", res, err)
	}
	if goesOn(ann) {
		t.Error("the session of who logged out goes on")
	}
	if !goesOn(bob) {
		t.Error("the session of somebody else ended")
	}
	if lines := p.errors(); len(lines) > 0 {
		t.Errorf("%q", lines)
	}
}
