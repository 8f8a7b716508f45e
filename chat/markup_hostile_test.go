package chat

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// shown is what nodes would come to on a page.
type shown struct {
	text, links []string
	depth, size int
}

// see walks through nodes, and finds what must never be there.
func (s *shown) see(list []Node, depth int, inLink bool) error {
	s.depth = max(s.depth, depth)
	for _, n := range list {
		s.size++
		known := slices.Contains([]NodeKind{NodeParagraph, NodeQuote, NodeList, NodeItem, NodeCodeBlock, NodeText, NodeEmphasis,
			NodeStrong, NodeStrikethrough, NodeCode, NodeLink, NodeMention, NodeBreak}, n.Kind)
		says := n.Kind == NodeText || n.Kind == NodeCode || n.Kind == NodeCodeBlock
		calls := n.Kind == NodeMention
		switch link := n.Kind == NodeLink; {
		case calls && (inLink || len(n.Nodes) != 1 || !strings.HasPrefix(n.Nodes[0].Text, "@")), !calls && n.User != "":
			return fmt.Errorf("a call that cannot be: %+v", n)
		case !known, !says && n.Text != "", says && n.Nodes != nil, link != (n.URL != ""), link && inLink,
			n.Kind == NodeText && strings.Contains(n.Text, "\n"), n.Language != "" && n.Kind != NodeCodeBlock:
			return fmt.Errorf("a node that cannot be: %+v", n)
		case link:
			s.links = append(s.links, n.URL)
			if err := harmless(n.URL); err != nil {
				return err
			}
		}
		s.text = append(s.text, n.Text)
		if err := s.see(n.Nodes, depth+1, inLink || n.Kind == NodeLink); err != nil {
			return err
		}
	}
	return nil
}

// harmless is the rule for links once more, in other words.
func harmless(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	web := (strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")) && u.Host != "" && !strings.Contains(u.Host, "@")
	mail := strings.HasPrefix(address, "mailto:") && strings.Count(address, "@") == 1 && !strings.ContainsAny(address, "?&#%/,;")
	if !web && !mail || u.User != nil || strings.ContainsAny(address, "\\\"<>` \t\r\n") {
		return fmt.Errorf("a link to %q", address)
	}
	for _, r := range address {
		if unicode.In(r, unicode.C, unicode.Z, unicode.Bidi_Control) {
			return fmt.Errorf("a link with %U in it: %q", r, address)
		}
	}
	return nil
}

// look makes nodes of a text and checks them.
func look(m *markup, s string) (shown, error) { return lookAt(m.nodes(s), s) }

// lookAt checks the nodes of a text.
func lookAt(list *[]Node, s string) (shown, error) {
	if list == nil {
		return shown{}, nil
	}
	var seen shown
	if err := seen.see(*list, 1, false); err != nil {
		return seen, err
	}
	if seen.depth-1 > maxNodeDepth || seen.size > maxNodes {
		return seen, fmt.Errorf("%d nodes, %d deep", seen.size, seen.depth-1)
	}
	b, err := json.Marshal(list)
	if err != nil {
		return seen, err
	}
	var back []Node
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, *list) {
		return seen, fmt.Errorf("another after JSON: %s, %w", outline(back), err)
	}
	return seen, inOrder(strings.Join(seen.text, ""), s)
}

// inOrder finds what is said that was not written, or not in that order. Spaces do not
// count: ends of lines and tabs may become some.
func inOrder(said, written string) error {
	rest := written
	for _, r := range said {
		if unicode.IsSpace(r) {
			continue
		}
		at := strings.IndexRune(rest, r)
		if at < 0 {
			return fmt.Errorf("%q is not in %q", said, written)
		}
		rest = rest[at+utf8.RuneLen(r):]
	}
	return nil
}

