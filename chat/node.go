package chat

// NodeKind names what a part of a message's text is.
type NodeKind string

// The kinds of nodes. Those of the first group hold blocks or stand among them, those of
// the second stand within a line.
const (
	// NodeParagraph has the parts of its lines as Nodes.
	NodeParagraph NodeKind = "paragraph"
	// NodeQuote has blocks as Nodes.
	NodeQuote NodeKind = "quote"
	// NodeList has items as Nodes. It may be Ordered, and then has a Start.
	NodeList NodeKind = "list"
	// NodeItem has blocks as Nodes, or none.
	NodeItem NodeKind = "item"
	// NodeCodeBlock has lines of code as Text, and a Language if there was one.
	NodeCodeBlock NodeKind = "codeBlock"

	// NodeText has Text.
	NodeText NodeKind = "text"
	// NodeEmphasis, NodeStrong and NodeStrikethrough have Nodes.
	NodeEmphasis      NodeKind = "emphasis"
	NodeStrong        NodeKind = "strong"
	NodeStrikethrough NodeKind = "strikethrough"
	// NodeCode has Text.
	NodeCode NodeKind = "code"
	// NodeLink has a URL, Nodes among which is no other link, and maybe a Title.
	NodeLink NodeKind = "link"
	// NodeMention has the User whom the message calls, or none for everybody in the room, and
	// as Nodes one NodeText, which is how they are called: "@ann".
	NodeMention NodeKind = "mention"
	// NodeBreak begins another line.
	NodeBreak NodeKind = "break"
)

// A Node is a part of a message's text as its author marked it up. In JSON
// "**Hi**, see https://example.com" is
//
//	[{"type": "paragraph", "nodes": [
//		{"type": "strong", "nodes": [{"type": "text", "text": "Hi"}]},
//		{"type": "text", "text": ", see "},
//		{"type": "link", "url": "https://example.com", "nodes": [{"type": "text", "text": "https://example.com"}]}
//	]}]
//
// A client makes an element for each kind that it knows, shows the Nodes of those that
// it does not, and takes Text, Title and Language for text: there is no HTML in them,
// and what looks like it is what the author wants to be read.
type Node struct {
	Kind NodeKind `json:"type"`
	// Text is what a NodeText, NodeCode or NodeCodeBlock says.
	Text string `json:"text,omitempty"`
	// URL is where a NodeLink leads: an address that begins with "http://" or "https://"
	// and has no user in it, or "mailto:" and an address. There is no other.
	URL string `json:"url,omitempty"`
	// Title is what a NodeLink says besides.
	Title string `json:"title,omitempty"`
	// Language is the word that stands behind the fence of a NodeCodeBlock: at most 32
	// letters, digits and any of "+#._-".
	Language string `json:"language,omitempty"`
	// User is whom a NodeMention calls.
	User UserID `json:"user,omitempty"`
	// Ordered tells a NodeList with numbers from one with bullets; its first number is
	// Start. One that is not in the JSON is 0.
	Ordered bool `json:"ordered,omitempty"`
	Start   int  `json:"start,omitempty"`
	// Nodes are what is in it.
	Nodes []Node `json:"nodes,omitempty"`
}
