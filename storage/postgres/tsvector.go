package postgres

import (
	"strconv"
	"strings"

	"github.com/parleychat/parley/storage/internal/bunstore"
)

// match is the condition of bunstore.Dialect.Match.
const match = `d.terms @@ CAST(? AS tsquery)`

// vector is the text of a tsvector: each term with its places in the text. It is the
// module's business that there are not more of them than fit in.
func vector(terms []string) string {
	places := map[string][]string{}
	var order []string
	for i, t := range terms {
		if t == bunstore.NoTerm {
			continue
		}
		if places[t] == nil {
			order = append(order, t)
		}
		places[t] = append(places[t], strconv.Itoa(i+1))
	}
	for i, t := range order {
		order[i] = t + ":" + strings.Join(places[t], ",")
	}
	return strings.Join(order, " ")
}

// phrases is the text of a tsquery that asks for all of the phrases. Terms have no
// character that means anything in it.
func phrases(all [][]string) string {
	joined := make([]string, len(all))
	for i, p := range all {
		joined[i] = "(" + strings.Join(p, " <-> ") + ")"
	}
	return strings.Join(joined, " & ")
}
