package fayetest

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
)

// Subject is what a transcript is run against.
type Subject struct {
	Handler http.Handler
	Publish func(channel, data string) error // what the program itself publishes
	Stop    func()                           // ends the server; nil: nothing to end
}

// RunTranscript runs the transcript in a file, each part of it that a line
// "== name" begins as a subtest with a server of its own, made by open from the
// words of its "server" line. It runs in a synctest bubble.
//
// Lines are steps:
//
//	server timeout=2s      make a server; must come first
//	over websocket ann     from here on a client "ann" over websocket, eventsource, poll, form or callback
//	as ann                 back to a client that was begun before
//	join $A /a /b          shake hands, subscribe, connect once; $A is the clientId
//	stream $A              open the event stream of that session
//	> {…}                  send
//	< […]                  the next answer must be this, or the next frames together
//	quiet                  nothing may have been answered that was not expected
//	answered               something must have been, without any wait
//	wait 2s                let time pass
//	close                  cut the client's connection
//	publish /a {"x":1}     the program publishes
//	http GET /faye?x=1     a bare request, "Header: value" lines and a "| body" line may follow
//	= 400                  its status, "Header: value" lines ("-Header:" for its absence) and a "| body" line
//
// "$NAME" as a JSON string in an expectation stands for anything the first time,
// and from then on, sent or expected, for what it was then. Empty lines and lines
// that begin with # are nothing.
func RunTranscript(t *testing.T, path string, open func(t *testing.T, words []string) Subject) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq("\n"+string(text), "\n== ") {
		name, script, _ := strings.Cut(part, "\n")
		if strings.TrimSpace(name) == "" {
			continue // what comes before the first part
		}
		first := strings.Count(string(text)[:strings.Index(string(text), "== "+name)], "\n") + 2
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &runner{t: t, file: path, line: first - 1, open: open, clients: map[string]*Client{}, names: names{}}
				r.run(strings.Split(script, "\n"))
			})
		})
	}
}

// runner runs one part of a transcript.
type runner struct {
	t       *testing.T
	file    string
	line    int
	open    func(*testing.T, []string) Subject
	subject Subject
	network *Network
	clients map[string]*Client
	client  *Client
	names   names
	request *bareRequest
	answer  *bareAnswer
}

func (r *runner) run(lines []string) {
	for _, line := range lines {
		r.line++
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			r.step(line)
		}
	}
	r.finish()
}

func (r *runner) finish() {
	r.perform()
	synctest.Wait()
	for name, c := range r.clients {
		if !c.Quiet() {
			r.failf("%s got what was not expected: %s", name, c.Receive())
		}
		c.Close()
	}
	if r.subject.Stop != nil {
		r.subject.Stop()
	}
}

func (r *runner) failf(format string, args ...any) {
	r.t.Helper()
	r.t.Fatalf("%s:%d: %s", r.file, r.line, fmt.Sprintf(format, args...))
}
