//go:build unix

package pgtest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// canRun tells whether this system can run the watchdog.
func canRun() bool { return true }

// credential is who the server runs as: it refuses to be root.
func credential() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if errors.Join(err, err2) == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return nil
}

// own gives a directory to the user of the server.
func own(dir string) error {
	if c := credential(); c != nil {
		return os.Chown(dir, int(c.Uid), int(c.Gid))
	}
	return nil
}

// command is a program of the server's user, out of reach of a Ctrl-C that is meant
// for the tests, and out of the directory they run in, which that user may not enter.
func (s *server) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential(), Setsid: true}
	return cmd
}

// kill ends the server's processes: the first one, so that it starts no others, and
// then those that it started, which would otherwise finish what they are at.
func (s *server) kill() error {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	pid, err := strconv.Atoi(string(line))
	if err != nil {
		return err
	}
	// Stopped, it can start nothing while its children are counted.
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		return err
	}
	all := append(children(pid), pid)
	for _, p := range all {
		if err := syscall.Kill(p, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	}
	return s.wait("die", func() (bool, error) { return s.hasEnded() && !slices.ContainsFunc(all, runs), nil })
}

// runs tells whether there is such a process, which is more than its unread obituary.
func runs(pid int) bool {
	state, _ := status(pid)
	return state != "" && state != "Z"
}

// children are the processes whose parent is pid, where /proc tells. Elsewhere they
// end by themselves as soon as they notice that they are alone.
func children(parent int) []int {
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	var pids []int
	for _, dir := range dirs {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if _, p := status(pid); p == strconv.Itoa(parent) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// status is what /proc tells of a process: nothing of one that has ended.
func status(pid int) (state, parent string) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return "", ""
	}
	// "1234 (any name) S 1200 ..."
	words := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(words) < 2 {
		return "", ""
	}
	return string(words[0]), string(words[1])
}
