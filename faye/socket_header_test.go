package faye

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What extensions and policies look at stays; what was for the upgrade does not.
func TestLastingHeader(t *testing.T) {
	h := http.Header{}
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x",
		"Sec-WebSocket-Extensions": "permessage-deflate", "Sec-WebSocket-Protocol": "p", "Cookie": "a=b", "Origin": "http://a.example",
	} {
		h.Set(name, value)
	}
	h.Add("Cookie", "c=d")
	got, want := lasting(h), http.Header{"Sec-Websocket-Protocol": {"p"}, "Cookie": {"a=b", "c=d"}, "Origin": {"http://a.example"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got.Add("Cookie", "e=f")
	if len(h["Cookie"]) != 2 {
		t.Error("the copy shares what it was made of")
	}
}
