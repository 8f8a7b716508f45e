package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/chat"
)

// shown is a message as a reader sees it.
type shown struct {
	Seq     int64
	ID      string
	Author  string
	Text    string
	Edited  bool
	Deleted bool
}

// shownJS computes the shown messages of a page, in order.
const shownJS = `$$('.message[data-seq]').map((row) => ({
	Seq: Number(row.dataset.seq),
	ID: row.dataset.id,
	Author: row.querySelector('.name').textContent,
	Text: row.querySelector('[data-testid=message-text]').textContent,
	Edited: row.querySelector('[data-testid=edited]') !== null,
	Deleted: row.classList.contains('deleted'),
}))`

// shows waits until the window shows exactly these messages, in this order.
func (w *window) shows(want []shown) {
	w.t.Helper()
	if _, ok := await[bool](w, fmt.Sprintf(`JSON.stringify(%s) === JSON.stringify(%s)`, shownJS, js(want))); !ok {
		got := eval[[]shown](w, shownJS)
		w.t.Fatalf("the window shows other messages than it should (-should +does):\n%s\ncomplaints: %q", cmp.Diff(want, got), w.complained())
	}
}

// endsWith waits until the window shows the last of these messages, at least so many, and
// no others: it does not keep them all.
func (w *window) endsWith(want []shown, least int) {
	w.t.Helper()
	if _, ok := await[bool](w, fmt.Sprintf(`((all, shown) => shown.length >= %d &&
		JSON.stringify(shown) === JSON.stringify(all.slice(-shown.length)))(%s, %s)`, least, js(want), shownJS)); !ok {
		w.t.Fatalf("the window shows other messages than it should: %+v", eval[[]shown](w, shownJS))
	}
}

// toldBy lists what the messages of the server are to a reader.
func (p *process) toldBy(one *person) (list []shown) {
	p.t.Helper()
	for after, more := int64(0), true; more; {
		var page struct {
			Items []chat.Message
			Page  struct {
				After    int64
				HasAfter bool
			}
		}
		one.must(200, fmt.Sprintf("GET /api/v1/rooms/lobby/messages?limit=200&after=%d", after), nil, &page)
		for _, m := range page.Items {
			list = append(list, toReader(m))
			after = m.Seq
		}
		more = page.Page.HasAfter
	}
	return list
}

// toReader is how a message looks in the page.
func toReader(m chat.Message) shown {
	s := shown{Seq: m.Seq, ID: string(m.ID), Author: m.Author.DisplayName, Text: m.Text, Edited: !m.EditedAt.IsZero(), Deleted: m.Deleted()}
	if m.Nodes != nil && len(*m.Nodes) > 0 {
		s.Text = textOf(*m.Nodes)
	}
	if s.Deleted {
		s.Text, s.Edited = "Message deleted", false
	}
	return s
}

// textOf is what marked-up text says to a reader.
func textOf(nodes []chat.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		if n.Kind == chat.NodeBreak {
			b.WriteString("\n")
		}
		b.WriteString(n.Text + textOf(n.Nodes))
	}
	return b.String()
}

// rowOf selects the message with the seq.
func rowOf(seq int64) string { return `.message[data-seq="` + strconv.FormatInt(seq, 10) + `"]` }

// seqOf waits until the window shows a message with the text, and returns its seq.
func (w *window) seqOf(text string) int64 {
	w.t.Helper()
	return until[int64](w, fmt.Sprintf(`%s.find((message) => message.Text === %s)?.Seq`, shownJS, js(text)))
}
