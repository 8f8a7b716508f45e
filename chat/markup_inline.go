package chat

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// linkParser is Markdown's without images, and remembers how each link was written after
// its label, so that one that leads nowhere safe can stay text.
type linkParser struct{ parser.InlineParser }

// writtenAs is the attribute of a link that has the "](…)" of it.
const writtenAs = "written"

func (p linkParser) Trigger() []byte { return []byte{'[', ']'} }

func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	_, begin := block.Position()
	n := p.InlineParser.Parse(parent, block, pc)
	if link, ok := n.(*ast.Link); ok {
		_, end := block.Position()
		written := string(block.Source()[begin.Start:end.Start])
		link.SetAttributeString(writtenAs, written[:strings.LastIndexByte(written, ')')+1])
	}
	return n
}

// CloseBlock makes text of brackets that nothing came of.
func (p linkParser) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// addressParser finds http and https addresses that just stand there. It is asked at
// each colon, and looks back.
type addressParser struct{}

func (addressParser) Trigger() []byte { return []byte{':'} }

// Parse returns a link, or text for an address that is not safe: were it left to the
// other parsers, each of many in a row would be looked at to the end.
func (addressParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, here := block.PeekLine()
	before, ok := parent.LastChild().(*ast.Text)
	if !ok || before.Segment.Stop != here.Start || !bytes.HasPrefix(line, []byte("://")) {
		return nil
	}
	scheme := schemeAtEnd(before.Segment.Value(block.Source()))
	if scheme == "" {
		return nil
	}
	rest := address(line)
	_, safe := safeURL(scheme + rest)
	if cut := before.Segment.Stop - len(scheme); cut == before.Segment.Start {
		parent.RemoveChild(parent, before)
	} else {
		before.Segment = before.Segment.WithStop(cut)
	}
	block.Advance(len(rest))
	found := ast.NewTextSegment(text.NewSegment(here.Start-len(scheme), here.Start+len(rest)))
	if !safe {
		return found
	}
	return ast.NewAutoLink(ast.AutoLinkURL, found)
}

// schemeAtEnd is the http or https with which the text ends, if no longer word does.
func schemeAtEnd(said []byte) string {
	for _, scheme := range []string{"https", "http"} {
		at := len(said) - len(scheme)
		if at < 0 || !strings.EqualFold(string(said[at:]), scheme) {
			continue
		}
		if r, _ := utf8.DecodeLastRune(said[:at]); at > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return ""
		}
		return string(said[at:])
	}
	return ""
}

// trailing is what ends the sentence around an address rather than the address, as in
// GitHub Flavored Markdown 6.9, and the same of East Asia.
const trailing = "?!.,:;*_~'。，、！？：；）」』】》"

// address is what of an address the line begins with.
func address(line []byte) string {
	end := bytes.IndexFunc(line, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"`[]", r) })
	if end < 0 {
		end = len(line)
	}
	found := string(line[:end])
	opened := strings.Count(found, "(") - strings.Count(found, ")")
	for {
		found = strings.TrimRight(found, trailing)
		if opened >= 0 || !strings.HasSuffix(found, ")") {
			return found
		}
		found = found[:len(found)-1]
		opened++
	}
}

// strikeParser takes ~one~ and ~~two~~, as in GitHub Flavored Markdown 6.5.
type strikeParser struct{}

func (strikeParser) Trigger() []byte { return []byte{'~'} }

func (p strikeParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	if before == '~' {
		return nil // of a longer run, which is not looked at again
	}
	line, here := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, p)
	if d == nil || d.OriginalLength > 2 {
		return nil
	}
	d.Segment = here.WithStop(here.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

func (strikeParser) IsDelimiter(b byte) bool { return b == '~' }

func (strikeParser) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (strikeParser) OnMatch(int) ast.Node { return extension.NewStrikethrough() }
