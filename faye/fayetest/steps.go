package fayetest

import (
	"encoding/json"
	"strings"
	"testing/synctest"
	"time"
)

func (r *runner) step(line string) {
	r.t.Helper()
	word, rest, _ := strings.Cut(line, " ")
	if r.bareStep(word, rest) {
		return
	}
	r.perform()
	switch word {
	case "server":
		r.subject = r.open(r.t, strings.Fields(rest))
		r.network = Serve(r.t, r.subject.Handler)
	case "over":
		kind, name, _ := strings.Cut(rest, " ")
		r.clients[name] = r.begin(kind)
		r.client = r.clients[name]
	case "as":
		r.client = r.clients[rest]
	case "stream":
		r.client.ID = r.names.fill(rest)
		r.client.Open()
		synctest.Wait()
	case "join":
		words := strings.Fields(rest)
		r.client.Join(words[1:]...)
		r.names[words[0]] = r.client.ID
	case ">":
		r.client.Send(r.names.fill(rest))
		synctest.Wait()
	case "<":
		r.expect(rest)
	case "quiet":
		synctest.Wait()
		if !r.client.Quiet() {
			r.failf("not quiet: %s", r.client.Receive())
		}
	case "answered":
		synctest.Wait()
		if r.client.Quiet() {
			r.failf("no answer yet")
		}
	case "wait":
		r.wait(rest)
	case "close":
		r.client.Close()
		synctest.Wait()
	case "publish":
		channel, data, _ := strings.Cut(rest, " ")
		if err := r.subject.Publish(channel, data); err != nil {
			r.failf("publish: %v", err)
		}
	default:
		r.failf("no such step: %s", line)
	}
}

func (r *runner) begin(kind string) *Client {
	switch kind {
	case "websocket":
		return r.network.WebSocket()
	case "eventsource":
		return r.network.EventSource()
	case "poll":
		return r.network.Poll()
	case "form":
		return r.network.Form()
	case "callback":
		return r.network.Callback()
	}
	r.failf("no such transport: %s", kind)
	return nil
}

func (r *runner) expect(want string) {
	r.t.Helper()
	got := r.client.Receive()
	if !r.client.polls {
		got = r.joinFrames(want, got)
	}
	if !strings.HasPrefix(want, "[") {
		if got != want {
			r.failf("got  %s\nwant %s", got, want)
		}
		return
	}
	if err := r.names.match(want, got); err != nil {
		r.failf("%v\ngot  %s\nwant %s", err, got, want)
	}
}

// joinFrames adds frames until there are as many messages as wanted: how a
// server spreads them over frames is a matter of timing.
func (r *runner) joinFrames(want, got string) string {
	var wanted, all, more []json.RawMessage
	if json.Unmarshal([]byte(want), &wanted) != nil || json.Unmarshal([]byte(got), &all) != nil {
		return got
	}
	synctest.Wait()
	for len(all) < len(wanted) && !r.client.Quiet() && json.Unmarshal([]byte(r.client.Receive()), &more) == nil {
		all = append(all, more...)
	}
	joined, err := json.Marshal(all)
	if err != nil || len(all) == 0 {
		return got
	}
	return string(joined)
}

func (r *runner) wait(text string) {
	d, err := time.ParseDuration(text)
	if err != nil {
		r.failf("%v", err)
	}
	time.Sleep(d) // the bubble's time
	synctest.Wait()
}
