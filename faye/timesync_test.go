package faye_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestTimesync asks for the time as CometD's client does.
func TestTimesync(t *testing.T) {
	in(t, &faye.Options{Timeout: 2 * time.Second}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
		now := time.Now().UnixMilli()
		for name, c := range map[string]struct{ ask, want string }{
			"OKOldStyle":     {fmt.Sprintf(`{"tc":%d}`, now-100), fmt.Sprintf(`map[p:0 tc:%v ts:%v]`, float64(now-100), float64(now))},
			"OKFirst":        {fmt.Sprintf(`{"tc":%d,"l":0,"o":0}`, now-5), fmt.Sprintf(`map[a:-5 p:0 tc:%v ts:%v]`, float64(now-5), float64(now))},
			"OKBad":          {fmt.Sprintf(`{"tc":%d,"l":10,"o":20}`, now), fmt.Sprintf(`map[a:30 p:0 tc:%v ts:%v]`, float64(now), float64(now))},
			"OKGoodEnough":   {fmt.Sprintf(`{"tc":%d,"l":10,"o":-5}`, now), `<nil>`},
			"ErrNoTime":      {`{}`, `<nil>`},
			"ErrText":        {`{"tc":"soon"}`, `<nil>`},
			"ErrHuge":        {`{"tc":1e300}`, `<nil>`},
			"ErrNoObject":    {`7`, `<nil>`},
			"ErrNestedTime":  {`{"tc":{"tc":1}}`, `<nil>`},
			"ErrLagIsNumber": {fmt.Sprintf(`{"tc":%d,"l":"x"}`, now), fmt.Sprintf(`map[p:0 tc:%v ts:%v]`, float64(now), float64(now))},
		} {
			ask := fayetest.Message{"timesync": rawJSON(c.ask)}
			r := n.Poll().Call(fayetest.Message{"channel": "/meta/handshake", "version": "1.0",
				"supportedConnectionTypes": []string{"long-polling"}, "ext": ask})
			ext, _ := r["ext"].(map[string]any)
			if got := fmt.Sprint(ext["timesync"]); got != c.want {
				t.Fatalf("%s: got %s, want %s", name, got, c.want)
			}
		}
	})
}

// TestTimesyncCountsTheHold tells the client how much of the time it was we who
// waited.
func TestTimesyncCountsTheHold(t *testing.T) {
	for name, open := range carriers {
		if name == "EventSource" {
			continue // its connects are not held
		}
		t.Run(name, func(t *testing.T) {
			in(t, &faye.Options{Timeout: 2 * time.Second}, func(t *testing.T, _ *faye.Server, n *fayetest.Network) {
				ann := open(n)
				ann.Join()
				now := time.Now().UnixMilli()
				r := ann.Call(fayetest.Message{"channel": "/meta/connect", "connectionType": "long-polling",
					"ext": fayetest.Message{"timesync": fayetest.Message{"tc": now, "l": 0, "o": 0}}})
				got := r["ext"].(map[string]any)["timesync"].(map[string]any)
				if got["p"] != 2000.0 || got["ts"] != float64(now) || got["tc"] != float64(now) {
					t.Fatal(got)
				}
			})
		})
	}
}
