package faye_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestSessionsAreListed looks at one session on each transport.
func TestSessionsAreListed(t *testing.T) {
	for name, want := range map[string]string{"WebSocket": "websocket", "EventSource": "eventsource", "Poll": "long-polling"} {
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
				began := time.Now()
				ann := carriers[name](n)
				ann.Join("/a", "/b/*")
				time.Sleep(time.Second)
				if name != "EventSource" {
					ann.Hold()
				}
				synctest.Wait()
				all := slices.Collect(s.Sessions())
				if len(all) != 1 || all[0].ID() != ann.ID || s.Session(ann.ID) != all[0] {
					t.Fatal(all)
				}
				info, subs := all[0].Info(), all[0].Subscriptions()
				slices.Sort(subs)
				if info.Transport != want || !info.Created.Equal(began) || fmt.Sprint(subs) != "[/a /b/*]" {
					t.Fatalf("%+v %v", info, subs)
				}
				if got := slices.Collect(s.Subscribers("/b/*")); len(got) != 1 || got[0] != all[0] {
					t.Fatal(got)
				}
				for _, none := range []string{"/b", "/c", "/**"} {
					if got := slices.Collect(s.Subscribers(none)); len(got) != 0 {
						t.Fatal(none, got)
					}
				}
				ann.Close()
			})
		})
	}
}

func TestInfoCountsTheQueue(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.Poll()
		ann.Join("/a")
		publish(t, s, "/a", "1")
		publish(t, s, "/a", "2")
		if got := s.Session(ann.ID).Info(); got.Queued != 2 || got.QueuedBytes != 2*len(`[{"channel":"/a","data":1}]`) || got.Transport != "" {
			t.Fatalf("%+v", got)
		}
	})
}

// TestSessionsWhileTheyChange ends every session while they are walked over, and
// ends the walk early.
func TestSessionsWhileTheyChange(t *testing.T) {
	in(t, &faye.Options{}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		for range 100 {
			n.Poll().Handshake()
		}
		seen := 0
		for range s.Sessions() {
			if seen++; seen == 10 {
				break
			}
		}
		for session := range s.Sessions() {
			seen++
			s.Disconnect(session.ID())
		}
		if got := s.Stats(); seen != 110 || got.Sessions != 0 || got.Disconnects != 100 {
			t.Fatal(seen, got)
		}
	})
}

// TestGrace closes the way out of a session: it ends soon, unless its client
// comes back, by whatever way.
func TestGrace(t *testing.T) {
	for name, open := range carriers {
		for back, wants := range map[string]bool{"ComesBack": true, "StaysAway": false} {
			t.Run(name+back, func(t *testing.T) {
				ended := false
				opts := &faye.Options{Grace: 10 * time.Second, Listener: &faye.Listener{OnDisconnect: func(*faye.Session) { ended = true }}}
				in(t, opts, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
					ann := open(n)
					ann.Join("/a")
					time.Sleep(time.Second)
					ann.Close()
					time.Sleep(9 * time.Second)
					if wants {
						bob := n.Poll()
						bob.ID = ann.ID
						if r := bob.Connect(); r["successful"] != true {
							t.Fatal(r)
						}
					}
					time.Sleep(5 * time.Second)
					synctest.Wait()
					polls := name == "Poll" || name == "Form" || name == "Callback" // nothing has closed
					if ended == (wants || polls) || s.Stats().Sessions == 1 == ended {
						t.Fatal("ended:", ended)
					}
				})
			})
		}
	}
}

// warden is a policy that looks again.
type warden struct {
	faye.Policy
	asked  int
	answer error
	grant  faye.Grant
}

func (p *warden) Recheck(context.Context, *http.Request, *faye.Session) (faye.Grant, error) {
	p.asked++
	return p.grant, p.answer
}

func TestRecheck(t *testing.T) {
	policy := &warden{Policy: faye.Open(), grant: faye.Grant{Value: "new"}}
	in(t, &faye.Options{Policy: policy, Recheck: time.Minute}, func(t *testing.T, s *faye.Server, n *fayetest.Network) {
		ann := n.WebSocket()
		ann.Join("/a")
		ann.Connect() // 45 seconds
		if policy.asked != 0 {
			t.Fatal("asked early")
		}
		ann.Connect() // 90
		ann.Connect() // is checked as it comes
		if policy.asked != 1 || s.Session(ann.ID).Value() != "new" {
			t.Fatal(policy.asked)
		}
		policy.answer = errors.New("no database")
		time.Sleep(20 * time.Second)
		if r := ann.Connect(); r["successful"] != true || policy.asked != 2 {
			t.Fatal(r)
		}
		policy.answer = &faye.Error{Code: 401, Text: "Logged out"}
		r := ann.Connect()
		if r["error"] != "401::Logged out" || r["advice"].(map[string]any)["reconnect"] != "handshake" || s.Stats().Sessions != 0 {
			t.Fatal(r)
		}
		ann.ID = ""
		ann.Handshake() // the socket has stayed open
	})
}
