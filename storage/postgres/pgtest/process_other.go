//go:build !unix

package pgtest

import (
	"errors"
	"os/exec"
)

// canRun tells whether this system can run the watchdog.
func canRun() bool { return false }

func own(string) error { return nil }

func (s *server) command(program string, args ...string) *exec.Cmd {
	return exec.Command(program, args...)
}

func (s *server) kill() error { return errors.ErrUnsupported }
