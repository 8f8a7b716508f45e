package bunstore_test

import (
	"strings"
	"testing"

	"github.com/parleychat/parley/storage/internal/bunstore"
)

// TestEveryColumn is written: one that may be NULL would be forgotten in silence.
func TestEveryColumn(t *testing.T) {
	db := openDatabase(t)
	for table, query := range map[string]string{
		"chat_messages": bunstore.InsertMessageQuery,
		"chat_events":   bunstore.InsertEventQuery,
	} {
		var columns []string
		if err := db.NewRaw(`SELECT name FROM pragma_table_info(?)`, table).Scan(t.Context(), &columns); err != nil {
			t.Fatal(err)
		}
		_, named, _ := strings.Cut(query, "(")
		named, _, _ = strings.Cut(named, ")")
		if want := strings.Join(columns, ", "); named != want {
			t.Errorf("of %s are written\n%s\nof\n%s", table, named, want)
		}
	}
}
