package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

func TestMigrate(t *testing.T) {
	onEach(t, func(t *testing.T, fresh func(t *testing.T) string) {
		db := fresh(t)
		do := func(want int, args ...string) (stdout, stderr string) {
			t.Helper()
			code, stdout, stderr := parley(append([]string{"migrate"}, args...)...)
			if code != want {
				t.Fatalf("%v: %d %s %s", args, code, stdout, stderr)
			}
			return stdout, stderr
		}
		if _, errs := do(1, "status", "--db", db); !strings.Contains(errs, "parley migrate up") {
			t.Errorf("status of an empty database says %q", errs)
		}
		pending, _ := do(0, "sql", "--pending", "--db", db)
		t.Run("ServeRefusesAnOldSchema", func(t *testing.T) {
			code, out, errs := parley("serve", "--migrate=false", "--addr", "127.0.0.1:0", "--jwt-key", strings.Repeat("k", 32), "--db", db)
			if code != 1 || out != "" || !strings.Contains(errs, "parley migrate up") {
				t.Errorf("%d %s %s", code, out, errs)
			}
		})
		if out, _ := do(0, "up", "--db", db); !strings.Contains(out, "applied 0001_init.up.sql\n") {
			t.Errorf("up says %q", out)
		}
		if out, _ := do(0, "up", "--db", db); strings.Contains(out, "applied") {
			t.Errorf("up again says %q", out)
		}
		if out, _ := do(0, "--db", db, "status"); !strings.Contains(out, "applied  0001_init.up.sql\n") || strings.Contains(out, "pending") {
			t.Errorf("status says %q", out)
		}
		if out, _ := do(0, "sql", "--pending", "--db", db); out != "" {
			t.Errorf("pending is still %q", out)
		}
		t.Run("TheSQLAloneIsEnough", func(t *testing.T) {
			if all, _ := do(0, "sql", "--dialect", dialectOf(db)); all != pending {
				t.Errorf("of an empty database is pending %q, and not %q", pending, all)
			}
			other := fresh(t)
			runSQL(t, other, pending)
			do(0, "status", "--db", other)
			p := on(t, other, "--migrate=false")
			p.restart()
			p.guest("Ann")
		})
	})
}

func dialectOf(db string) string {
	if isPostgres(db) {
		return "postgres"
	}
	return "sqlite"
}

func runSQL(t *testing.T, db, text string) {
	t.Helper()
	driver := map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[dialectOf(db)]
	pool, err := sql.Open(driver, db)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(text); err != nil {
		t.Fatal(err)
	}
}

// TestMigrateOtherNames: the tables may have other names, and PostgreSQL another schema.
func TestMigrateOtherNames(t *testing.T) {
	onEach(t, func(t *testing.T, fresh func(t *testing.T) string) {
		args := []string{"--db", fresh(t), "--table-prefix", "talk_"}
		table := "talk_schema"
		if isPostgres(args[1]) {
			args, table = append(args, "--schema", "parley"), "parley.talk_schema"
		}
		_, text, _ := parley(append([]string{"migrate", "sql"}, args...)...)
		runSQL(t, args[1], text)
		if code, out, errs := parley(append([]string{"migrate", "status"}, args...)...); code != 0 {
			t.Errorf("%d %s %s", code, out, errs)
		}
		runSQL(t, args[1], "SELECT version FROM "+table)
		if code, _, _ := parley("migrate", "status", "--db", args[1]); code != 1 {
			t.Errorf("tables of other names are taken for ours: %d", code)
		}
	})
}

func TestMigrateRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new.db")
	for name, args := range map[string][]string{
		"ErrNoAction":        {},
		"ErrAction":          {"down"},
		"ErrTwoActions":      {"up", "status"},
		"ErrDialect":         {"sql", "--dialect", "oracle"},
		"ErrDialectOfUp":     {"up", "--dialect", "sqlite"},
		"ErrPendingOfStatus": {"status", "--pending"},
		"ErrPendingDialect":  {"sql", "--pending", "--dialect", "sqlite"},
		"ErrMemory":          {"up", "--db", "memory"},
		"ErrSchema":          {"up", "--db", file, "--schema", "x"},
		"ErrSchemaOfSQL":     {"sql", "--dialect", "sqlite", "--schema", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			if code, out, errs := parley(append([]string{"migrate"}, args...)...); code != 2 || out != "" || errs == "" {
				t.Errorf("%d %s %s", code, out, errs)
			}
		})
	}
}

// TestMigrateOfNewer: what a newer program made is left alone.
func TestMigrateOfNewer(t *testing.T) {
	onEach(t, func(t *testing.T, fresh func(t *testing.T) string) {
		db := fresh(t)
		if code, _, errs := parley("migrate", "up", "--db", db); code != 0 {
			t.Fatal(errs)
		}
		runSQL(t, db, "INSERT INTO chat_schema (version) VALUES (99)")
		for _, command := range [][]string{{"migrate", "up"}, {"migrate", "status"}, {"migrate", "sql", "--pending"}, {"sweep"}, {"serve", "--addr", "127.0.0.1:0", "--jwt-key", strings.Repeat("k", 32)}} {
			var out, errs safeBuffer
			ctx, cancel := context.WithCancel(t.Context())
			code := run(ctx, append(command, "--db", db), func(string) (string, bool) { return "", false }, &out, &errs)
			cancel()
			if code != 1 || !strings.Contains(errs.String(), "newer program") {
				t.Errorf("%v: %d %s %s", command, code, out.String(), errs.String())
			}
		}
	})
}
