package chat

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// callees are whom a message calls, by their handles. Everybody in the room has RoomHandle
// and no ID.
type callees map[string]UserID

// callForm is a call, which may still be a part of something else.
var callForm = regexp.MustCompile(`@[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?`)

// A stretch is a part of a line of text: a call, or what stands between.
type stretch struct {
	text   string
	handle string // empty: it is no call
}

// stretches are the parts of a text. An "@" at one of the given places is only one.
func stretches(s string, plain []int) []stretch {
	var list []stretch
	done := 0
	for _, at := range callForm.FindAllStringIndex(s, -1) {
		handle := strings.ToLower(s[at[0]+1 : at[1]])
		if slices.Contains(plain, at[0]) || !isCall(s, at[0], at[1]) || len(handle) > 64 {
			continue
		}
		if done < at[0] {
			list = append(list, stretch{text: s[done:at[0]]})
		}
		list = append(list, stretch{s[at[0]:at[1]], handle})
		done = at[1]
	}
	if done < len(s) {
		list = append(list, stretch{text: s[done:]})
	}
	return list
}

// isCall tells calls from addresses and from words that go on.
func isCall(s string, begin, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:begin])
	after, _ := utf8.DecodeRuneInString(s[end:])
	return !wordy(before) && !strings.ContainsRune("@./-+", before) && !wordy(after) && after != '@'
}

// wordy tells whether a character is part of a word. What stands at an end is none.
func wordy(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// calledIn are the handles that a text calls, each of them once, in their order: those
// that stand in what people see of it, and not in code or in links.
func (m *markup) calledIn(s string) []string {
	if !strings.Contains(s, "@") {
		return nil
	}
	var list []string
	found := func(handle string) (UserID, bool) {
		if !slices.Contains(list, handle) {
			list = append(list, handle)
		}
		return "", false
	}
	if m == nil || !m.tree(s, found).fits() {
		list = nil
		for _, part := range stretches(s, nil) {
			if part.handle != "" {
				found(part.handle)
			}
		}
	}
	return list
}

// find is the callee with the handle.
func (c callees) find(handle string) (UserID, bool) {
	id, ok := c[handle]
	return id, ok
}

// plainly are the nodes of a text that is shown as it is, but for those whom it calls.
func (c callees) plainly(s string) *[]Node {
	t := &treeMaker{left: maxNodes, called: c.find}
	out := nodeList{t: t}
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			out.push(Node{Kind: NodeBreak})
		}
		out.say(strings.TrimSuffix(line, "\r"))
	}
	p := Node{Kind: NodeParagraph, Nodes: out.flush()}
	if !t.marked || t.over {
		return nil
	}
	return &[]Node{p}
}
