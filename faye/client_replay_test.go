package faye_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// times counts how often a message has come.
func (f *fakeServer) times(m map[string]any) (n int) {
	for _, g := range f.got {
		if g["id"] == m["id"] {
			n++
		}
	}
	return n
}

// asked is the "replay" of the latest subscribe.
func (f *fakeServer) asked() string {
	all := f.sent("/meta/subscribe")
	ext, _ := all[len(all)-1]["ext"].(map[string]any)
	asked, _ := json.Marshal(ext["replay"])
	return string(asked)
}

// replaying answers as a server does that can replay; told is what it says of
// replay in its subscribe replies.
func replaying(told func(f *fakeServer) string) func(f *fakeServer, m map[string]any) string {
	return func(f *fakeServer, m map[string]any) string {
		switch m["channel"] {
		case "/meta/handshake":
			f.session++
			return ok(m, fmt.Sprintf(`"clientId":"s%d","supportedConnectionTypes":["websocket"],"ext":{"replay":true}`, f.session))
		case "/meta/subscribe":
			return ok(m, `"ext":`+told(f))
		case "/lose": // the session
			if f.times(m) == 1 {
				return no(m, "401::Unknown client", `"advice":{"reconnect":"handshake"}`)
			}
		}
		return polite(f, m)
	}
}

// replays runs a test over a WebSocket, on which the server can say what it likes.
func replays(t *testing.T, told func(f *fakeServer) string, opts faye.ClientOptions, test func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), push func(string))) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeServer{answer: replaying(told)}
		var gaps heard
		opts.OnGap = func(channel string, position int64) { gaps.add(fmt.Sprint(channel, " ", position)) }
		c := dialing(t, fayetest.Serve(t, f), opts)
		lose := func() {
			clientPublish(t, c, "/lose", 1)
			synctest.Wait()
		}
		push := func(text string) {
			synctest.Wait()
			f.mu.Lock()
			last := len(f.sockets) - 1
			f.mu.Unlock()
			_ = f.socket(last).WriteMessage(1, []byte(text))
			synctest.Wait()
		}
		test(t, f, c, &gaps, lose, push)
	})
}

func silent(*fakeServer) string { return `{}` }

func expectAsked(t *testing.T, f *fakeServer, want string) {
	t.Helper()
	if diff := cmp.Diff(want, f.asked()); diff != "" {
		t.Fatal(diff)
	}
}

func TestClientReplaysFromTheLastPosition(t *testing.T) {
	replays(t, silent, faye.ClientOptions{}, func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), push func(string)) {
		var last faye.Delivery
		subscribeTo(t, c, "/a", func(d faye.Delivery) { last = d })
		expectAsked(t, f, `{"/a":-1}`)
		push(`[{"channel":"/a","data":1,"ext":{"replay":7}},{"channel":"/a","data":2,"ext":{"replay":{"/a":9}}}]`)
		if last.Position != 9 {
			t.Fatal(last.Position)
		}
		lose()
		expectAsked(t, f, `{"/a":9}`)
		push(`[{"channel":"/a","data":{"event":{"replayId":12}}}]`)
		lose()
		expectAsked(t, f, `{"/a":12}`)
		gaps.expect(t)
	})
}

func TestClientReplaysWildcards(t *testing.T) {
	replays(t, silent, faye.ClientOptions{}, func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), push func(string)) {
		subscribeTo(t, c, "/a/*", func(faye.Delivery) {})
		expectAsked(t, f, `{"/a/*":-1}`)
		push(`[{"channel":"/a/x","data":1,"ext":{"replay":"7"}},{"channel":"/a/y","data":2,"ext":{"replay":9}}]`)
		lose()
		expectAsked(t, f, `{"/a/x":7,"/a/y":9}`)
		gaps.expect(t)
	})
}

