package drivertest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
)

// The part that a child plays, and on which database.
const (
	partVariable     = "PARLEY_TEST_CHILD"
	databaseVariable = "PARLEY_TEST_DB"
)

// A Part is what a child does with a database.
type Part func(ctx context.Context, database string) error

// Play plays the part that Start chose for this process and ends it. In a process that
// Start did not start it returns at once.
func Play(parts map[string]Part) {
	name := os.Getenv(partVariable)
	if name == "" {
		return
	}
	if err := parts[name](context.Background(), os.Getenv(databaseVariable)); err != nil {
		fmt.Fprintln(os.Stderr, name, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// A Child is this test binary in another process.
type Child struct {
	Stdin  io.WriteCloser
	Stdout *bufio.Reader
	cmd    *exec.Cmd
}

// Start starts a child. It ends with the test at the latest.
func Start(t testing.TB, part, database string) *Child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), partVariable+"="+part, databaseVariable+"="+database)
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
	c := &Child{stdin, bufio.NewReader(stdout), cmd}
	t.Cleanup(c.Kill)
	return c
}

// Line reads what the child prints next.
func (c *Child) Line(t testing.TB) string {
	t.Helper()
	line, err := c.Stdout.ReadString('\n')
	if err != nil {
		t.Fatalf("the child printed %q: %v", line, err)
	}
	return line[:len(line)-1]
}

// Wait waits for the child's own end and tells how it went.
func (c *Child) Wait() error { return c.cmd.Wait() }

// Kill ends the child as kill -9 does.
func (c *Child) Kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// Killed ends the child as kill -9 does and returns what it printed before it died.
func (c *Child) Killed(t testing.TB) []string {
	t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for {
		line, err := c.Stdout.ReadString('\n')
		if err != nil { // half a line was never printed
			_ = c.cmd.Wait()
			return lines
		}
		lines = append(lines, line[:len(line)-1])
	}
}
