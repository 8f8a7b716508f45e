package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed testdata/faye.js
var fayeScript string

// contender is a server that takes part in a comparison.
type contender struct {
	name    string
	command func(ctx context.Context) *exec.Cmd
}

// contenders are Parley's server, which all are compared with, the hub and npm faye,
// the latter if it is installed.
func contenders(modules string) ([]contender, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program: %w", err)
	}
	own := func(command string) func(ctx context.Context) *exec.Cmd {
		return func(ctx context.Context) *exec.Cmd {
			return exec.CommandContext(ctx, self, command) //nolint:gosec // ourselves
		}
	}
	all := []contender{{parley, own("serve")}, {hubName, own("serve-hub")}}
	if modules == "" {
		return all, nil
	}
	modules, err = filepath.Abs(modules)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(modules, "faye")); err != nil {
		return nil, fmt.Errorf("npm faye is not in --node-modules (make test installs it; an empty value leaves it out): %w", err)
	}
	return append(all, contender{npmFaye, func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, "node", "-e", fayeScript) //nolint:gosec // our own script
		cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
		return cmd
	}}), nil
}

// serving is a contender that is running.
type serving struct {
	url string
	pid int
	cmd *exec.Cmd
	end context.CancelFunc
}

// start runs the server, and returns when it listens.
func (c contender) start(ctx context.Context, stderr io.Writer) (*serving, error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd := c.command(ctx)
	cmd.Stderr = stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	stdin, err1 := cmd.StdinPipe() // npm faye ends when it ends, and so with us
	stdout, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		cancel()
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, fmt.Errorf("starting %s: %w", c.name, err)
	}
	s := &serving{pid: cmd.Process.Pid, cmd: cmd, end: func() { _ = stdin.Close(); cancel() }}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "serving ")
	if err != nil || !ok {
		s.stop()
		return nil, fmt.Errorf("%s does not say where it serves, but %q", c.name, line)
	}
	s.url = url
	return s, nil
}

// stop ends the server, and waits for that.
func (s *serving) stop() {
	s.end()
	_ = s.cmd.Wait() // by a signal, which is an error
}
