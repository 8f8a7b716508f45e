package chat

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// link adds a link that leads somewhere safe and says something, or else the text that
// it was written as.
func (t *treeMaker) link(out *nodeList, n *ast.Link, depth int) {
	to, safe := safeURL(unescaped(n.Destination))
	if safe {
		t.within = true
		label := t.nodesIn(n, depth+1)
		t.within = false
		if legible(label) && !misleading(textOf(label), to) {
			out.push(Node{Kind: NodeLink, URL: to, Title: unescaped(n.Title), Nodes: label})
			return
		}
	}
	out.say("[")
	t.addAll(out, n, depth)
	written, _ := n.AttributeString(writtenAs)
	rest, _ := written.(string)
	for i, line := range strings.Split(rest, "\n") {
		if i > 0 {
			out.push(Node{Kind: NodeBreak})
		}
		out.say(strings.TrimSuffix(line, "\r"))
	}
}

// shownForm is an address in a label, as far as it says whose it is.
var shownForm = regexp.MustCompile(`(?i)https?://[^\s/?#]*`)

// misleading tells whether a label shows an address at another place than where the
// link leads.
func misleading(label, to string) bool {
	for _, shown := range shownForm.FindAllString(label, -1) {
		if placeOf(shown) != placeOf(to) {
			return true
		}
	}
	return false
}

// textOf is all that nodes say.
func textOf(list []Node) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString(n.Text + textOf(n.Nodes))
	}
	return b.String()
}

// placeOf is the part of an address that says whose it is.
func placeOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Scheme + "://" + strings.ToLower(u.Host)
}

// autoLink adds an address that is its own label. In the label of a link it is text.
func (t *treeMaker) autoLink(out *nodeList, n *ast.AutoLink) {
	label := string(n.Label(t.source))
	to, safe := safeURL(t.addressOf(n))
	switch {
	case t.within:
		out.say(label)
	case safe:
		out.push(Node{Kind: NodeLink, URL: to, Nodes: t.count(nil, Node{Kind: NodeText, Text: label})})
	default:
		out.say("<" + label + ">") // others never become one
	}
}

// addressOf is where an address leads: of a mailbox only the mailbox is written.
func (t *treeMaker) addressOf(n *ast.AutoLink) string {
	if n.AutoLinkType == ast.AutoLinkEmail {
		return "mailto:" + string(n.Label(t.source))
	}
	return string(n.Label(t.source))
}
