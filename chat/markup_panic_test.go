package chat

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// TestMarkupPanic: what the parser cannot take is plain, the rest of the page is not
// lost, and the log says so.
func TestMarkupPanic(t *testing.T) {
	var log bytes.Buffer
	noParser := &markup{} // panics when it is used
	c := core{markup: noParser, opts: Options{Logger: slog.New(slog.NewTextHandler(&log, nil))}}
	first, second := Message{Text: "**a**", Nodes: &[]Node{}}, Message{Text: "plain"}
	c.fillNodes([]*Message{&first, &second}, nil)
	if first.Nodes != nil || second.Nodes != nil || !strings.Contains(log.String(), "panic in the parser of Markdown") {
		t.Errorf("%+v, %+v, %s", first, second, &log)
	}
}
