package sqlite

import "strings"

// match is the condition of bunstore.Dialect.Match. The rows that FTS5 finds are looked up
// one by one.
const match = `d.n IN (SELECT rowid FROM ?terms WHERE ?terms MATCH ?)`

// spaced are terms as FTS5 counts them.
func spaced(terms []string) string { return strings.Join(terms, " ") }

// phrases asks FTS5 for all of the phrases. Terms have no character that means anything to
// it.
func phrases(all [][]string) string {
	quoted := make([]string, len(all))
	for i, p := range all {
		quoted[i] = `"` + spaced(p) + `"`
	}
	return strings.Join(quoted, " AND ")
}
