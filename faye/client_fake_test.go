package faye_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// fakeServer is a Bayeux server that does as a test says.
type fakeServer struct {
	// answer gives the messages that answer m, separated by commas; "": none yet.
	answer func(f *fakeServer, m map[string]any) string

	mu      sync.Mutex
	got     []map[string]any
	sockets []*websocket.Conn
	session int
}

// faking runs a test against a fake server over each transport.
func faking(t *testing.T, answer func(f *fakeServer, m map[string]any) string, test func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions)) {
	t.Helper()
	for name, disable := range map[string]bool{"websocket": false, "long-polling": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fakeServer{answer: answer}
				test(t, f, fayetest.Serve(t, f), faye.ClientOptions{DisableWebSocket: disable})
			})
		})
	}
}

func (f *fakeServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if websocket.IsWebSocketUpgrade(r) {
		f.serveSocket(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	answers := f.handle(body)
	if len(answers) == 0 {
		<-r.Context().Done()
		return
	}
	_, _ = io.WriteString(w, "["+strings.Join(answers, ",")+"]")
}

func (f *fakeServer) serveSocket(w http.ResponseWriter, r *http.Request) {
	u := websocket.Upgrader{EnableCompression: true}
	conn, err := u.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	f.mu.Lock()
	f.sockets = append(f.sockets, conn)
	f.mu.Unlock()
	for {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if answers := f.handle(frame); len(answers) > 0 {
			_ = conn.WriteMessage(websocket.TextMessage, []byte("["+strings.Join(answers, ",")+"]"))
		}
	}
}

func (f *fakeServer) handle(body []byte) (answers []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []map[string]any
	_ = json.Unmarshal(body, &all)
	for _, m := range all {
		f.got = append(f.got, m)
		if a := f.answer(f, m); a != "" {
			answers = append(answers, a)
		}
	}
	return answers
}

func (f *fakeServer) socket(i int) *websocket.Conn {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sockets[i]
}

// sent lists what came on a channel.
func (f *fakeServer) sent(channel string) (all []map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.got {
		if m["channel"] == channel {
			all = append(all, m)
		}
	}
	return all
}

// polite answers as any server does; a connect only if that is asked for.
func polite(f *fakeServer, m map[string]any) string {
	switch m["channel"] {
	case "/meta/handshake":
		f.session++
		return ok(m, fmt.Sprintf(`"version":"1.0","supportedConnectionTypes":["websocket","long-polling"],"clientId":"s%d","advice":{"reconnect":"retry","interval":0,"timeout":30000}`, f.session))
	case "/meta/connect":
		if m["advice"] == nil {
			return ""
		}
	}
	return ok(m, `"ext":{}`)
}

func ok(m map[string]any, more string) string {
	return fmt.Sprintf(`{"id":%q,"channel":%q,"successful":true,%s}`, m["id"], m["channel"], more)
}

func no(m map[string]any, err, more string) string {
	return fmt.Sprintf(`{"id":%q,"channel":%q,"successful":false,"error":%q,%s}`, m["id"], m["channel"], err, more)
}

// once does something the first n times, and then what is polite.
func once(channel string, n int, odd func(f *fakeServer, m map[string]any) string) func(f *fakeServer, m map[string]any) string {
	return func(f *fakeServer, m map[string]any) string {
		count := 0
		for _, g := range f.got {
			if g["channel"] == channel {
				count++
			}
		}
		if m["channel"] == channel && count <= n {
			return odd(f, m)
		}
		return polite(f, m)
	}
}

// TestClientSurvives has servers do once, or a few times, what they should not;
// the client makes the best of it and publishes in the end.
func TestClientSurvives(t *testing.T) {
	text := func(s string) func(*fakeServer, map[string]any) string {
		return func(*fakeServer, map[string]any) string { return s }
	}
	for name, answer := range map[string]func(f *fakeServer, m map[string]any) string{
		"GarbageForAHandshake": once("/meta/handshake", 3, text(`<html>`)),
		"HalfAMessage":         once("/meta/handshake", 3, text(`{"channel":"/meta/handshake","successful":`)),
		"NoUTF8":               once("/meta/handshake", 3, text("{\"channel\":\"\xff\"}")),
		"NoObjects":            once("/meta/handshake", 1, text(`1,"x",null,[],{}`)),
		"NoAnswerToAHandshake": once("/meta/handshake", 2, text(``)),
		"NoClientID":           once("/meta/handshake", 2, func(_ *fakeServer, m map[string]any) string { return ok(m, `"ext":{}`) }),
		"RefusedHandshake":     once("/meta/handshake", 3, func(_ *fakeServer, m map[string]any) string { return no(m, "403::Later", `"ext":{}`) }),
		"NoAnswerToAConnect":   once("/meta/connect", 1, text(``)),
		"RefusedConnect":       once("/meta/connect", 2, func(_ *fakeServer, m map[string]any) string { return no(m, "500::Oops", `"ext":{}`) }),
		"FayeUnknownConnect":   once("/meta/connect", 2, func(_ *fakeServer, m map[string]any) string { return no(m, "401:s1:Unknown client", `"ext":{}`) }),
		"CometDUnknownConnect": once("/meta/connect", 2, func(_ *fakeServer, m map[string]any) string { return no(m, "402::session_unknown", `"ext":{}`) }),
		"AdvisedHandshake":     once("/meta/connect", 2, func(_ *fakeServer, m map[string]any) string { return no(m, "x", `"advice":{"reconnect":"handshake"}`) }),
		"GarbageForAPublish":   once("/a", 2, text(`]]`)),
		"NoAnswerToAPublish":   once("/a", 2, text(``)),
		"AnotherIDForAPublish": once("/a", 1, func(_ *fakeServer, m map[string]any) string {
			return ok(map[string]any{"id": "zz", "channel": "/a"}, `"ext":{}`)
		}),
		"AnotherChannel": once("/a", 1, func(_ *fakeServer, m map[string]any) string {
			return ok(map[string]any{"id": m["id"], "channel": "/b"}, `"ext":{}`)
		}),
		"FayeUnknownPublish": once("/a", 2, func(f *fakeServer, m map[string]any) string {
			return no(m, fmt.Sprintf("401:s%d:Unknown client", f.session), `"ext":{}`)
		}),
		"CometDUnknownPublish": once("/a", 2, func(_ *fakeServer, m map[string]any) string { return no(m, "402::session_unknown", `"ext":{}`) }),
		"NumbersForIDs": func(f *fakeServer, m map[string]any) string {
			return strings.Replace(polite(f, m), fmt.Sprintf(`"id":%q`, m["id"]), fmt.Sprintf(`"id":%s`, m["id"]), 1)
		},
		"NoIDsInMetaReplies": func(f *fakeServer, m map[string]any) string { return withoutMetaID(polite(f, m), m) },
		"AdviceOfAWrongKind": once("/meta/connect", 1, func(_ *fakeServer, m map[string]any) string { return ok(m, `"advice":[{"reconnect":1}]`) }),
		"AdviceOfWrongKinds": once("/meta/connect", 1, func(_ *fakeServer, m map[string]any) string {
			return ok(m, `"advice":{"reconnect":1,"interval":"x","timeout":{}}`)
		}),
		"SuccessIsAString": once("/meta/connect", 1, func(_ *fakeServer, m map[string]any) string {
			return strings.Replace(ok(m, `"ext":{}`), "true", `"true"`, 1)
		}),
		"DuplicateReplies": func(f *fakeServer, m map[string]any) string {
			return strings.TrimPrefix(polite(f, m)+","+polite(f, m), ",")
		},
		"RefusedWithoutAReason": once("/meta/connect", 1, func(_ *fakeServer, m map[string]any) string {
			return strings.Replace(ok(m, `"ext":{}`), "true", `false`, 1)
		}),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "DuplicateReplies" {
				answer = trimmed(answer)
			}
			faking(t, answer, func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions) {
				c := dialing(t, n, o)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				if err := c.Publish(ctx, "/a", 1); err != nil {
					t.Fatal(err)
				}
				ids := map[any]bool{}
				for _, m := range f.sent("/a") {
					ids[m["id"]] = true
				}
				if len(ids) != 1 {
					t.Errorf("repeated with other ids: %v", ids)
				}
			})
		})
	}
}

