package pgtest_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/parleychat/parley/storage/postgres/pgtest"
)

// TestMain runs the tests, or, in a process that a test started, makes a database and
// then does nothing until it is killed.
func TestMain(m *testing.M) {
	if os.Getenv("PARLEY_TEST_CHILD") == "" {
		goleak.VerifyTestMain(m)
		return
	}
	dsn, _, err := pgtest.New(context.Background())
	fmt.Println(dsn, err)
	_, _ = io.ReadAll(os.Stdin)
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func ask(t *testing.T, conn *pgx.Conn, sql string) (answer string) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), sql).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestOpen(t *testing.T) {
	first, second := pgtest.Open(t), pgtest.Open(t)
	if first == second {
		t.Fatalf("twice the same database: %s", first)
	}
	a, b := connect(t, first), connect(t, second)
	if _, err := a.Exec(t.Context(), `CREATE TABLE t ()`); err != nil {
		t.Fatal(err)
	}
	if n := ask(t, b, `SELECT count(*)::text FROM information_schema.tables WHERE table_schema = 'public'`); n != "0" {
		t.Errorf("a new database has %s tables", n)
	}
	if os.Getenv("PARLEY_POSTGRES") != "" {
		return // what follows is up to whoever runs that one
	}
	if zone := ask(t, a, `SHOW timezone`); zone != "Asia/Kathmandu" {
		t.Errorf("the time zone is %s", zone)
	}
	if less := ask(t, a, `SELECT ('a' < 'B')::text`); less != "true" {
		t.Error("the collation is that of bytes")
	}
}

func TestDropped(t *testing.T) {
	dsn := ""
	t.Run("Opened", func(t *testing.T) {
		dsn = pgtest.Open(t)
		connect(t, dsn)
	})
	if conn, err := pgx.Connect(t.Context(), dsn); err == nil {
		t.Error("the database outlives its test: ", conn.Close(t.Context()))
	}
}

// TestKill kills a server in the middle of a transaction.
func TestKill(t *testing.T) {
	c := pgtest.Start(t, "max_connections = 17")
	dsn := c.Open(t)
	before := connect(t, dsn)
	if n := ask(t, before, `SHOW max_connections`); n != "17" {
		t.Errorf("max_connections is %s", n)
	}
	for _, sql := range []string{`CREATE TABLE t (n int)`, `INSERT INTO t VALUES (1)`, `BEGIN`, `INSERT INTO t VALUES (2)`} {
		if _, err := before.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		c.Kill(t)
		if _, err := before.Exec(t.Context(), `COMMIT`); err == nil {
			t.Error("a killed server answers")
		}
		c.Restart(t)
		if n := ask(t, connect(t, dsn), `SELECT string_agg(n::text, ',') FROM t`); n != "1" {
			t.Errorf("what was committed is %s", n)
		}
	}
}

func TestBadSetting(t *testing.T) {
	if !pgtest.Available() {
		t.Skip("no PostgreSQL here")
	}
	failed := make(chan string, 1)
	go func() {
		spy := &recorder{TB: t}
		defer func() { failed <- spy.said }()
		pgtest.Start(spy, "no_such_setting = 1")
	}()
	if said := <-failed; !strings.Contains(said, "no_such_setting") {
		t.Errorf("the error does not show the server's words: %s", said)
	}
}

// recorder is a test that fails in private.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Fatal(args ...any) {
	r.said = fmt.Sprint(args...)
	runtime.Goexit()
}

// TestNothingIsLeft kills a process that has started a server.
func TestNothingIsLeft(t *testing.T) {
	if !pgtest.Available() || os.Getenv("PARLEY_POSTGRES") != "" {
		t.Skip("no PostgreSQL here that would be started")
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PARLEY_TEST_CHILD=1")
	stdin, err := cmd.StdinPipe() // it ends with its input
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil || !strings.HasSuffix(line, " <nil>\n") {
		t.Fatalf("the child printed %q: %v", line, err)
	}
	dsn, _, _ := strings.Cut(line, " ")
	dir := ask(t, connect(t, dsn), `SHOW data_directory`)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		_, err := os.Stat(dir)
		conn, err2 := pgx.Connect(t.Context(), dsn)
		if os.IsNotExist(err) && err2 != nil {
			break
		}
		if err2 == nil {
			_ = conn.Close(t.Context())
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server outlives the tests: %v, %v", err, err2)
		}
	}
}
