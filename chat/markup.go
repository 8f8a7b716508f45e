package chat

import (
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What a text may have of each; one with more is plain. They keep the time for a text
// proportional to its length, and what is sent for it small.
const (
	maxNodes = 1000
	// maxNodeDepth is how many nodes may lie in each other.
	maxNodeDepth = 16
	// maxMarks is how many runs of characters may begin or end something within a line:
	// the parser looks back at each of them.
	maxMarks = 500
)

// markup makes nodes of texts. It is safe for concurrent use; nil makes none.
type markup struct{ parser parser.Parser }

// newMarkup takes those parts of Markdown that people use in a chat. Everything else,
// such as headings, images, tables, references and HTML, stays the text that it is.
func newMarkup() *markup {
	return &markup{parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(linkParser{parser.NewLinkParser()}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(addressParser{}, 400),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(strikeParser{}, 600),
		),
	)}
}

// fillNodes sets the Nodes of each message, in which those are called. Should the parser
// ever panic, the text is plain: it would have to be read again and again.
func (c *core) fillNodes(list []*Message, called map[MessageID]callees) {
	for _, msg := range list {
		msg.Nodes = nil
		_ = c.calmly("the parser of Markdown", func() error {
			msg.Nodes = c.markup.nodesCalling(msg.Text, called[msg.ID])
			return nil
		})
	}
}

// nodes returns the nodes of a text, or nil for one that is best shown as it is: that
// with no markup in it, with nothing but markup, or with too much.
func (m *markup) nodes(s string) *[]Node {
	if m == nil || !maybeMarked(s) {
		return nil
	}
	if t := m.tree(s, nil); t.fits() && t.marked {
		return &t.list
	}
	return nil
}

// nodesCalling returns the nodes of a text that may call people.
func (m *markup) nodesCalling(s string, called callees) *[]Node {
	if m == nil || len(called) == 0 {
		return m.nodes(s)
	}
	switch t := m.tree(s, called.find); {
	case !t.fits():
		return called.plainly(s)
	case t.marked:
		return &t.list
	}
	return nil
}

// tree makes nodes of what the text is marked up as. called tells who has a handle; nil:
// nobody.
func (m *markup) tree(s string, called func(handle string) (UserID, bool)) *treeMaker {
	t := &treeMaker{source: []byte(s), left: maxNodes, called: called}
	if t.over = tooDeep(s) || tooMarked(s); !t.over {
		t.list = t.nodesIn(m.parser.Parse(text.NewReader(t.source)), 1)
	}
	return t
}

// maybeMarked is a quick look that spares most of what people say the parser.
func maybeMarked(s string) bool {
	if strings.ContainsAny(s, "*_~`[<>\\") || strings.Contains(s, "://") {
		return true
	}
	for line := range strings.Lines(s) {
		line = strings.TrimLeft(line, " \t0123456789")
		if line != "" && strings.IndexByte("-+.)", line[0]) >= 0 {
			return true
		}
	}
	return false
}

// tooMarked tells whether more than maxMarks runs of a character may mean something.
func tooMarked(s string) bool {
	marks, before := 0, byte(0)
	for i := range len(s) {
		if c := s[i]; c != before || c == '[' || c == '<' {
			if strings.IndexByte("*_~`[<", c) >= 0 {
				marks++
			}
			before = c
		}
	}
	return marks > maxMarks
}

// tooDeep tells whether quotes and lists may lie deeper in each other than maxNodeDepth.
// What a line begins with is counted; it goes on with what began before by ">", which is
// counted again, or by two spaces or more for each list.
func tooDeep(s string) bool {
	deepest := 0
	for line := range strings.Lines(s) {
		begun, spaces := markers(line)
		deepest = max(deepest, min(deepest, spaces/2)+begun)
	}
	return deepest > maxNodeDepth
}

// markers counts those of quotes and list items with which a line begins, and the
// columns of space around them.
func markers(line string) (begun, spaces int) {
	for {
		rest := strings.TrimLeft(line, " \t")
		blank := line[:len(line)-len(rest)]
		spaces += len(blank) + 3*strings.Count(blank, "\t")
		if line = afterMarker(rest); line == rest {
			return begun, spaces
		}
		begun++
	}
}

// afterMarker cuts off one marker; a line that begins with none comes back as it is.
func afterMarker(line string) string {
	if rest, quote := strings.CutPrefix(line, ">"); quote {
		return rest
	}
	rest := strings.TrimLeft(line, "0123456789")
	if rest == "" {
		return line
	}
	kind := "-+*"
	if len(rest) < len(line) {
		kind = ".)"
	}
	if strings.IndexByte(kind, rest[0]) < 0 || len(rest) > 1 && strings.IndexByte(" \t\r\n", rest[1]) < 0 {
		return line
	}
	return rest[1:]
}

// legible tells whether there is anything to read in the nodes.
func legible(list []Node) bool {
	return slices.ContainsFunc(list, func(n Node) bool { return strings.ContainsFunc(n.Text, visible) || legible(n.Nodes) })
}

func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !invisible(r) }