func trimmed(answer func(*fakeServer, map[string]any) string) func(*fakeServer, map[string]any) string {
	return func(f *fakeServer, m map[string]any) string { return strings.Trim(answer(f, m), ",") }
}

func withoutMetaID(reply string, m map[string]any) string {
	if !strings.HasPrefix(m["channel"].(string), "/meta/") || m["channel"] == "/meta/subscribe" {
		return reply
	}
	return strings.Replace(reply, fmt.Sprintf(`"id":%q,`, m["id"]), "", 1)
}

// TestClientHammersNobody counts what a server gets that answers badly for long.
func TestClientHammersNobody(t *testing.T) {
	for name, answer := range map[string]func(f *fakeServer, m map[string]any) string{
		"RefusedHandshakes": func(_ *fakeServer, m map[string]any) string {
			return no(m, "403::Never", `"advice":{"reconnect":"handshake","interval":0}`)
		},
		"UnknownSessions": func(f *fakeServer, m map[string]any) string {
			if m["channel"] == "/meta/connect" {
				return no(m, "401::Unknown client", `"advice":{"reconnect":"handshake","interval":0}`)
			}
			return polite(f, m)
		},
		"ConnectsAnsweredAtOnce": func(f *fakeServer, m map[string]any) string {
			if m["channel"] == "/meta/connect" {
				return ok(m, `"advice":{"reconnect":"retry","interval":0,"timeout":30000}`)
			}
			return polite(f, m)
		},
		"NoTimeout": func(f *fakeServer, m map[string]any) string {
			if m["channel"] == "/meta/connect" {
				return ok(m, `"advice":{"reconnect":"retry","interval":0,"timeout":0}`)
			}
			return polite(f, m)
		},
	} {
		t.Run(name, func(t *testing.T) {
			faking(t, answer, func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions) {
				c := dialing(t, n, o)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				_, _ = c.Subscribe(ctx, "/a", func(faye.Delivery) {})
				time.Sleep(10 * time.Minute)
				f.mu.Lock()
				defer f.mu.Unlock()
				if len(f.got) > 1500 {
					t.Errorf("%d messages in 20 minutes", len(f.got))
				}
			})
		})
	}
}

