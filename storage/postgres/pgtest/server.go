package pgtest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// A server is a directory with a cluster in it, and the watchdog that runs it.
type server struct {
	dir, bin string
	port     int
	watchdog *exec.Cmd
	orders   io.WriteCloser
}

// watchdog starts the server each time it is told to on its standard input. The end of
// that input is the end of this process, however it came: then the server is stopped
// and its directory removed.
//
//go:embed watchdog.sh
var watchdog string

func newServer(settings []string) (s *server, err error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	// Where another user can get at it, and short enough for the name of a socket.
	dir, err := os.MkdirTemp("/tmp", "parley-pg-")
	if err != nil {
		return nil, fmt.Errorf("pgtest: %w", err)
	}
	s = &server{dir: dir, bin: bin}
	if err = own(dir); err == nil {
		err = s.watch()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("pgtest: %w", err), os.RemoveAll(dir))
	}
	if s.port, err = freePort(); err == nil {
		err = s.init(settings)
	}
	if err != nil {
		return nil, fmt.Errorf("pgtest: %w\n%s", err, s.abandon())
	}
	return s, nil
}

// watch starts the watchdog, before there is anything to watch.
func (s *server) watch() (err error) {
	s.watchdog = s.command("/bin/sh", "-c", watchdog, "pgtest", s.dir, s.bin)
	if s.orders, err = s.watchdog.StdinPipe(); err != nil {
		return err
	}
	return s.watchdog.Start()
}

// init makes the cluster. Its collation comes from ICU where it can, because what libc
// has differs from machine to machine, and often is none but that of bytes.
func (s *server) init(settings []string) error {
	args := []string{"-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"}
	out, err := s.command(filepath.Join(s.bin, "initdb"),
		append(args, "--locale=C", "--locale-provider=icu", "--icu-locale=en-US")...).CombinedOutput()
	if err != nil && strings.Contains(string(out), "locale-provider") { // before version 15
		out, err = s.command(filepath.Join(s.bin, "initdb"), args...).CombinedOutput()
	}
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if runtime.GOOS == "linux" {
		// Otherwise a restart opens every file there is, which takes seconds.
		settings = append([]string{"recovery_init_sync_method = syncfs"}, settings...)
	}
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, `
listen_addresses = '127.0.0.1'
port = %d
unix_socket_directories = '%s'
timezone = 'Asia/Kathmandu'
shared_buffers = 16MB
autovacuum = off # it would hold what a test wants to drop
%s
`, s.port, s.dir, strings.Join(settings, "\n"))
	return errors.Join(err, f.Close())
}

// freePort finds a port that was free a moment ago.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// errEnded is not for ever: what is left of a killed server may take a moment to go.
var errEnded = errors.New("pgtest: the server ended instead of starting")

// runAgain is run after a kill.
func (s *server) runAgain() error {
	return s.wait("start again", func() (bool, error) {
		err := s.run()
		if errors.Is(err, errEnded) {
			return false, nil
		}
		return err == nil, err
	})
}

// run has the watchdog start the server, and waits until it answers.
func (s *server) run() error {
	if err := os.Remove(s.ended()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("pgtest: %w", err)
	}
	if _, err := io.WriteString(s.orders, "start\n"); err != nil {
		return fmt.Errorf("pgtest: the watchdog: %w", err)
	}
	return s.wait("start", func() (bool, error) {
		if s.hasEnded() {
			return false, errEnded
		}
		return s.answers(), nil
	})
}

func (s *server) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	return err == nil && conn.Close(ctx) == nil
}

// wait asks until something has come to pass.
func (s *server) wait(what string, done func() (bool, error)) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if ok, err := done(); ok || err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("pgtest: the server did not %s within %v", what, patience)
		}
	}
}

// end stops the server for good and waits until nothing is left of it.
func (s *server) end() error {
	err := s.orders.Close()
	return errors.Join(err, s.watchdog.Wait())
}

// abandon ends a server that does not work and returns what it had to say.
func (s *server) abandon() string {
	log := s.log()
	if err := s.end(); err != nil {
		log += err.Error()
	}
	return log
}

func (s *server) log() string {
	text, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func (s *server) url(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

func (s *server) data() string  { return filepath.Join(s.dir, "data") }
func (s *server) ended() string { return filepath.Join(s.dir, "ended") }

// hasEnded tells whether the watchdog saw the server end.
func (s *server) hasEnded() bool {
	_, err := os.Stat(s.ended())
	return err == nil
}
