package chat

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// outline draws nodes as a tree, one in a line.
func outline(list []Node) string {
	var b strings.Builder
	for _, n := range list {
		fmt.Fprint(&b, n.Kind)
		if n.Ordered {
			fmt.Fprintf(&b, " from %d", n.Start)
		}
		for _, s := range []string{n.Language, n.URL} {
			if s != "" {
				b.WriteString(" " + s)
			}
		}
		for _, s := range []string{n.Text, n.Title} {
			if s != "" {
				fmt.Fprintf(&b, " %q", s)
			}
		}
		b.WriteString("\n")
		if n.Nodes != nil {
			b.WriteString("  " + strings.ReplaceAll(strings.TrimSuffix(outline(n.Nodes), "\n"), "\n", "\n  ") + "\n")
		}
	}
	return b.String()
}

func outlineOf(list *[]Node) string {
	if list == nil {
		return "plain\n"
	}
	return outline(*list)
}

// TestMarkup compares with testdata/markup.txt, in which each case has the form
//
//	=== Name
//	text
//	--->
//	outline
func TestMarkup(t *testing.T) {
	file, err := os.ReadFile("testdata/markup.txt")
	if err != nil {
		t.Fatal(err)
	}
	m := newMarkup()
	cases := strings.Split(string(file), "=== ")[1:]
	for _, c := range cases {
		head, want, ok := strings.Cut(c, "\n--->\n")
		name, input, _ := strings.Cut(head, "\n")
		t.Run(name, func(t *testing.T) {
			if got := outlineOf(m.nodes(input)); !ok || got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
