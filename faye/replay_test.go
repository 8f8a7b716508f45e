package faye_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// subscribeAt subscribes with a wish for a replay, given as JSON.
func subscribeAt(c *fayetest.Client, channel, replay string) fayetest.Message {
	return c.Call(fayetest.Message{"channel": "/meta/subscribe", "subscription": channel,
		"ext": fayetest.Message{"replay": rawJSON(replay)}})
}

func positionOf(t *testing.T, m fayetest.Message) int64 {
	t.Helper()
	ext, _ := m["ext"].(map[string]any)
	position, ok := ext["replay"].(float64)
	if !ok {
		t.Fatalf("no position: %v", m)
	}
	return int64(position)
}

// want fails unless the next deliveries have these data; it gives their positions.
func want(t *testing.T, c *fayetest.Client, data ...int) (positions []int64) {
	t.Helper()
	for _, d := range data {
		got := c.Next()
		if got["data"] != float64(d) {
			t.Fatalf("got %v, want %d", got, d)
		}
		positions = append(positions, positionOf(t, got))
	}
	return positions
}

func publishAll(t *testing.T, s *faye.Server, channel string, data ...int) {
	t.Helper()
	for _, d := range data {
		publish(t, s, channel, fmt.Sprint(d))
	}
}

func answerFor(r fayetest.Message, channel string) string {
	ext, _ := r["ext"].(map[string]any)
	answers, _ := ext["replay"].(map[string]any)
	return fmt.Sprint(answers[channel])
}

// TestReplay goes through what a client may ask of the built-in history, on each
// transport.
func TestReplay(t *testing.T) {
	for name, open := range carriers {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{History: &faye.History{}}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				publishAll(t, s, "/a", 1, 2, 3)
				ann := open(n)
				ann.Join()
				if r := subscribeAt(ann, "/a", `{"/a":-2}`); r["successful"] != true {
					t.Fatal(r)
				}
				positions := want(t, ann, 1, 2, 3)
				publishAll(t, s, "/a", 4)
				want(t, ann, 4)

				bob := open(n)
				bob.Join()
				subscribeAt(bob, "/a", fmt.Sprintf(`{"/a":"%d"}`, positions[1])) // a numeric string, as some clients have it
				want(t, bob, 3, 4)

				eve := open(n)
				eve.Join()
				r := subscribeAt(eve, "/a", `{"/a":-1}`)
				if got := answerFor(r, "/a"); got != fmt.Sprintf("map[head:%v]", float64(positions[2]+1)) {
					t.Fatal(r)
				}
				publishAll(t, s, "/a", 5)
				want(t, eve, 5)
			})
		})
	}
}

func TestReplayIsOffered(t *testing.T) {
	for name, opts := range map[string]*faye.Options{"OK": {History: &faye.History{}}, "OKNoHistory": {}} {
		t.Run(name, func(t *testing.T) {
			in(t, opts, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
				r := n.Poll().Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0",
					"supportedConnectionTypes": []string{"long-polling"}})
				if got := fmt.Sprint(r["ext"]) == "map[replay:true]"; got != (opts.History != nil) {
					t.Fatal(r)
				}
			})
		})
	}
}

// TestPositionsAreForThoseWhoAsk has one client that did, at its handshake, and
// one that knows nothing of replays.
func TestPositionsAreForThoseWhoAsk(t *testing.T) {
	in(t, &faye.Options{History: &faye.History{}}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann, bob := n.WebSocket(), n.WebSocket()
		ann.ID = ann.Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0",
			"supportedConnectionTypes": []string{"websocket"}, "ext": fayetest.Message{"replay": true}})["clientId"].(string)
		ann.Connect()
		ann.Subscribe("/a")
		bob.Join("/a")
		publishAll(t, s, "/a", 1)
		want(t, ann, 1)
		if got := bob.Next(); got["ext"] != nil {
			t.Fatal(got)
		}
	})
}

// TestPruned asks for positions that nobody can know of any more.
func TestPruned(t *testing.T) {
	opts := &faye.Options{History: &faye.History{Messages: 2, Age: time.Minute, Channels: 3}}
	in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join()
		subscribeAt(ann, "/a", `{"/a":-1}`)
		publishAll(t, s, "/a", 1, 2, 3, 4)
		positions := want(t, ann, 1, 2, 3, 4)
		reset := fmt.Sprintf("map[head:%v reset:true]", float64(positions[3]))
		for name, after := range map[string]int64{"ErrTooMany": positions[0], "ErrEarlierRun": 1042, "ErrFuture": positions[3] + 1} {
			bob := n.WebSocket()
			bob.Join()
			r := subscribeAt(bob, "/a", fmt.Sprintf(`{"/a":%d}`, after))
			if got := answerFor(r, "/a"); r["successful"] != true || got != reset || !bob.Quiet() {
				t.Fatalf("%s: %v", name, r)
			}
		}
		eve := n.WebSocket()
		eve.Join()
		subscribeAt(eve, "/a", fmt.Sprintf(`{"/a":%d}`, positions[1]))
		want(t, eve, 3, 4)
		time.Sleep(time.Minute)
		r := subscribeAt(eve, "/a", fmt.Sprintf(`{"/a":%d}`, positions[2]))
		if got := answerFor(r, "/a"); got != reset {
			t.Fatalf("ErrTooOld: %v", r)
		}
		if r := subscribeAt(eve, "/a", fmt.Sprintf(`{"/a":%d}`, positions[3])); answerFor(r, "/a") != "<nil>" {
			t.Fatalf("OKNothingMissed: %v", r)
		}
	})
}

