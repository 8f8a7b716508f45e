package drivertest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/parleychat/parley/chat"
)

// A Hook is what Options.InTx of the drivers is.
type Hook = func(ctx context.Context, tx *sql.Tx, ev chat.Event) error

// OpenHooked opens an empty store with a hook, and a pool on its database. A store whose
// hook fails for good takes no notice of its patience, which should be long.
type OpenHooked func(t *testing.T, hook Hook) (chat.Storage, *sql.DB)

// InTx checks what the drivers promise about Options.InTx.
func InTx(t *testing.T, open OpenHooked) {
	for name, check := range map[string]func(*hooked, *testing.T){
		"RowsCommitWithTheMessage": (*hooked).commits,
		"ErrUndoesAll":             (*hooked).undoes,
		"OncePerEvent":             (*hooked).eachEvent,
		"NotForARepeat":            (*hooked).repeat,
		"NotForAFailure":           (*hooked).failure,
		"ErrOfARowIsFinal":         (*hooked).dangling,
		"ErrIsFinal":               (*hooked).final,
	} {
		t.Run(name, func(t *testing.T) {
			h := &hooked{then: func(context.Context, *sql.Tx, chat.Event) error { return nil }}
			h.s, h.db = open(t, h.hook)
			for _, table := range []string{
				`CREATE TABLE host_parents (id INTEGER PRIMARY KEY)`,
				`CREATE TABLE host_rows (object TEXT NOT NULL, text TEXT NOT NULL, parent INTEGER REFERENCES host_parents (id))`,
			} {
				if _, err := h.db.ExecContext(t.Context(), table); err != nil {
					t.Fatal(err)
				}
			}
			MakeLobby(t, h.s)
			check(h, t)
		})
	}
}

// hooked is a store whose hook writes a row for each event and then does what a test wants.
type hooked struct {
	s      chat.Storage
	db     *sql.DB
	then   Hook
	events []chat.Event
}

func (h *hooked) hook(ctx context.Context, tx *sql.Tx, ev chat.Event) error {
	h.events = append(h.events, ev)
	text := ""
	if ev.Message != nil {
		text = ev.Message.Text
	}
	if err := insertRow(ctx, tx, ev.Object, text, "NULL"); err != nil {
		return err
	}
	return h.then(ctx, tx, ev)
}

// insertRow writes its values into the text: the databases have different placeholders.
func insertRow(ctx context.Context, tx *sql.Tx, object, text, parent string) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`INSERT INTO host_rows VALUES ('%s', '%s', %s)`, object, text, parent))
	return err
}

// rows are the host's rows.
func (h *hooked) rows(t *testing.T) []string {
	t.Helper()
	found, err := h.db.QueryContext(t.Context(), `SELECT object || ': ' || text FROM host_rows ORDER BY object`)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	var list []string
	for found.Next() {
		var row string
		if err := found.Scan(&row); err != nil {
			t.Fatal(err)
		}
		list = append(list, row)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// is checks the host's rows and which notes there are.
func (h *hooked) is(t *testing.T, rows []string, notes ...string) {
	t.Helper()
	if got := h.rows(t); !slices.Equal(got, rows) {
		t.Errorf("the host's rows are %q, want %q", got, rows)
	}
	stored, err := Holes(t.Context(), h.s)
	for _, note := range notes {
		if !stored[note] {
			t.Errorf("note %s is missing", note)
		}
	}
	if err != nil || len(stored) != len(notes) {
		t.Errorf("%d notes, want %q: %v", len(stored), notes, err)
	}
}

func (h *hooked) add(t *testing.T, client string) error {
	t.Helper()
	_, _, err := h.s.AddMessage(t.Context(), Note(client))
	return err
}
