package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// retry is how long the clients pause between attempts to reach a server; their own
// defaults of seconds would only make the tests slow.
const retry = 200 * time.Millisecond

// needNode skips a test that talks to the real npm clients, which a plain "go test" must
// not need.
func needNode(t *testing.T) {
	t.Helper()
	if os.Getenv("PARLEY_E2E") != "1" {
		t.Skip("set PARLEY_E2E=1 to run the tests with the npm clients")
	}
}

// library is a real Bayeux client and the transport that it uses.
type library struct{ script, transport string }

func (l library) String() string { return l.script + " over " + l.transport }

// libraries are all that are promised to work.
func libraries() []library {
	return []library{
		{"faye", "websocket"}, {"faye", "long-polling"},
		{"cometd", "websocket"}, {"cometd", "long-polling"},
	}
}

// connectAll starts each library as who (nil: somebody who is not logged in).
func connectAll(t *testing.T, p *process, who *person) []*reader {
	t.Helper()
	t.Cleanup(func() {
		if lines := p.complaints(); len(lines) > 0 {
			t.Errorf("the server complains: %q in\n%s", lines, p.stderr)
		}
	})
	var all []*reader
	for _, l := range libraries() {
		all = append(all, connect(t, p, who, l))
	}
	for _, r := range all {
		receive(r, r.ready, "the client to start")
	}
	return all
}

// connect starts a library until the test ends.
func connect(t *testing.T, p *process, who *person, l library) *reader {
	t.Helper()
	cmd, r := node(t, p, who, l), newReader(t, l)
	cmd.Stderr = r.stderr
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut, cmd.Start()); err != nil {
		t.Fatalf("%s: %v", l, err)
	}
	r.orders = json.NewEncoder(in)
	go func() { defer close(r.ended); r.listen(out) }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-r.ended
		_ = cmd.Wait()
	})
	return r
}

// node is the command that runs the library's script.
func node(t *testing.T, p *process, who *person, l library) *exec.Cmd {
	t.Helper()
	settings, err := json.Marshal(map[string]any{
		"url": p.url + "/faye", "transport": l.transport, "retry": retry.Milliseconds(), "cookie": cookies(p, who),
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", filepath.Join("testdata", l.script+".cjs"), string(settings))
	cmd.Env = append(os.Environ(), "NODE_PATH="+nodePath(t), "http_proxy=", "HTTP_PROXY=")
	return cmd
}

// nodePath is where the npm packages are.
func nodePath(t *testing.T) string {
	t.Helper()
	if set := os.Getenv("NODE_PATH"); set != "" {
		return set
	}
	path, err := filepath.Abs(filepath.Join("..", "..", ".ci", "node", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// cookies are who's, as a header.
func cookies(p *process, who *person) string {
	if who == nil {
		return ""
	}
	req := http.Request{Header: http.Header{}}
	for _, c := range who.client.Jar.Cookies(mustURL(p.t, p.url)) {
		req.AddCookie(c)
	}
	return req.Header.Get("Cookie")
}
