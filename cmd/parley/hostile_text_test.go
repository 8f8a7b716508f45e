package main

import (
	"fmt"
	"strings"
	"testing"
)

func textAttacks() []attack {
	return []attack{
		{"MillionBrackets", nested},
		{"HugeChannelNames", hugeNames},
		{"NamesOfOtherLanguages", oddNames},
		{"RepeatedKeys", repeatedKeys},
		{"HugeMembers", hugeMembers},
	}
}

// nested sends a million brackets, and as many as fit in a request, in everything that
// may hold JSON.
func nested(t *testing.T, b *bus) {
	for _, depth := range []int{1_000_000, 120_000, 10_000, 65} {
		for _, open := range []string{"[", `{"a":`} {
			if len(open) > 1 && depth == 120_000 {
				continue // too large as well
			}
			value := strings.Repeat(open, depth) + "1" + strings.Repeat(map[string]string{"[": "]", `{"a":`: "}"}[open], depth)
			members := []string{"data", "ext"}
			if depth <= 10_000 {
				members = append(members, "advice", "id", "clientId", "subscription", "unknown")
			}
			for _, member := range members {
				body := fmt.Sprintf(`{"channel":"/nested","data":1,%q:%s}`, member, value)
				status := 400
				if len(body) > 256<<10 {
					status = 413
				}
				b.each(t, 1, 1, func(w *wire) error {
					err := w.answers(status, "", body)
					if err != nil && status == 413 {
						return timedOut(err)
					}
					return err
				})
				if status == 400 {
					b.each(t, 1, 1, func(w *wire) error { return w.refuses(body, "400:") })
				}
			}
			for _, whole := range []string{value, strings.Repeat(open, depth)} {
				if len(whole) < 256<<10 {
					b.each(t, 1, 1, func(w *wire) error { return w.answers(400, "", whole) })
				}
			}
		}
	}
}

// hugeNames uses names as long as a request may be, and one that is just too long.
func hugeNames(t *testing.T, b *bus) {
	for _, name := range []string{"/" + strings.Repeat("x", 200_000), strings.Repeat("/x", 100_000), strings.Repeat("/", 200_000), "/" + strings.Repeat("x", 256), "/**" + strings.Repeat("/**", 60_000)} {
		b.each(t, 4, 2, func(w *wire) error {
			id, err := w.join("/short")
			if err != nil {
				return err
			}
			for _, body := range []string{
				fmt.Sprintf(`{"channel":%q,"data":1}`, name),
				subscribeAs(id, name), subscribeAs(id, "/good", name),
				strings.Replace(subscribeAs(id, name), "subscribe", "unsubscribe", 1),
				fmt.Sprintf(`{"channel":"/meta%s","clientId":%q}`, name, id),
				connectAs(id, name), connectAs(name+w.LocalAddr().String(), "long-polling"),
			} {
				if err := w.refusedShortly(body); err != nil {
					return err
				}
			}
			_, err = w.post(disconnectAs(id))
			return err
		})
	}
}

// refusedShortly wants an answer that repeats what was sent once at most.
func (w *wire) refusedShortly(body string) error {
	if err := w.send(body); err != nil {
		return err
	}
	status, text, err := w.answer()
	if err != nil || status != 200 || !strings.Contains(text, `"successful":false`) {
		return fmt.Errorf("%.100q: %d %.200s %v", body, status, text, err)
	}
	if len(text) > len(body)+1000 {
		return fmt.Errorf("%.100q is answered with %d bytes", body, len(text))
	}
	return nil
}

// oddNames uses names that mean something elsewhere: here they are names.
func oddNames(t *testing.T, b *bus) {
	names := []string{"/__proto__", "/constructor", "/toString", "/hasOwnProperty/call", "/prototype/__proto__"}
	b.each(t, 10, 1, func(w *wire) error {
		id, err := w.join("/own")
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, err := w.post(subscribeAs(id, name)); err != nil {
				return err
			}
			all, err := w.post(fmt.Sprintf(`[{"channel":%q,"data":{"__proto__":{"x":1}},"__proto__":{"channel":"/own"},"constructor":{"data":2},"ext":{"__proto__":{"secret":1}}},%s]`, name, connectAs(id, "long-polling")))
			if err != nil {
				return err
			}
			if got := fmt.Sprint(deliveries(all, name), deliveries(all, "/own")); got != `[{"__proto__":{"x":1}}] []` {
				return fmt.Errorf("%s: %s", name, got)
			}
			if _, err := w.post(strings.Replace(subscribeAs(id, name), "subscribe", "unsubscribe", 1)); err != nil {
				return err
			}
		}
		_, err = w.post(disconnectAs(id))
		return err
	})
}

// repeatedKeys says things twice: the last counts, for those who check as for those who
// deliver.
func repeatedKeys(t *testing.T, b *bus) {
	b.each(t, 10, 1, func(w *wire) error {
		id, err := w.join("/twice/*")
		if err != nil {
			return err
		}
		all, err := w.post(fmt.Sprintf(`[{"channel":"/meta/connect","channel":"/twice/a","data":1,"data":2,"clientId":"x","clientId":%q},%s]`, id, connectAs(id, "long-polling")))
		if err != nil {
			return err
		}
		if got := fmt.Sprint(deliveries(all, "/twice/a")); got != "[2]" {
			return fmt.Errorf("got %s", got)
		}
		if err := w.refusedShortly(`{"channel":"/twice/a","channel":"/meta/other","data":1}`); err != nil {
			return err
		}
		if err := w.refusedShortly(fmt.Sprintf(`{"channel":"/twice/a","data":1,"clientId":%q,"clientId":"x"}`, id)); err != nil {
			return err
		}
		_, err = w.post("[" + disconnectAs(id) + "]")
		return err
	})
}

// hugeMembers fills a request with one member, or with very many.
func hugeMembers(t *testing.T, b *bus) {
	long, many := `"`+strings.Repeat("x", 200_000)+`"`, "{"+strings.Repeat(`"a":1,`, 40_000)+`"a":1}`
	for _, member := range []string{"id", "clientId", "connectionType", "version", "supportedConnectionTypes", "ext", "advice", "error", "unknown"} {
		for _, value := range []string{long, many, "[" + strings.Repeat(`"",`, 60_000) + `""]`, "1" + strings.Repeat("0", 200_000), "-1e" + strings.Repeat("9", 1000)} {
			b.each(t, 1, 1, func(w *wire) error {
				return w.refusedShortly(fmt.Sprintf(`{"channel":"/meta/handshake",%q:%s}`, member, value))
			})
		}
	}
}