func TestClientWaitsAsAdvised(t *testing.T) {
	answer := func(f *fakeServer, m map[string]any) string {
		if m["channel"] == "/meta/connect" {
			return ok(m, `"advice":{"reconnect":"retry","interval":60000,"timeout":0}`)
		}
		return polite(f, m)
	}
	faking(t, answer, func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions) {
		c := dialing(t, n, o)
		clientPublish(t, c, "/a", 1)
		time.Sleep(10*time.Minute + time.Second)
		if n := len(f.sent("/meta/connect")); n != 11 {
			t.Errorf("%d connects", n)
		}
	})
}

func TestClientIsToldToStop(t *testing.T) {
	never := `"advice":{"reconnect":"none"}`
	t.Run("AtTheHandshake", func(t *testing.T) {
		answer := once("/meta/handshake", 1, func(_ *fakeServer, m map[string]any) string { return no(m, "403:meh:Wrong secret", never) })
		faking(t, answer, func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions) {
			var states heard
			o.OnState = func(s faye.State) { states.add(s.String()) }
			c := dialing(t, n, o)
			var refusal *faye.Error
			if err := c.Publish(t.Context(), "/a", 1); !errors.As(err, &refusal) || refusal.Code != 403 {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			if n := len(f.sent("/meta/handshake")); n != 1 {
				t.Fatalf("%d handshakes", n)
			}
			states.expectLast(t, "stopped")
			clientPublish(t, c, "/a", 2) // a caller may try again
			states.expectLast(t, "connected")
		})
	})
	t.Run("LaterOn", func(t *testing.T) {
		answer := func(f *fakeServer, m map[string]any) string {
			if m["channel"] == "/meta/connect" && f.session == 1 && len(f.got) > 3 {
				return no(m, "", never)
			}
			return polite(f, m)
		}
		faking(t, answer, func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions) {
			c := dialing(t, n, o)
			sub := subscribeTo(t, c, "/a", func(faye.Delivery) {})
			time.Sleep(time.Hour)
			if n := len(f.sent("/meta/handshake")); n != 1 {
				t.Fatalf("%d handshakes", n)
			}
			clientPublish(t, c, "/a", 1)
			synctest.Wait()
			if n := len(f.sent("/meta/subscribe")); n != 2 || sub.Err() != nil {
				t.Errorf("%d subscribes, %v", n, sub.Err())
			}
		})
	})
}

// TestClientRefusesToBelieveADelivery: some servers pass on all that a publisher
// sends, which can look like advice or like the reply to a call.
func TestClientRefusesToBelieveADelivery(t *testing.T) {
	answer := func(f *fakeServer, m map[string]any) string {
		if m["channel"] == "/a" {
			lie := `{"channel":"/a","data":%d,"id":%q,"successful":%t,"error":"403::Lie","advice":{"reconnect":"none"}}`
			return fmt.Sprintf(lie+","+lie+",", 1, m["id"], true, 2, m["id"], false) + ok(m, `"ext":{}`)
		}
		return polite(f, m)
	}
	faking(t, answer, func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions) {
		var got heard
		c := dialing(t, n, o)
		subscribeTo(t, c, "/a", got.note)
		clientPublish(t, c, "/a", 0)
		time.Sleep(time.Hour)
		clientPublish(t, c, "/b", 0)
		got.expect(t, "/a 1", "/a 2")
	})
}

// TestClientGivesUpOnACallThatCostsSessions: one that every session is "unknown" to.
func TestClientGivesUpOnACallThatCostsSessions(t *testing.T) {
	answer := func(f *fakeServer, m map[string]any) string {
		if m["channel"] == "/a" {
			return no(m, "401::Unknown client", `"advice":{"reconnect":"handshake"}`)
		}
		return polite(f, m)
	}
	faking(t, answer, func(t *testing.T, f *fakeServer, n *fayetest.Network, o faye.ClientOptions) {
		c := dialing(t, n, o)
		var refusal *faye.Error
		if err := c.Publish(context.Background(), "/a", 0); !errors.As(err, &refusal) || refusal.Code != 401 {
			t.Fatal(err)
		}
		clientPublish(t, c, "/b", 0)
	})
}
