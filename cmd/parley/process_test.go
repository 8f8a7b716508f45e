package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// childEnv makes the test binary be the program itself, so that tests can start it,
// stop it and kill it like a person does.
const childEnv = "PARLEY_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
	}
	// Those of PostgreSQL would be made in the directory of the sources.
	dir, err := os.MkdirTemp("", "parley-files")
	if err == nil {
		err = os.Setenv("PARLEY_FILES", dir)
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	cleanLean()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// process is a running parley.
type process struct {
	t      *testing.T
	binary string // that it runs; "": this one
	args   []string
	db     string
	// url is where it serves, without a slash at the end; it stays the same after a
	// restart.
	url    string
	cmd    *exec.Cmd
	stderr *safeBuffer
}

// start runs parley on a fresh database and a free port until the test ends.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, args: args, db: filepath.Join(t.TempDir(), "parley.db"), stderr: &safeBuffer{}}
	p.launch(freeAddr(t))
	t.Cleanup(p.kill)
	return p
}

// launch starts the process and waits until it has printed its address.
func (p *process) launch(addr string) {
	p.t.Helper()
	p.cmd = command(append([]string{"serve", "--addr", addr, "--db", p.db}, p.args...)...)
	p.cmd.Stderr = p.stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		p.t.Fatalf("parley ended before it served: %s", p.stderr)
	}
	if !strings.HasPrefix(line, "Parley is at http") {
		p.t.Fatalf("parley says %q", line)
	}
	p.url = "http://" + addr
	go func() { _, _ = io.Copy(io.Discard, out) }()
}

// command is parley with the arguments. Unless they say otherwise nobody is held to a
// rate: the tests are faster than people.
func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), childEnv+"=1", "PARLEY_LIMIT_POSTS=off", "PARLEY_LIMIT_WRITES=off",
		"PARLEY_LIMIT_REQUESTS=off", "PARLEY_LIMIT_GUESTS=off")
	return cmd
}

// command is the same of the process's own binary.
func (p *process) command(args ...string) *exec.Cmd {
	cmd := command(args...)
	if p.binary != "" {
		cmd.Path = p.binary
	}
	return cmd
}

// kill ends the process at once, as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// stop asks the process to end and returns how it did.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return p.cmd.Wait()
}

// restart starts the killed process again, on the same port and database.
func (p *process) restart() {
	p.t.Helper()
	p.launch(strings.TrimPrefix(p.url, "http://"))
}

// errors returns what the process logged as errors.
func (p *process) errors() (lines []string) {
	for line := range strings.Lines(p.stderr.String()) {
		if strings.Contains(line, "level=ERROR") {
			lines = append(lines, line)
		}
	}
	return lines
}

// safeBuffer is a bytes.Buffer for several goroutines.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// person is somebody with a cookie jar.
type person struct {
	p      *process
	client *http.Client
	id     string
}

// nobody is a person who is not logged in.
func (p *process) nobody() *person {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &person{p: p, client: &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{}}}
}

// guest logs somebody in by name.
func (p *process) guest(name string) *person {
	p.t.Helper()
	one := p.nobody()
	var got struct{ Data struct{ ID string } }
	one.must(200, "POST /auth/guest", map[string]string{"name": name}, &got)
	one.id = got.Data.ID
	return one
}

// do sends a request, with body as JSON unless it is nil, and returns the answer.
func (one *person) do(route string, body any) (*http.Response, string, error) {
	method, path, _ := strings.Cut(route, " ")
	var from io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, "", err
		}
		from = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, one.p.url+path, from)
	if err != nil {
		return nil, "", err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := one.client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	return res, string(b), err
}

// must sends a request whose answer has to have the status, and decodes it.
func (one *person) must(status int, route string, body, into any) {
	one.p.t.Helper()
	res, text, err := one.do(route, body)
	if err != nil {
		one.p.t.Fatal(err)
	}
	if res.StatusCode != status {
		one.p.t.Fatalf("%s: %s %s", route, res.Status, text)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		one.p.t.Fatal(fmt.Errorf("%s: %w in %s", route, err, text))
	}
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