// TestQuietChannelsAreForgotten keeps two channels of three.
func TestQuietChannelsAreForgotten(t *testing.T) {
	opts := &faye.Options{History: &faye.History{Channels: 2}}
	in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join()
		subscribeAt(ann, "/**", `{"/**":-1}`)
		publishAll(t, s, "/a", 1)
		publishAll(t, s, "/b", 2)
		positions := want(t, ann, 1, 2)
		publishAll(t, s, "/a", 3)
		publishAll(t, s, "/c", 4)
		if got := s.Stats(); got.Retained != 3 {
			t.Fatalf("%+v", got)
		}
		for channel, known := range map[string]bool{"/a": true, "/b": false} {
			bob := n.WebSocket()
			bob.Join()
			r := subscribeAt(bob, channel, fmt.Sprintf(`{%q:%d}`, channel, positions[0]))
			if got := answerFor(r, channel) == "<nil>"; got != known {
				t.Fatalf("%s: %v", channel, r)
			}
		}
	})
}

// TestReplayOfWildcards replays a wildcard, and one with a position for one of
// its channels.
func TestReplayOfWildcards(t *testing.T) {
	in(t, &faye.Options{History: &faye.History{}}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join()
		subscribeAt(ann, "/r/*", `{"/r/*":-1}`)
		publishAll(t, s, "/r/1", 1)
		publishAll(t, s, "/r/2", 2)
		publishAll(t, s, "/r/1", 3)
		publishAll(t, s, "/other", 4)
		positions := want(t, ann, 1, 2, 3)
		bob := n.WebSocket()
		bob.Join()
		subscribeAt(bob, "/r/*", fmt.Sprintf(`{"/r/*":%d,"/other":-2,"/r/9":-1}`, positions[0]))
		want(t, bob, 2, 3)
		eve := n.WebSocket()
		eve.Join()
		subscribeAt(eve, "/r/*", fmt.Sprintf(`{"/r/*":%d,"/r/1":%d}`, positions[0], positions[2]))
		want(t, eve, 2)
		publishAll(t, s, "/r/1", 5)
		want(t, eve, 5)
		want(t, bob, 5)
		if !bob.Quiet() || !eve.Quiet() {
			t.Fatal("too much")
		}
	})
}

// TestReplayApart: what is asked for by itself takes no room from the wildcard.
func TestReplayApart(t *testing.T) {
	in(t, &faye.Options{History: &faye.History{}, MaxQueue: 3}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		publishAll(t, s, "/a", 1, 2, 3)
		publishAll(t, s, "/b", 4, 5, 6)
		ann := n.WebSocket()
		ann.Join()
		if r := subscribeAt(ann, "/*", `{"/*":-2,"/a":-1}`); strings.Contains(answerFor(r, "/*"), "reset") {
			t.Fatal(r)
		}
		want(t, ann, 4, 5, 6)
	})
}

func TestReplayRefuses(t *testing.T) {
	in(t, &faye.Options{History: &faye.History{}, MaxSubscriptions: 2}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join()
		for name, replay := range map[string]string{
			"ErrText": `{"/a":"soon"}`, "ErrNull": `{"/a":null}`, "ErrFraction": `{"/a":1.5}`, "ErrNegative": `{"/a":-3}`,
			"ErrHuge": `{"/a":99999999999999999999}`, "ErrObject": `{"/a":{"/a":1}}`,
		} {
			r := subscribeAt(ann, "/a", replay)
			if r["successful"] != false || r["error"] != "400:replay,/a:Bad request" || s.Stats().Subscriptions != 0 {
				t.Fatalf("%s: %v", name, r)
			}
		}
		for name, replay := range map[string]string{"OKArray": `[1]`, "OKNumber": `7`, "OKOther": `{"/b":1}`, "OKZero": `{"/a":0}`} {
			if r := subscribeAt(ann, "/a", replay); r["successful"] != true {
				t.Fatalf("%s: %v", name, r)
			}
		}
	})
}

