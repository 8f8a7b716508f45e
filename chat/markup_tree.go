package chat

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// A treeMaker makes nodes of what the parser found in the source.
type treeMaker struct {
	source []byte
	left   int  // how many nodes may still come
	over   bool // there were more, or deeper ones
	marked bool // the nodes say more than the source would
	within bool // a link, and so no other can be made
	list   []Node
	// called tells who has a handle; nil: nobody has.
	called func(handle string) (UserID, bool)
}

// fits tells whether the text is best shown as its nodes.
func (t *treeMaker) fits() bool { return !t.over && legible(t.list) }

// A nodeList grows. Text that comes in pieces is one node.
type nodeList struct {
	t    *treeMaker
	list []Node
	said strings.Builder // text that is not in the list yet
	at   []int           // where in it an "@" is meant to be one
}

// say adds text.
func (l *nodeList) say(s string) { l.said.WriteString(s) }

// sayUnescaped adds text without its backslashes. An "@" that had one calls nobody.
func (l *nodeList) sayUnescaped(b []byte) {
	done := 0
	for i := 0; i+1 < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		if i++; b[i] == '@' {
			l.say(unescaped(b[done : i-1]))
			l.at = append(l.at, l.said.Len())
			l.say("@")
			done = i + 1
		}
	}
	l.say(unescaped(b[done:]))
}

// push adds a node.
func (l *nodeList) push(n Node) {
	l.flush()
	l.list = l.t.count(l.list, n)
	l.t.marked = l.t.marked || n.Kind != NodeBreak && n.Kind != NodeParagraph
}

// flush makes a node of the text.
func (l *nodeList) flush() []Node {
	if l.said.Len() == 0 {
		return l.list
	}
	said, at := l.said.String(), l.at
	l.said.Reset()
	l.at = nil
	if l.t.called == nil || l.t.within {
		l.text(said)
		return l.list
	}
	for _, part := range stretches(said, at) {
		l.part(part)
	}
	return l.list
}

// part adds a call of somebody, or else text.
func (l *nodeList) part(part stretch) {
	if part.handle != "" {
		if user, ok := l.t.called(part.handle); ok {
			l.list = l.t.count(l.list, Node{Kind: NodeMention, User: user, Nodes: l.t.count(nil, Node{Kind: NodeText, Text: part.text})})
			l.t.marked = true
			return
		}
	}
	l.text(part.text)
}

// text adds to the text before it.
func (l *nodeList) text(s string) {
	if n := len(l.list); n > 0 && l.list[n-1].Kind == NodeText {
		l.list[n-1].Text += s
		return
	}
	l.list = l.t.count(l.list, Node{Kind: NodeText, Text: s})
}

// count adds a node, and tells of one too many.
func (t *treeMaker) count(list []Node, n Node) []Node {
	t.left--
	t.over = t.over || t.left < 0
	return append(list, n)
}

// nodesIn returns the children of a parent whose children lie this deep.
func (t *treeMaker) nodesIn(parent ast.Node, depth int) []Node {
	out := nodeList{t: t}
	t.over = t.over || depth > maxNodeDepth && parent.HasChildren()
	t.addAll(&out, parent, depth)
	return out.flush()
}

func (t *treeMaker) addAll(out *nodeList, parent ast.Node, depth int) {
	for c := parent.FirstChild(); c != nil && !t.over; c = c.NextSibling() {
		t.add(out, c, depth)
	}
}

func (t *treeMaker) add(out *nodeList, n ast.Node, depth int) {
	switch n := n.(type) {
	case *ast.Text:
		t.text(out, n)
	case *ast.AutoLink:
		t.autoLink(out, n)
	case *ast.Link:
		t.link(out, n, depth)
	case *ast.CodeSpan:
		out.push(Node{Kind: NodeCode, Text: t.code(n)})
	case *ast.FencedCodeBlock:
		out.push(t.codeBlock(n))
	default:
		node := shell(n)
		node.Nodes = t.nodesIn(n, depth+1)
		out.push(node)
	}
}

// shell is a node for what has nothing but children.
func shell(n ast.Node) Node {
	switch n := n.(type) {
	case *ast.Emphasis:
		if n.Level == 2 {
			return Node{Kind: NodeStrong}
		}
		return Node{Kind: NodeEmphasis}
	case *extension.Strikethrough:
		return Node{Kind: NodeStrikethrough}
	case *ast.Blockquote:
		return Node{Kind: NodeQuote}
	case *ast.List:
		return Node{Kind: NodeList, Ordered: n.IsOrdered(), Start: n.Start}
	case *ast.ListItem:
		return Node{Kind: NodeItem}
	}
	return Node{Kind: NodeParagraph}
}

// text adds what a piece of text says, and the end of the line if it is there.
func (t *treeMaker) text(out *nodeList, n *ast.Text) {
	before := out.said.Len()
	out.sayUnescaped(n.Segment.Value(t.source))
	t.marked = t.marked || out.said.Len()-before != n.Segment.Len()
	if n.NextSibling() != nil && (n.SoftLineBreak() || n.HardLineBreak()) {
		out.push(Node{Kind: NodeBreak})
	}
}

// unescaped takes away the backslashes in front of punctuation. References such as
// "&lt;" stay: who writes HTML in a chat wants it to be read.
func unescaped(b []byte) string { return string(util.UnescapePunctuations(b)) }

// code is what a code span says, its line ends being spaces (CommonMark 6.1).
func (t *treeMaker) code(n *ast.CodeSpan) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if piece, ok := c.(*ast.Text); ok {
			b.Write(piece.Segment.Value(t.source))
		}
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ").Replace(b.String())
}

// languageForm is what may stand behind a fence as the name of a language.
var languageForm = regexp.MustCompile(`^[\pL\pN+#._-]{1,32}$`)

// codeBlock keeps what stands behind the fence as the first line if it is no language,
// since some write their code there.
func (t *treeMaker) codeBlock(n *ast.FencedCodeBlock) Node {
	node := Node{Kind: NodeCodeBlock}
	var b strings.Builder
	if n.Info != nil {
		if info := string(n.Info.Segment.Value(t.source)); languageForm.MatchString(info) {
			node.Language = info
		} else {
			b.WriteString(info + "\n")
		}
	}
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(t.source))
	}
	node.Text = strings.TrimSuffix(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\n")
	return node
}
