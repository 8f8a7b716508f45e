package main

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// larges are comings of clients for whom more is kept than they take. They cost a
// hundred times as much as others, so that there are fewer of them.
func larges() []coming {
	return []coming{
		{"lets its queue fill", fillQueue},
		{"has its replay cut in a poll", cutReplayInPoll},
		{"has its replay cut on a socket", cutReplayOnSocket},
	}
}

const (
	largeChannels = 4 // below /large, of each of which one message is kept
	largeSize     = 200_000
)

func largeMessage(channel string) string {
	return fmt.Sprintf(`{"channel":%q,"data":%q}`, channel, strings.Repeat("x", largeSize))
}

// fillQueue has more published to it than its queue takes, and learns that its session
// has ended.
func fillQueue(v *visit) error {
	id, err := v.join("/full")
	for range 6 { // the queue has 1 MiB
		if err == nil {
			_, err = v.post(largeMessage("/full"))
		}
	}
	if err != nil {
		return err
	}
	return v.answers(200, `"error":"401:`, connectAs(id, "long-polling"))
}

// replayAll subscribes with the wish for all that is kept below /large. There must be
// something.
func replayAll(id string) string {
	return strings.Replace(subscribeAs(id, "/large/*"), "{", `{"ext":{"replay":{"/large/*":-2}},`, 1)
}

// keepLarge publishes what is replayed. It does so before anybody subscribes, whose
// queue would be too short for both.
func (b *bus) keepLarge(t *testing.T) {
	t.Helper()
	for i := range largeChannels {
		b.publish(t, fmt.Sprint("/large/", i), fmt.Sprintf("%q", strings.Repeat("x", largeSize)))
	}
}

// cutReplayInPoll leaves when the first of it has come.
func cutReplayInPoll(v *visit) error {
	id, err := v.join("/leak/replay")
	if err == nil {
		_, err = v.post(replayAll(id))
	}
	if err == nil {
		err = v.send(connectAs(id, "long-polling"))
	}
	if err != nil {
		return err
	}
	return v.readsMuch(v.r)
}

// readsMuch reads the beginning of something that is longer.
func (v *visit) readsMuch(from io.Reader) error {
	b := make([]byte, 10_000)
	if _, err := io.ReadFull(from, b); err != nil {
		return err
	}
	if !strings.Contains(string(b), "xxxxxx") {
		return fmt.Errorf("no replay: %.500s", b)
	}
	return nil
}

// cutReplayOnSocket does the same there.
func cutReplayOnSocket(v *visit) error {
	_, id, err := v.socket("/leak/replay")
	if err != nil {
		return err
	}
	frame, err := maskedFrame(replayAll(id))
	if err == nil {
		_, err = v.Write(frame)
	}
	if err != nil {
		return err
	}
	return v.readsMuch(v.TCPConn)
}

// maskedFrame is a text frame as a client sends it (RFC 6455 section 5.2), with a mask
// of nothing.
func maskedFrame(text string) ([]byte, error) {
	if len(text) > 0xffff {
		return nil, fmt.Errorf("%d bytes are too long", len(text))
	}
	head := []byte{0x81, 0xfe, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}
	return append(head, text...), nil
}

// compressed speaks and hears with permessage-deflate.
func compressed(v *visit) error {
	conn, err := v.upgradeWith(&websocket.Dialer{EnableCompression: true})
	if err != nil {
		return err
	}
	conn.EnableWriteCompression(true)
	replies, err := batch(conn, []string{shakeHands})
	if err != nil {
		return err
	}
	id := replies[0].ClientID
	const own = "/compressed" // one for all, or the history had more and more of them
	said := strings.Repeat("again and ", 300)
	if err := speak(conn, fmt.Sprintf(`[%s,%s,{"channel":%q,"data":%q}]`, subscribeAs(id, own), connectAs(id, "websocket"), own, said)); err != nil {
		return err
	}
	for {
		all, err := hear(conn)
		if err != nil {
			return err
		}
		if got := deliveries(all, own); len(got) > 0 {
			if got[0] != fmt.Sprintf("%q", said) {
				return fmt.Errorf("got %.100s", got)
			}
			return nil
		}
	}
}
