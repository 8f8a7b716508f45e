package faye_test

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
	"github.com/parleychat/parley/faye/fayetest"
)

// TestTranscripts runs every conversation in testdata.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			fayetest.RunTranscript(t, file, openSubject)
		})
	}
}

// openSubject makes the server that a transcript's "server" line describes.
func openSubject(t *testing.T, words []string) fayetest.Subject {
	opts := &faye.Options{Policy: faye.Open(), Timeout: 2 * time.Second, Ping: -1}
	for _, word := range words {
		key, value, _ := strings.Cut(word, "=")
		number, _ := strconv.Atoi(value)
		duration, _ := time.ParseDuration(value)
		switch key {
		case "policy":
			opts.Policy = map[string]faye.Policy{"none": nil, "house": house{}}[value]
		case "origin":
			opts.Origins = append(opts.Origins, value)
		case "disable":
			opts.DisabledTransports = append(opts.DisabledTransports, value)
		case "extension":
			opts.Extensions = append(opts.Extensions, testExtensions[value])
		case "timeout":
			opts.Timeout = duration
		case "ping":
			opts.Ping = duration
		case "service":
		case "maxhold":
			opts.MaxHold = duration
		case "maxbody":
			opts.MaxBody = int64(number)
		case "maxframe":
			opts.MaxFrame = int64(number)
		case "maxmessages":
			opts.MaxMessages = number
		case "maxqueue":
			opts.MaxQueue = number
		case "maxsubscriptions":
			opts.MaxSubscriptions = number
		case "maxsessions":
			opts.MaxSessions = number
		case "maxheld":
			opts.MaxHeld = number
		default:
			t.Fatalf("no such word on a server line: %s", word)
		}
	}
	server := newServer(t, opts)
	if slices.Contains(words, "service=echo") {
		if err := server.Handle("/service/echo", echo); err != nil {
			t.Fatal(err)
		}
	}
	publish := func(channel, data string) error {
		return server.Publish(context.Background(), channel, json.RawMessage(data))
	}
	stop := func() { _ = server.Shutdown(context.Background()) }
	return fayetest.Subject{Handler: server, Publish: publish, Stop: stop}
}

func newServer(t testing.TB, opts *faye.Options) *faye.Server {
	t.Helper()
	server, err := faye.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// house is a policy in which the channel's name says what is allowed.
type house struct{}

func (house) Handshake(_ context.Context, _ *http.Request, m *faye.Message) (faye.Grant, error) {
	switch string(m.Ext) {
	case `"stranger"`:
		return faye.Grant{}, &faye.Error{Code: 403, Text: "You may not come in"}
	case `"outage"`:
		return faye.Grant{}, context.DeadlineExceeded
	case `"brief"`:
		return faye.Grant{Value: "brief", Expires: time.Now().Add(5 * time.Second)}, nil
	}
	return faye.Grant{Value: "guest"}, nil
}

func (house) Subscribe(_ context.Context, _ *faye.Session, channel string) error {
	return judge(channel)
}

func (house) Publish(_ context.Context, s *faye.Session, channel string, _ json.RawMessage) error {
	if s == nil {
		return &faye.Error{Code: 401, Args: []string{channel}, Text: "Who are you?"}
	}
	return judge(channel)
}

func judge(channel string) error {
	switch {
	case strings.HasPrefix(channel, "/open"):
		return nil
	case channel == "/outage":
		return context.DeadlineExceeded
	case channel == "/panic":
		panic("policy")
	}
	return faye.ForbiddenChannel(channel)
}

var testExtensions = map[string]faye.Extension{
	"refuse": {Incoming: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		if string(m.Ext) == `"bad"` {
			m.Error = "something of its own"
		}
		return true
	}},
	"drop": {Incoming: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		return string(m.Ext) != `"drop"`
	}},
	"stamp": {Outgoing: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		if !m.IsReply() {
			m.Ext = json.RawMessage(`{"stamp":1}`)
		}
		return true
	}},
	"break": {Outgoing: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		if m.Channel == "/broken" && !m.IsReply() {
			m.Ext = json.RawMessage(`{`)
		}
		return true
	}},
	"panic": {Outgoing: func(_ context.Context, _ *http.Request, m *faye.Message) bool {
		if m.IsReply() && m.Channel == "/panic" {
			panic("extension")
		}
		return true
	}},
}

// echo is a service that does what its data says.
func echo(ctx context.Context, s *faye.Session, m *faye.Message) (json.RawMessage, error) {
	switch string(m.Data) {
	case `"refuse"`:
		return nil, faye.BadRequest("refuse")
	case `"outage"`:
		return nil, context.DeadlineExceeded
	case `"invalid"`:
		return json.RawMessage(`{`), nil
	case `"nothing"`:
		return nil, nil
	case `"deliver"`:
		time.Sleep(time.Second) // of the bubble's clock: the reply is out by then
		return nil, s.Deliver(ctx, "/service/later", m.Data)
	case `"panic"`:
		panic("service")
	}
	return m.Data, nil
}
