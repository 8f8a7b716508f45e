package main

import (
	"encoding/json"
	"io"
	"testing"
)

// reader is a library at work in a Node process of its own.
type reader struct {
	t       *testing.T
	library library
	orders  *json.Encoder
	calls   int
	stderr  *safeBuffer
	ended   chan struct{} // closed when the process has nothing more to say

	ready   chan bool
	answers chan answer
	replies chan reply
	refused chan bool
	heard   chan delivery // what the subscriber's callback was given
	raw     chan map[string]any
}

// answer ends an order.
type answer struct {
	Answer int
	Result json.RawMessage
	Error  *refusal
}

type refusal struct {
	Code    int
	Message string
}

// reply is the server's to a subscribe, also to one that the client made by itself.
type reply struct {
	Channel    string
	Successful bool
}

type delivery struct {
	Channel string
	Data    map[string]any
}

func newReader(t *testing.T, l library) *reader {
	return &reader{t: t, library: l, stderr: &safeBuffer{}, ended: make(chan struct{}),
		ready: make(chan bool, 1), answers: make(chan answer, 1), replies: make(chan reply, 64),
		refused: make(chan bool, 4096), heard: make(chan delivery, 4096), raw: make(chan map[string]any, 4096)}
}

// listen sorts the client's news until it ends.
func (r *reader) listen(out io.Reader) {
	for lines := json.NewDecoder(out); ; {
		var line struct {
			answer
			Ready, Refused bool
			Reply          *reply
			Heard          *delivery
			Raw            map[string]any
		}
		if lines.Decode(&line) != nil {
			return
		}
		switch {
		case line.Ready:
			r.ready <- true
		case line.Refused:
			r.refused <- true
		case line.Reply != nil:
			r.replies <- *line.Reply
		case line.Heard != nil:
			r.heard <- *line.Heard
		case line.Raw != nil:
			r.raw <- line.Raw
		default:
			r.answers <- line.answer
		}
	}
}