func TestClientSubscribesFromAPosition(t *testing.T) {
	replays(t, silent, faye.ClientOptions{}, func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), _ func(string)) {
		fn := func(faye.Delivery) {}
		if _, err := c.SubscribeFrom(t.Context(), "/a", 1042, fn); err != nil {
			t.Fatal(err)
		}
		expectAsked(t, f, `{"/a":1042}`)
		if _, err := c.SubscribeFrom(t.Context(), "/b", faye.ReplayAll, fn); err != nil {
			t.Fatal(err)
		}
		expectAsked(t, f, `{"/b":-2}`)
		if _, err := c.SubscribeFrom(t.Context(), "/a", 1, fn); err == nil {
			t.Error("a second subscription chose where to begin")
		}
		if _, err := c.SubscribeFrom(t.Context(), "/c", -3, fn); err == nil {
			t.Error("-3 was taken")
		}
		gaps.expect(t)
	})
}

func TestClientReportsGaps(t *testing.T) {
	t.Run("Pruned", func(t *testing.T) {
		told := func(f *fakeServer) string {
			if f.session > 1 {
				return `{"replay":{"/a":{"reset":true,"head":5}}}`
			}
			return `{}`
		}
		replays(t, told, faye.ClientOptions{}, func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), push func(string)) {
			subscribeTo(t, c, "/a", func(faye.Delivery) {})
			push(`[{"channel":"/a","data":1,"ext":{"replay":1042}}]`)
			lose()
			gaps.expect(t, "/a 5")
			lose()
			expectAsked(t, f, `{"/a":5}`)
		})
	})
	t.Run("NoPositionIsKnown", func(t *testing.T) {
		replays(t, silent, faye.ClientOptions{}, func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), _ func(string)) {
			subscribeTo(t, c, "/a", func(faye.Delivery) {})
			gaps.expect(t)
			lose()
			gaps.expect(t, "/a 0")
		})
	})
	t.Run("HeadIsTold", func(t *testing.T) {
		told := func(*fakeServer) string { return `{"replay":{"/a":3}}` }
		replays(t, told, faye.ClientOptions{}, func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), _ func(string)) {
			subscribeTo(t, c, "/a", func(faye.Delivery) {})
			lose()
			expectAsked(t, f, `{"/a":3}`)
			gaps.expect(t)
		})
	})
	t.Run("Disabled", func(t *testing.T) {
		replays(t, silent, faye.ClientOptions{DisableReplay: true}, func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), push func(string)) {
			if _, err := c.SubscribeFrom(t.Context(), "/a", 1042, func(faye.Delivery) {}); err != nil {
				t.Fatal(err)
			}
			expectAsked(t, f, `null`)
			gaps.expect(t, "/a 0")
			push(`[{"channel":"/a","data":1,"ext":{"replay":7}}]`)
			lose()
			gaps.expect(t, "/a 0")
		})
	})
}

// TestClientAsksForWhatIsLeft when a server refuses a position that is too old.
func TestClientAsksForWhatIsLeft(t *testing.T) {
	answer := replaying(silent)
	synctest.Test(t, func(t *testing.T) {
		f := &fakeServer{answer: func(f *fakeServer, m map[string]any) string {
			if ext, _ := m["ext"].(map[string]any); m["channel"] == "/meta/subscribe" && fmt.Sprint(ext["replay"]) == "map[/a:7]" {
				return no(m, "400::The replayId {7} you provided was invalid.", `"ext":{}`)
			}
			return answer(f, m)
		}}
		var gaps heard
		c := dialing(t, fayetest.Serve(t, f), faye.ClientOptions{OnGap: func(channel string, _ int64) { gaps.add(channel) }})
		sub, err := c.SubscribeFrom(t.Context(), "/a", 7, func(faye.Delivery) {})
		if err != nil || sub.Err() != nil {
			t.Fatal(err, sub.Err())
		}
		expectAsked(t, f, `{"/a":-1}`)
		gaps.expect(t, "/a")
	})
}

