package chat_test

import (
	"strings"
	"testing"
)

// A request is one route without a body, as somebody or nobody (""), and what becomes of it.
type request struct {
	name, route, as string
	want            int
	shows           string // a part of the answer
}

// answers makes the requests one after the other.
func (w *world) answers(t *testing.T, list []request) {
	t.Helper()
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			var headers []string
			if c.as != "" {
				headers = []string{"X-User: " + c.as}
			}
			a := w.ask(c.route, "", headers...)
			if a.StatusCode != c.want || !strings.Contains(a.body, c.shows) {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
			if tag := a.Header.Get("ETag"); (tag != "") != strings.HasPrefix(a.body, `{"id":"`) {
				t.Errorf("ETag %q of %s", tag, a.body)
			}
		})
	}
}
