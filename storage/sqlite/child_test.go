package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/parleychat/parley/chat"
	"github.com/parleychat/parley/storage/sqlite"
)

// TestMain runs the tests, or, in a process that a test started, a child's part.
func TestMain(m *testing.M) {
	part := os.Getenv("PARLEY_TEST_CHILD")
	if part == "" {
		goleak.VerifyTestMain(m)
		return
	}
	if err := children[part](context.Background(), os.Getenv("PARLEY_TEST_DB")); err != nil {
		fmt.Fprintln(os.Stderr, part, err)
		os.Exit(1)
	}
	os.Exit(0)
}

var children = map[string]func(ctx context.Context, path string) error{
	"migrate":      migrateChild,
	"migrate-slow": migrateSlowly,
	"post":         postForever,
	"hold":         holdLock,
}

// A child is this test binary in another process.
type child struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *bufio.Reader
}

// start starts a child's part on a database.
func start(t *testing.T, part, path string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PARLEY_TEST_CHILD="+part, "PARLEY_TEST_DB="+path)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd, stdin, bufio.NewReader(stdout)}
	t.Cleanup(func() { _ = c.cmd.Process.Kill(); _ = c.cmd.Wait() })
	return c
}

// line reads what the child prints next.
func (c *child) line(t *testing.T) string {
	t.Helper()
	line, err := c.stdout.ReadString('\n')
	if err != nil {
		t.Fatalf("the child printed %q: %v", line, err)
	}
	return line
}

func migrateChild(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, &sqlite.Options{Migrate: true})
	if err != nil {
		return err
	}
	return s.Close()
}

// slowly is a migration that takes long, and most of it before it is killed.
const slowly = `
	CREATE TABLE chat_slow AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT i FROM n;
	INSERT INTO chat_schema (version) SELECT max(version) + 1 FROM chat_schema;`

func migrateSlowly(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	files, err := onTop(s, slowly)
	if err != nil {
		return err
	}
	fmt.Println("migrating")
	return s.MigrateWith(ctx, files)
}

// postForever posts from four goroutines until it is killed, and prints the client ID
// of each message only once the store has acknowledged it.
func postForever(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	var n atomic.Int64
	failed := make(chan error)
	for range 4 {
		go func() {
			for {
				id := fmt.Sprintf("%d-%d", os.Getpid(), n.Add(1))
				_, _, err := s.AddMessage(ctx, note(id))
				if err != nil {
					failed <- err
					return
				}
				if _, err := os.Stdout.WriteString(id + "\n"); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// holdLock writes without an end until its standard input is closed.
func holdLock(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	_, err = s.UpdateMessage(ctx, "message-1", chat.Change{Kind: chat.MessageUpdated}, func(m *chat.Message) error {
		fmt.Println("held")
		_, err := io.ReadAll(os.Stdin)
		m.Text = "by the other process"
		return err
	})
	return err
}