// TestReplayThatDoesNotFit is the same as a pruned one.
func TestReplayThatDoesNotFit(t *testing.T) {
	in(t, &faye.Options{History: &faye.History{}, MaxQueue: 3}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		publishAll(t, s, "/a", 1, 2, 3, 4)
		ann := n.WebSocket()
		ann.Join()
		if r := subscribeAt(ann, "/a", `{"/a":-2}`); answerFor(r, "/a")[:4] != "map[" || !ann.Quiet() {
			t.Fatal(r)
		}
		publishAll(t, s, "/a", 5)
		want(t, ann, 5)
	})
}

// shelf is a Replayer of the program's own, that can be stopped in the middle.
type shelf struct {
	mu     sync.Mutex
	kept   []faye.Retained
	during func() // called after the first message
	fail   error
}

func (p *shelf) put(channel string, position int64, data int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = append(p.kept, faye.Retained{Channel: channel, Position: position, Data: rawJSON(fmt.Sprint(data))})
}

func (p *shelf) Replay(_ context.Context, _ *faye.Session, channel string, after int64) (faye.Replayed, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil && p.during == nil {
		return faye.Replayed{Head: 9}, p.fail
	}
	var found []faye.Retained
	for _, m := range p.kept {
		if m.Channel == channel && m.Position > after {
			found = append(found, m)
		}
	}
	return faye.Replayed{Messages: p.yield(found), Head: int64(len(p.kept))}, nil
}

func (p *shelf) yield(found []faye.Retained) iter.Seq2[faye.Retained, error] {
	return func(yield func(faye.Retained, error) bool) {
		for i, m := range found {
			if i == 1 && p.during != nil {
				p.during()
				if p.fail != nil {
					yield(faye.Retained{}, p.fail)
					return
				}
			}
			if !yield(m, nil) {
				return
			}
		}
	}
}

// TestLiveMessagesWaitForThePast publishes while the past is being read: what the
// past tells already, and what is new.
func TestLiveMessagesWaitForThePast(t *testing.T) {
	kept := &shelf{}
	in(t, &faye.Options{Replayer: kept}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		at := func(position int64, data int) {
			if err := s.PublishAt(t.Context(), "/a", position, rawJSON(fmt.Sprint(data))); err != nil {
				t.Error(err)
			}
		}
		for i := range 3 {
			kept.put("/a", int64(i+1), i+1)
		}
		kept.during = func() { at(2, 2); at(3, 3); at(4, 4) }
		ann := n.WebSocket()
		ann.Join()
		subscribeAt(ann, "/a", `{"/a":0}`)
		if got := want(t, ann, 1, 2, 3, 4); fmt.Sprint(got) != "[1 2 3 4]" {
			t.Fatal(got)
		}
		at(4, 4) // again, as a publisher does that is not sure
		at(5, 5)
		want(t, ann, 5)
		synctest.Wait()
		if !ann.Quiet() {
			t.Fatal(ann.Receive())
		}
	})
}

// TestReplayerFails in each way that it may: the subscription is refused and
// nothing of it remains.
func TestReplayerFails(t *testing.T) {
	for name, c := range map[string]struct {
		replayer *shelf
		says     string
	}{
		"ErrOutage":       {&shelf{fail: errors.New("no database")}, "500::Internal server error"},
		"ErrOwnWords":     {&shelf{fail: faye.UnknownChannel("/a")}, "404:/a:Unknown channel"},
		"ErrInTheMiddle":  {&shelf{fail: errors.New("lost"), during: func() {}}, "500::Internal server error"},
		"ErrPanic":        {&shelf{during: func() { panic("replayer") }}, "500::Internal server error"},
		"ErrNoJSON":       {&shelf{kept: []faye.Retained{{Channel: "/a", Position: 1, Data: rawJSON("{")}}}, "500::Internal server error"},
		"ErrPrunedIsNone": {&shelf{fail: fmt.Errorf("wrapped: %w", faye.ErrPruned)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{Replayer: c.replayer}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				bad := len(c.replayer.kept)
				c.replayer.put("/a", 1, 1)
				c.replayer.put("/a", 2, 2)
				ann := n.WebSocket()
				ann.Join()
				r := subscribeAt(ann, "/a", `{"/a":0}`)
				if c.says == "" {
					if answerFor(r, "/a") != "map[head:9 reset:true]" {
						t.Fatal(r)
					}
					return
				}
				if r["error"] != c.says || s.Stats().Subscriptions != 0 {
					t.Fatal(r, s.Stats().Subscriptions)
				}
				c.replayer.fail, c.replayer.during, c.replayer.kept = nil, nil, c.replayer.kept[bad:]
				subscribeAt(ann, "/a", `{"/a":0}`)
				want(t, ann, 1, 2)
			})
		})
	}
}

func TestPublishAtRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		opts     faye.Options
		position int64
	}{
		"ErrNoReplayer": {faye.Options{}, 1},
		"ErrHistory":    {faye.Options{History: &faye.History{}}, 1},
		"ErrPosition":   {faye.Options{Replayer: &shelf{}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if err := newServer(t, &c.opts).PublishAt(t.Context(), "/a", c.position, rawJSON("1")); err == nil {
				t.Fatal("published")
			}
		})
	}
}

// TestNoHoleAndNoRepeat subscribes again and again while somebody publishes.
func TestNoHoleAndNoRepeat(t *testing.T) {
	s := newServer(t, &faye.Options{Policy: faye.Open(), History: &faye.History{Messages: 1 << 20, Bytes: 1 << 30}, MaxQueue: 1 << 20})
	t.Cleanup(func() { _ = s.Shutdown(context.Background()) })
	n := fayetest.Serve(t, s)
	const messages, readers = 3000, 8
	var group sync.WaitGroup
	group.Go(func() {
		for i := range messages {
			if err := s.Publish(context.Background(), "/a", json.RawMessage(fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		}
	})
	for i := range readers {
		ann := n.WebSocket()
		ann.Join()
		pattern := [...]string{"/a", "/*"}[i%2]
		subscribeAt(ann, pattern, fmt.Sprintf(`{%q:-2}`, pattern))
		for d := range messages {
			if got := ann.Next()["data"]; got != float64(d) {
				t.Fatalf("reader %d of %s: got %v, want %d", i, pattern, got, d)
			}
		}
	}
	group.Wait()
}

// TestProgramsExtAndPosition keeps both in one ext.
func TestProgramsExtAndPosition(t *testing.T) {
	opts := &faye.Options{History: &faye.History{}, Extensions: []faye.Extension{testExtensions["stamp"]}}
	in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join()
		subscribeAt(ann, "/a", `{"/a":-1}`)
		publishAll(t, s, "/a", 1)
		got := ann.Next()
		if positionOf(t, got) == 0 || got["ext"].(map[string]any)["stamp"] != 1.0 {
			t.Fatal(got)
		}
	})
}

// TestReplayUnderWay asks a second time while the first answer is being fetched,
// and unsubscribes meanwhile.
func TestReplayUnderWay(t *testing.T) {
	kept := &shelf{}
	in(t, &faye.Options{Replayer: kept}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		kept.put("/a", 1, 1)
		kept.put("/a", 2, 2)
		ann := n.Poll()
		ann.Join()
		release := make(chan struct{})
		kept.during = func() { <-release }
		ask := fmt.Sprintf(`{"channel":"/meta/subscribe","clientId":%q,"subscription":"/a","ext":{"replay":{"/a":0}}}`, ann.ID)
		ann.Send(ask)
		synctest.Wait()
		ann.Send(ask)
		if got := ann.Receive(); !strings.Contains(got, `"error":"429:/a:Replay under way"`) {
			t.Fatal(got)
		}
		if !s.Unsubscribe(ann.ID, "/a") {
			t.Fatal("was not subscribed")
		}
		close(release)
		if got := ann.Receive(); !strings.Contains(got, `"successful":true`) {
			t.Fatal(got)
		}
		publish(t, s, "/a", "3")
		if got := s.Session(ann.ID).Info().Queued; got != 0 {
			t.Fatalf("%d messages of a subscription that has ended", got)
		}
	})
}

func TestSetReplayer(t *testing.T) {
	kept := &shelf{}
	kept.put("/a", 1, 1)
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		for _, c := range []struct {
			replayer faye.Replayer
			offered  string
		}{{nil, "<nil>"}, {kept, "map[replay:true]"}, {nil, "<nil>"}} {
			if err := s.SetReplayer(c.replayer); err != nil {
				t.Fatal(err)
			}
			ann := n.WebSocket()
			r := ann.Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": []string{"websocket"}})
			if got := fmt.Sprint(r["ext"]); got != c.offered {
				t.Fatalf("got %s, want %s", got, c.offered)
			}
			ann.ID = r["clientId"].(string)
			ann.Connect()
			subscribeAt(ann, "/a", `{"/a":-2}`)
			if err := s.PublishAt(t.Context(), "/a", 2, rawJSON("2")); (err == nil) != (c.replayer != nil) {
				t.Fatal(err)
			}
			if c.replayer != nil {
				want(t, ann, 1, 2)
			}
		}
	})
	t.Run("ErrHistory", func(t *testing.T) {
		if err := newServer(t, &faye.Options{History: &faye.History{}}).SetReplayer(kept); err == nil {
			t.Fatal("set")
		}
	})
}
