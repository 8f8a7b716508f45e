package faye_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestNothingOfTheSenderGetsAcross publishes with everything that one client
// could do to another with, from each transport to each.
func TestNothingOfTheSenderGetsAcross(t *testing.T) {
	for from, openSender := range carriers {
		for to, openReceiver := range carriers {
			t.Run(from+"To"+to, func(t *testing.T) {
				in(t, &faye.Options{}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
					sender, receiver := openSender(n), openReceiver(n)
					sender.Join()
					receiver.Join("/a")
					sender.Send(fmt.Sprintf(`[{"channel":"/a","data":{"ext":"mine"},"clientId":%q,"id":"17","ext":{"secret":"not in an id"},`+
						`"advice":{"reconnect":"none"},"successful":true,"error":"","connectionType":"x","subscription":"/a",`+
						`"version":"1.0","timestamp":"now","constructor":1,"__proto__":{"x":1}}]`, sender.ID))
					synctest.Wait()
					got := receiver.Next()
					if fmt.Sprint(got) != "map[channel:/a data:map[ext:mine]]" {
						t.Fatal(got)
					}
					if reply := sender.NextReply(); strings.Contains(fmt.Sprint(reply), "not in an id") || reply["successful"] != true {
						t.Fatal(reply)
					}
				})
			})
		}
	}
}

// TestNothingOfTheSenderGetsToTheProgramsClient is the same for one within the
// program, which as a subscriber is like any other.
func TestNothingOfTheSenderGetsToTheProgramsClient(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		var got []faye.Delivery
		for _, channel := range []string{"/a", "/service/a"} {
			if _, err := newLocal(t, s).Subscribe(t.Context(), channel, func(d faye.Delivery) { got = append(got, d) }); err != nil {
				t.Fatal(err)
			}
		}
		ann := n.Poll()
		ann.Handshake()
		for _, channel := range []string{"/a", "/service/a"} {
			ann.Send(fmt.Sprintf(`{"channel":%q,"data":1,"clientId":%q,"id":"17","ext":{"secret":"not in an id"}}`, channel, ann.ID))
			ann.Receive()
			synctest.Wait()
		}
		if fmt.Sprintf("%+v", got) != "[{Channel:/a Data:[49] Ext:[] Position:0} {Channel:/service/a Data:[49] Ext:[] Position:0}]" {
			t.Fatalf("%+v", got)
		}
	})
}

// TestOddNames uses names that are something else in other languages.
func TestOddNames(t *testing.T) {
	for name, open := range carriers {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				ann := open(n)
				ann.Join("/__proto__", "/constructor/toString")
				for _, channel := range []string{"/__proto__", "/constructor/toString"} {
					publish(t, s, channel, `{"__proto__":1}`)
					if got := ann.Next(); got["channel"] != channel {
						t.Fatal(got)
					}
				}
				for _, id := range []string{"__proto__", "constructor", "", "../x", strings.Repeat("x", 100_000)} {
					r := n.WebSocket().Call(fayetest.Message{"channel": "/meta/connect", "clientId": id, "connectionType": "websocket"})
					if r["successful"] != false || len(fmt.Sprint(r)) > 500 {
						t.Fatalf("%.100v", r)
					}
				}
			})
		})
	}
}
