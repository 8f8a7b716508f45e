package client_test

import (
	"bytes"
	"compress/gzip"
	"regexp"
	"testing"
)

// A page's policy would stop these at run time; here they do not even begin.
func TestNothingBecomesCode(t *testing.T) {
	forbidden := regexp.MustCompile(`\beval\(|new Function|innerHTML|document\.write|createElement|set(?:Timeout|Interval)\('`)
	for _, path := range glob(t, "src/*.mjs") {
		if found := forbidden.FindString(read(t, path)); found != "" {
			t.Errorf("%s uses %s", path, found)
		}
	}
}

func TestSmall(t *testing.T) {
	const limit = 20_000
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(read(t, "client.js"))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() > limit {
		t.Errorf("client.js is %d bytes compressed, more than %d", b.Len(), limit)
	}
}