// TestClientPositionIsTheCallers if it says how: a chat's is in its data.
func TestClientPositionIsTheCallers(t *testing.T) {
	position := func(d faye.Delivery) (int64, bool) {
		var body struct{ Rev int64 }
		err := json.Unmarshal(d.Data, &body)
		return body.Rev, err == nil && body.Rev > 0
	}
	replays(t, silent, faye.ClientOptions{Position: position}, func(t *testing.T, f *fakeServer, c *faye.Client, gaps *heard, lose func(), push func(string)) {
		var last faye.Delivery
		subscribeTo(t, c, "/a", func(d faye.Delivery) { last = d })
		push(`[{"channel":"/a","data":{"rev":44}},{"channel":"/a","data":{},"ext":{"replay":1}}]`)
		if last.Position != 0 {
			t.Error(last.Position)
		}
		lose()
		expectAsked(t, f, `{"/a":44}`)
	})
}

// TestClientRenewalIsRefused ends a subscription that was agreed to once, unless
// it is the server's own trouble.
func TestClientRenewalIsRefused(t *testing.T) {
	for name, err := range map[string]string{"ForGood": "403:/a:Forbidden channel", "ForNow": "500::Internal server error"} {
		t.Run(name, func(t *testing.T) {
			answer := replaying(silent)
			synctest.Test(t, func(t *testing.T) {
				f := &fakeServer{answer: func(f *fakeServer, m map[string]any) string {
					if m["channel"] == "/meta/subscribe" && f.session == 2 {
						return no(m, err, `"ext":{}`)
					}
					if m["channel"] == "/meta/connect" {
						return ok(m, `"advice":{"interval":20000}`)
					}
					return answer(f, m)
				}}
				c := dialing(t, fayetest.Serve(t, f), faye.ClientOptions{})
				sub := subscribeTo(t, c, "/a", func(faye.Delivery) {})
				clientPublish(t, c, "/lose", 1)
				synctest.Wait()
				select {
				case <-sub.Done():
					if name != "ForGood" || sub.Err() == nil {
						t.Error(sub.Err())
					}
				default:
					if name != "ForNow" {
						t.Error("not ended")
					}
				}
				asked := len(f.sent("/meta/subscribe"))
				time.Sleep(10 * time.Minute)
				if more := len(f.sent("/meta/subscribe")) - asked; (more > 0) != (name == "ForNow") || more > 50 {
					t.Errorf("asked for it %d times more", more)
				}
			})
		})
	}
}

// TestClientMissesNothing of a server that keeps a history, though its session is
// over when it comes back.
func TestClientMissesNothing(t *testing.T) {
	overBoth(t, &faye.Options{History: &faye.History{}}, func(t *testing.T, s *faye.Server, n *fayetest.Network, o faye.ClientOptions) {
		x := cut(n)
		var got, want, gaps heard
		o.HTTPClient, o.MaxBackoff = x.client(), 5*time.Second
		o.OnGap = func(channel string, _ int64) { gaps.add(channel) }
		c, err := faye.NewClient("http://faye.test/faye", &o)
		if err != nil {
			t.Fatal(err)
		}
		defer closeClient(t, c)
		subscribeTo(t, c, "/a", got.note)
		subscribeTo(t, c, "/b/**", got.note)
		say := func(channel string, i int) {
			publish(t, s, channel, fmt.Sprint(i))
			want.add(fmt.Sprint(channel, " ", i))
		}
		for i := range 5 {
			say("/a", i)
			time.Sleep(time.Second)
			x.down.Store(true)
			x.cutAll()
			say("/a", 10+i)
			time.Sleep(100 * time.Second)
			if st := s.Stats(); st.Sessions != 0 {
				t.Fatalf("%+v", st)
			}
			say("/a", 20+i)
			x.down.Store(false)
			time.Sleep(15 * time.Second)
			say("/b/c", 30+i)
			got.expect(t, want.take()...)
		}
		gaps.expect(t)
	})
}
