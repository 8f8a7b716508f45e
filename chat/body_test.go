package chat

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLoneSurrogate(t *testing.T) {
	for body, want := range map[string]bool{
		`{"text":"plain"}`:                    false,
		`{"text":"\u00e9 \ud83d\ude42"}`:      false,
		`{"text":"\\ud83d"}`:                  false, // a backslash and five letters
		`{"text":"\\\ud83d\ude42"}`:           false,
		`{"text":"\ud83d"}`:                   true,
		`{"text":"\ud83d\u0041"}`:             true,
		`{"text":"\ude42\ud83d"}`:             true,
		`{"text":"\ude42"}`:                   true,
		`{"text":"\ud83d\ude42\ud83d"}`:       true,
		`{"text":"\ud83d`:                     true,
		`{"text":"\ud8`:                       false, // not even an escape; the decoder refuses it
		`{"text":"\ud83d\ude42\ud83d\ude42"}`: false,
		`\`:                                   false,
	} {
		if got := loneSurrogate([]byte(body)); got != want {
			t.Errorf("%s: %v", body, got)
		}
	}
}

// FuzzReadBody: whatever comes in, it is either refused with an error that is the
// client's, or what was decoded is exactly what was sent.
func FuzzReadBody(f *testing.F) {
	for _, seed := range []string{`{"text":"hello","clientId":"c"}`, `{"text":"\ud83d\ude42"}`, `{"text":"\ud83d"}`, `{"text":7}`,
		`[]`, `null`, ``, `{"text":"a\u0000b"}`, "{\"text\":\"\xff\"}", `{"text":"x"}{}`, ` {"text":"\\u00e9"}`, `{"text":{"a":[]}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		var d Draft
		if err := readBody(r, &d); err != nil {
			if !errors.Is(err, errMalformed) && !errors.Is(err, ErrInvalid) {
				t.Errorf("%q: %v", body, err)
			}
			return
		}
		sent := strings.Contains(body, "\uFFFD") || strings.Contains(strings.ToLower(body), `\ufffd`)
		if !json.Valid([]byte(body)) || !utf8.ValidString(d.Text) || strings.Contains(d.Text, "\uFFFD") && !sent {
			t.Errorf("%q became %q", body, d.Text)
		}
	})
}