// TestHostileMarkup: what would run on a page that made HTML of it, or lead elsewhere
// than it says. Each stands in a text with something that is marked up, for else it
// would be plain. The links are those that may come of it.
func TestHostileMarkup(t *testing.T) {
	m := newMarkup()
	for text, links := range map[string][]string{
		`<script>alert(1)</script>`:                                nil,
		`<img src=x onerror=alert(1)>`:                             nil,
		`<svg/onload=alert(1)>`:                                    nil,
		`<a href="javascript:alert(1)">x</a>`:                      nil,
		`<iframe srcdoc="<script>alert(1)</script>">`:              nil,
		`<javascript:alert(1)>`:                                    nil,
		`<data:text/html;base64,PHNjcmlwdD4=>`:                     nil,
		`[x](javascript:alert(1))`:                                 nil,
		`[x](JaVaScRiPt:alert(1))`:                                 nil,
		"[x](java\tscript:alert(1))":                               nil,
		"[x](<java\u0000script:alert(1)>)":                         nil,
		"[x](<\u0001javascript:alert(1)>)":                         nil,
		`[x](< javascript:alert(1)>)`:                              nil,
		`[x](javascript&#58;alert(1))`:                             nil,
		`[x](&#106;avascript:alert(1))`:                            nil,
		`[x](javascript&colon;alert(1))`:                           nil,
		`[x](java\script:alert(1))`:                                nil,
		`[x](javascript\:alert(1))`:                                nil,
		`[x](vbscript:msgbox(1))`:                                  nil,
		`[x](data:text/html,<script>alert(1)</script>)`:            nil,
		`[x](file:///etc/passwd)`:                                  nil,
		`[x](blob:https://a.example/1)`:                            nil,
		`[x](/logout)`:                                             nil,
		`[x](logout)`:                                              nil,
		`[x](//evil.example)`:                                      nil,
		`[x](\\evil.example)`:                                      nil,
		`[x](https:evil.example)`:                                  nil,
		`[x](https:/evil.example)`:                                 nil,
		`[x](https:///evil.example)`:                               nil,
		`[x](https://bank.example@evil.example)`:                   nil,
		`[x](https://bank.example:pw@evil.example/)`:               nil,
		`[x](https://evil.example\@bank.example)`:                  nil,
		"[x](https://evil.example/\u202egnp.exe)":                  nil,
		"[x](https://bank.example\u2028.evil.example)":             nil,
		"[x](https://bank\u200b.example)":                          nil,
		"[x](https://bank\u3164.example)":                          nil,
		"[x](https://bank.example\uff0f.evil.example)":             nil,
		`[x](https://%62ank.example)`:                              nil,
		`[x](<https://a.example/ b>)`:                              nil,
		`[x](<https://a.example/"onmouseover="alert(1)>)`:          nil,
		`[x](mailto:a@b.example?bcc=eve@evil.example&body=x)`:      nil,
		`[x](mailto:)`:                                             nil,
		`[x](mailto://a@b.example)`:                                nil,
		`[x](tel:+1)`:                                              nil,
		`[x]()`:                                                    nil,
		`[https://bank.example](https://evil.example)`:             {"https://bank.example"},
		`[**HTTPS://bank**.example](https://evil.example)`:         nil,
		`[https://bank.example](mailto:a@evil.example)`:            {"https://bank.example"},
		`[https://bank.example@evil.example](https://b.example)`:   nil,
		"[\u200b](https://evil.example)":                           nil,
		`![x](javascript:alert(1))`:                                nil,
		`![x](https://a.example/"onerror="alert(1))`:               nil,
		`[x]: javascript:alert(1)`:                                 nil,
		`https://bank.example@evil.example`:                        nil,
		"https://bank.example\u202e/x":                             nil,
		`https://a.example/'onclick='alert(1)`:                     {"https://a.example/'onclick='alert(1)"},
		`https://a.example/"onclick="alert(1)`:                     {"https://a.example/"},
		`https://a.example/<script>`:                               {"https://a.example/"},
		"```\"><script>\nalert(1)\n```\n":                          nil,
		"[x](https://a.example/" + strings.Repeat("a", 2000) + ")": nil,
	} {
		t.Run(text[:min(60, len(text))], func(t *testing.T) {
			seen, err := look(m, text+"\n\n*and*")
			if err != nil || len(seen.text) == 0 || !slices.Equal(seen.links, links) {
				t.Errorf("%q, %q, %v", seen.text, seen.links, err)
			}
		})
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"**a** https://a.example", "> - ```\n> b\n", "[a](<https://b.example> 'c') `d`", "1. \\*x\\* ~~y~~\n\t- z", "@a, \\@a **@room**\n[@a](https://a.example)"} {
		f.Add(s)
	}
	m := newMarkup()
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip() // nobody can say it
		}
		if _, err := look(m, s); err != nil {
			t.Error(err)
		}
		called := callees{"a": "user", "room": ""}
		for _, list := range []*[]Node{m.nodesCalling(s, called), called.plainly(s)} {
			if _, err := lookAt(list, s); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzSafeURL(f *testing.F) {
	for _, s := range []string{"https://a.example/b?c#d", "HTTP://[::1]:80", "mailto:a@b.example", "javascript:x", "https://例え.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, ok := safeURL(raw)
		if !ok {
			return
		}
		if err := harmless(got); err != nil {
			t.Error(err)
		}
		if again, ok := safeURL(got); !ok || again != got {
			t.Errorf("%q, then %q, %v", got, again, ok)
		}
	})
}
