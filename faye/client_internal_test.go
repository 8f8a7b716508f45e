package faye

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func FuzzParseInbound(f *testing.F) {
	for _, seed := range []string{
		`[]`, ``, `null`, `{}`, `[{"channel":"/a","data":1,"ext":{"replay":{"/a":"7"}}}]`,
		`[{"id":1,"channel":"/meta/connect","successful":true,"advice":{"reconnect":"none","interval":-1,"timeout":1e300}}]`,
		`[{"successful":false,"error":"401:a,b:c:d"},1,"x",null,[[]]]`, `[{"channel":"\ud800"}]`, strings.Repeat("[", 20_000),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		all, err := parseInbound(body)
		if err != nil && (all != nil || !errors.Is(err, errClientNotBayeux)) {
			t.Fatal(all, err)
		}
		for _, in := range all {
			if in.reply && in.Data != nil && !IsMeta(in.Channel) {
				t.Error("a delivery was taken for a reply")
			}
			if !in.reply && (in.Advice != nil || in.Error != "") {
				t.Error("advice was taken from a delivery")
			}
			if a := in.Advice; a != nil && (a.Interval > time.Hour || a.Timeout > time.Hour) {
				t.Error(a)
			}
			_, _ = clientPosition(Delivery{Channel: in.Channel, Data: in.Data, Ext: in.Ext})
			_ = parseReplayAnswers(in.Ext)
			_ = in.refused()
		}
	})
}

func TestParseRefusal(t *testing.T) {
	for wire, want := range map[string]Error{
		"403:/a:Forbidden channel":        {403, []string{"/a"}, "Forbidden channel"},
		"402::session_unknown":            {402, nil, "session_unknown"},
		"301:iframe,flash:Not: supported": {301, []string{"iframe", "flash"}, "Not: supported"},
		"Invalid secret":                  {0, nil, "Invalid secret"},
		"400:only two":                    {0, nil, "400:only two"},
		"-1::x":                           {0, nil, "-1::x"},
		"":                                {0, nil, ""},
	} {
		err := parseRefusal(wire)
		var got *Error
		if !errors.As(err, &got) || got.Code != want.Code || !slices.Equal(got.Args, want.Args) || got.Text != want.Text {
			t.Errorf("%s: %#v", wire, got)
		}
		if err.Error() != wire {
			t.Errorf("%q became %q", wire, err)
		}
	}
}

func TestClientBackoff(t *testing.T) {
	for n, seconds := range map[int]int{0: 1, 1: 1, 2: 2, 3: 4, 5: 16, 6: 30, 1000: 30} {
		want := time.Duration(seconds) * time.Second
		for range 100 {
			if d := clientBackoff(time.Second, 30*time.Second, n); d > want || d < want/2 {
				t.Fatalf("attempt %d: %v", n, d)
			}
		}
	}
}

// TestClientQueueKeepsTheLatestNews, and no more of it however long nobody takes it.
func TestClientQueueKeepsTheLatestNews(t *testing.T) {
	q := newClientQueue(&ClientOptions{MaxQueue: 2, MaxQueueBytes: 10, MaxStall: time.Second})
	var got []string
	say := func(s string) func() { return func() { got = append(got, s) } }
	for range 1000 {
		q.tell("state", say("down"))
		q.tell("gap /a", say("gap"))
		q.tell("state", say("up"))
	}
	if err := q.deliver(t.Context(), 1, say("delivery")); err != nil {
		t.Fatal(err)
	}
	q.tell("state", say("down"))
	for do := q.take(); do != nil; do = q.take() {
		do()
	}
	if want := []string{"gap", "up", "delivery", "down"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestClientQueueStalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newClientQueue(&ClientOptions{MaxQueue: 2, MaxQueueBytes: 10, MaxStall: time.Second})
		for _, size := range []int{11} { // one is always accepted
			if err := q.deliver(t.Context(), size, func() {}); err != nil {
				t.Fatal(err)
			}
		}
		if err := q.deliver(t.Context(), 1, func() {}); !errors.Is(err, errClientStalled) {
			t.Fatal(err)
		}
		if d := q.stalled(); d != time.Second {
			t.Error(d)
		}
		done := make(chan error, 2)
		for range 2 {
			go func() { done <- q.deliver(t.Context(), 1, func() {}) }()
		}
		synctest.Wait()
		if q.take() == nil {
			t.Fatal("nothing queued")
		}
		if err := errors.Join(<-done, <-done); err != nil {
			t.Error(err) // one place became two
		}
	})
}

func TestSetExt(t *testing.T) {
	for name, c := range map[string]struct{ ext, want string }{
		"OKNone":      {``, `{"secret":"meh"}`},
		"OKMore":      {`{"replay":{"/a":1}}`, `{"replay":{"/a":1},"secret":"meh"}`},
		"OKReplaced":  {`{"secret":1}`, `{"secret":"meh"}`},
		"ErrNoObject": {`[1]`, ``},
		"ErrNull":     {`null`, ``},
	} {
		t.Run(name, func(t *testing.T) {
			m := &Message{}
			if c.ext != "" {
				m.Ext = []byte(c.ext)
			}
			err := m.SetExt("secret", "meh")
			if want := c.want; err == nil && string(m.Ext) != want || (err != nil) != (want == "") || err != nil && string(m.Ext) != c.ext {
				t.Error(string(m.Ext), err)
			}
		})
	}
	m := &Message{}
	if err := m.SetExt("f", func() {}); err == nil || m.Ext != nil {
		t.Error(err, m.Ext)
	}
}

func BenchmarkParseInbound(b *testing.B) {
	frame := []byte(`[{"channel":"/rooms/42","data":{"event":"message.created","payload":{"text":"` + strings.Repeat("x", 128) + `"}}}]`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseInbound(frame); err != nil {
			b.Fatal(err)
		}
	}
}
