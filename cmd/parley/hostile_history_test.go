package main

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/parleychat/parley/faye"
)

// replaysOfEverything publishes more than a history may keep, in the smallest pieces,
// and asks for all of it again and again. Nobody gets more than a queue takes.
func replaysOfEverything(t *testing.T, b *bus) {
	const channels, each = 4000, messagesAtOnce // as many as are kept of one
	before := b.tally(t).Published
	done := func(got faye.Stats) bool { return got.Published-before >= channels*each }
	crowd(t, 2, 2, func(i int) error { return b.pours(t, i, channels/2, done) })
	got := b.tally(t)
	t.Logf("%d messages are kept, %d bytes", got.Retained, got.RetainedBytes)
	const limit = 64 << 20 // the default
	if got.RetainedBytes > limit {
		t.Errorf("%d bytes are kept", got.RetainedBytes)
	}
	b.each(t, 50, 8, func(w *wire) error {
		id, err := w.join("/replays")
		for _, pattern := range []string{"/**", "/h/**", "/h/*", "/**", "/h/**"} {
			if err == nil {
				ask := fmt.Sprintf(`{"ext":{"replay":{%q:-2}},`, pattern)
				err = w.answers(200, `"reset":true`, strings.Replace(subscribeAs(id, pattern), "{", ask, 1))
			}
		}
		if err == nil {
			_, err = w.post(disconnectAs(id))
		}
		return err
	})
}

// pours publishes to many channels by a socket, as fast as it can, and looks at no
// answer. It stays until all has been read.
func (b *bus) pours(t *testing.T, which, channels int, done func(faye.Stats) bool) error {
	w, err := dial(t, b.url)
	if err != nil {
		return err
	}
	defer w.cut()
	conn, err := w.upgrade()
	if err != nil {
		return err
	}
	go func() { _, _ = io.Copy(io.Discard, w.TCPConn) }()
	for i := range channels {
		one := fmt.Sprintf(`{"channel":"/h/%d-%d","data":1}`, which, i)
		if err := speak(conn, "["+strings.Repeat(one+",", messagesAtOnce-1)+one+"]"); err != nil {
			return err
		}
	}
	b.waits(t, "all to be published", done)
	return nil
}
