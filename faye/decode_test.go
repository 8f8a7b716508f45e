package faye

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var bodies = []string{
	``, ` `, `null`, `5`, `"x"`, `[]`, `[ ]`, `{}`, `[{}]`, `[null,1,"x",[1]]`, `{"channel":"/a","data":{"a":[1,2,{"b":"]}\"\\"}]}}`,
	`[{"channel":"\/a","id":"1"},{"channel":"/b","data":1e5}]`, "{\"channel\":\"\xff\"}", `{"channel":`, `[}`, `{"a":1}}`,
	`{"channel":"/a","channel":"/b","Channel":"/c"}`, ` { "channel" : "/a" , "data" : [ ] } `, `{"\u0063hannel":"/a"}`,
	`{"advice":{"timeout":0}}`, `{"advice":5}`, `{"subscription":["/a",5,null]}`, strings.Repeat(`[`, 20000),
	`{"data":` + strings.Repeat(`[`, 5000) + strings.Repeat(`]`, 5000) + `}`,
}

// FuzzParseMessages compares the parser with encoding/json's view of the same
// text.
func FuzzParseMessages(f *testing.F) {
	for _, b := range bodies {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		msgs, err := parseMessages(body, limits{1000, 1000})
		if err != nil {
			var wrong *Error
			if !errors.As(err, &wrong) || wrong.Code != 400 || msgs != nil {
				t.Fatal(msgs, err)
			}
			return
		}
		if !json.Valid(body) || !utf8.Valid(body) {
			t.Fatal("accepted what is not valid")
		}
		var one map[string]json.RawMessage
		if json.Unmarshal(body, &one) == nil && one != nil {
			compareMessage(t, msgs[0], one)
		}
		for _, m := range msgs {
			if out := m.answer().refuse(BadRequest()).append(nil); !json.Valid(out) {
				t.Fatalf("reply %s", out)
			}
			if m.Data != nil {
				checkEvent(t, m)
			}
		}
	})
}

func compareMessage(t *testing.T, m *Message, want map[string]json.RawMessage) {
	t.Helper()
	var channel string
	_ = json.Unmarshal(want["channel"], &channel)
	if m.Channel != channel {
		t.Fatalf("channel %q, want %q", m.Channel, channel)
	}
	if !bytes.Equal(m.Data, want["data"]) {
		t.Fatalf("data %s, want %s", m.Data, want["data"])
	}
}

func checkEvent(t *testing.T, m *Message) {
	t.Helper()
	e := newEvent(&Message{role: delivery, Channel: m.Channel, Data: m.Data})
	var got []struct{ Data json.RawMessage }
	if err := json.Unmarshal(e.array, &got); err != nil || !bytes.Equal(got[0].Data, m.Data) {
		t.Fatalf("event %s: %v", e.array, err)
	}
}

func FuzzParseForm(f *testing.F) {
	for _, b := range bodies {
		f.Add("message=" + url.QueryEscape(b))
		f.Add("message=" + b)
		f.Add("a=b&message=%7B%7D&message=" + url.QueryEscape(b) + "&jsonp=cb")
	}
	f.Fuzz(func(t *testing.T, body string) {
		msgs, err := parseForm(body, limits{1000, 1000})
		if err != nil {
			return
		}
		if !strings.Contains(body, "message=") {
			t.Fatal("found messages where there is no field for them")
		}
		for _, m := range msgs {
			if m == nil {
				t.Fatal("a nil message")
			}
		}
	})
}

func TestClientAdvice(t *testing.T) {
	for text, want := range map[string]time.Duration{
		`{}`: -1, `{"timeout":0}`: 0, `{"timeout":-5}`: 0, `{"timeout":"x"}`: 0, `{"timeout":null}`: 0,
		`{"timeout":1500}`: 1500 * time.Millisecond, `{"timeout":1e999}`: 0, `{"timeout":1e300}`: 24 * time.Hour,
	} {
		if got := clientAdvice([]byte(text)); got.Timeout != want {
			t.Errorf("%s: %v, want %v", text, got.Timeout, want)
		}
	}
	if clientAdvice([]byte(`5`)) != nil {
		t.Error("advice that is no object")
	}
}

func BenchmarkParseMessages(b *testing.B) {
	body := []byte(`[{"channel":"/rooms/1","clientId":"` + newID() + `","id":"17","data":{"event":"createMessage","payload":{"id":1,"content":"` + strings.Repeat("x", 400) + `"}}}]`)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if msgs, err := parseMessages(body, limits{1000, 1000}); err != nil || len(msgs) != 1 {
			b.Fatal(err)
		}
	}
}
