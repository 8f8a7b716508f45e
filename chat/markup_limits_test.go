package chat

import (
	"strings"
	"testing"
	"time"
)

// TestMarkupLimits: a text at each limit has nodes, one beyond it is plain.
func TestMarkupLimits(t *testing.T) {
	m := newMarkup()
	for name, text := range map[string]func(n int) string{
		"Nodes":  func(n int) string { return strings.Repeat("a\n", (maxNodes-4)/2+n) + "**b**" },
		"Quotes": func(n int) string { return strings.Repeat(">", maxNodeDepth-2+n) + " a" },
		"Nested": func(n int) string { return strings.Repeat("> ", maxNodeDepth-5+n) + "*a **b ~~c~~***" },
		"Marks":  func(n int) string { return "`a`" + strings.Repeat(" <", maxMarks-2+n) },
	} {
		t.Run(name, func(t *testing.T) {
			if seen, err := look(m, text(0)); err != nil || seen.size == 0 {
				t.Errorf("at the limit: %+v, %v", seen, err)
			}
			if list := m.nodes(text(1)); list != nil {
				t.Errorf("beyond it:\n%s", outline(*list))
			}
		})
	}
	t.Run("DepthIsBoundBeforeTheParser", func(t *testing.T) {
		for text, deep := range map[string]bool{
			strings.Repeat("> ", maxNodeDepth+1) + "a":                                                               true,
			strings.Repeat("- ", maxNodeDepth+1) + "a":                                                               true,
			strings.Repeat("1) ", maxNodeDepth) + "- a":                                                              true,
			strings.Repeat("- ", 9) + "a\n" + strings.Repeat("  ", 9) + strings.Repeat("- ", 8) + "b":                true,
			strings.Repeat("- ", 9) + "a\nlazy\n" + strings.Repeat("\t\t", 4) + "  " + strings.Repeat("- ", 8) + "b": true,
			"- a\n" + strings.Repeat(" ", 80) + "- b":                                                                false,
			strings.Repeat("> > a\n", 100):                                                                           false,
			strings.Repeat("-", 100) + "\n" + strings.Repeat("3", 100) + ". a":                                       false,
		} {
			if tooDeep(text) != deep {
				t.Errorf("%q: %v", text, !deep)
			}
		}
	})
}

// BenchmarkMarkupIsLinear fails when eight times the text takes more than 32 times as long,
// also one that is made to have a parser look back or ahead again and again; what is
// quadratic would take sixty-four times as long. It reports the worst.
func BenchmarkMarkupIsLinear(b *testing.B) {
	m := newMarkup()
	for b.Loop() {
		worst := 0.0
		for _, piece := range []string{"[", "]", "*", "_", "~", "`", "``a`", ">", "> ", "- ", "1. ", "<", "<a@", "![", "*a_ ", "_a*", "a* ", "**a*",
			"[*", "*]_[", "[](", "[a](b \"", "[a](b (", "[a](<", "\\*", "&", "http://", "http://a@b ", "https://a.b ", "(http://x(", ")",
			"- a\n  ", "- a\n\n", "> a\n\n", "```\n", "a\n", "https://a.b/)).", "*\n",
		} {
			for _, tail := range []string{"", "]", "\n"} {
				ratio := float64(m.timeFor(piece, tail, 64000)) / float64(m.timeFor(piece, tail, 8000))
				if ratio > 32 {
					b.Errorf("%q, then %q: eight times the text takes %.0f times as long", piece, tail, ratio)
				}
				worst = max(worst, ratio)
			}
		}
		b.ReportMetric(worst, "x-of-an-eighth")
	}
}

// timeFor is the least time that a text of that length took.
func (m *markup) timeFor(piece, tail string, length int) time.Duration {
	text := strings.Repeat(piece, length/2/len(piece)) + strings.Repeat(tail, length/2)
	least := time.Hour
	for range 3 {
		begin := time.Now()
		m.nodes(text)
		least = min(least, time.Since(begin))
	}
	return max(least, 20*time.Microsecond) // below that the clock says little
}

func BenchmarkMarkup(b *testing.B) {
	m := newMarkup()
	for name, text := range map[string]string{
		"plain": "Shall we meet at 10.30, in the small room (the one with the window)?",
		"line":  "**Yes**, see https://a.example/rooms/7 and `map.png`",
		"list":  strings.Repeat("- a *b* [c](https://c.example)\n", 20),
		"worst": strings.Repeat("*a_ ", 250),
	} {
		b.Run("text="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.nodes(text)
			}
		})
	}
}
