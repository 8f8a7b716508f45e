package drivertest

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/parleychat/parley/chat"
)

// Plans are how a database runs the queries of the Calls.
type Plans struct {
	// Want is what the plan of each call must have in it.
	Want map[string][]string
	// Whole tells whether a step of the plan of a call reads all of a table, or sorts.
	Whole func(step, call string) bool
	// Explain begins a query about another's plan, whose last column is a step.
	Explain string
	DB      *sql.DB
}

// Run asks for the plans of each of the Calls. The spy sees the queries of s.
func (p Plans) Run(t *testing.T, s chat.Storage, spy *Spy) {
	for _, call := range Calls() {
		t.Run(call.Name, func(t *testing.T) {
			spy.Take()
			if err := call.Do(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			plan := p.explain(t, spy.Take())
			for line := range strings.Lines(plan) {
				if p.Whole(line, call.Name) {
					t.Errorf("%s", line)
				}
			}
			if len(p.Want[call.Name]) == 0 {
				t.Errorf("no index is asked for:\n%s", plan)
			}
			for _, index := range p.Want[call.Name] {
				if !strings.Contains(plan, index) {
					t.Errorf("%q is not used:\n%s", index, plan)
				}
			}
		})
	}
}

// explain returns the plans of queries.
func (p Plans) explain(t *testing.T, queries []string) string {
	t.Helper()
	var plan strings.Builder
	for _, q := range queries {
		if err := p.explainOne(t.Context(), q, &plan); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	return plan.String()
}

func (p Plans) explainOne(ctx context.Context, query string, plan *strings.Builder) error {
	rows, err := p.DB.QueryContext(ctx, p.Explain+query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(sql.RawBytes)
	}
	var step string
	values[len(values)-1] = &step
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
		plan.WriteString(step + "\n")
	}
	return rows.Err()
}
