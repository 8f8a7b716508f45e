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
}

// A nodeList grows. Text that comes in pieces is one node.
type nodeList struct {
	t    *treeMaker
	list []Node
	said strings.Builder // text that is not in the list yet
}

// say adds text.
func (l *nodeList) say(s string) { l.said.WriteString(s) }

// push adds a node.
func (l *nodeList) push(n Node) {
	l.flush()
	l.list = l.t.count(l.list, n)
	l.t.marked = l.t.marked || n.Kind != NodeBreak && n.Kind != NodeParagraph
}

// flush makes a node of the text.
func (l *nodeList) flush() []Node {
	if l.said.Len() > 0 {
		l.list = l.t.count(l.list, Node{Kind: NodeText, Text: l.said.String()})
		l.said.Reset()
	}
	return l.list
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
	said := unescaped(n.Segment.Value(t.source))
	t.marked = t.marked || len(said) != n.Segment.Len()
	out.say(said)
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
