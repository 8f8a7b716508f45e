package faye

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// clientInbound is one message from the server.
type clientInbound struct {
	Message
	id    string
	reply bool
	size  int
}

// parseInbound reads what a response or a frame holds: messages in an array, or
// one alone. Elements that are no objects are skipped.
func parseInbound(body []byte) ([]*clientInbound, error) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil, nil
	}
	if !utf8.Valid(body) || !json.Valid(body) {
		return nil, errClientNotBayeux
	}
	switch body[0] {
	case '{':
		return []*clientInbound{parseInboundMessage(body)}, nil
	case '[':
		var all []*clientInbound
		for e := range elements(body) {
			if e[0] == '{' {
				all = append(all, parseInboundMessage(e))
			}
		}
		return all, nil
	}
	return nil, errClientNotBayeux
}

func parseInboundMessage(object []byte) *clientInbound {
	in := &clientInbound{size: len(object)}
	answers := false
	for key, value := range members(object) {
		switch key {
		case "successful":
			answers, in.Successful = true, string(value) == "true"
		case "advice":
			in.Advice = serverAdvice(value)
		default:
			in.set(key, value)
		}
	}
	in.id = plainID(in.ID)
	// Some servers pass on whatever a publisher sent, "successful" and "advice"
	// included; what has data is never a reply to what this client sends.
	in.reply = answers && (in.Data == nil || IsMeta(in.Channel))
	in.role = delivery
	if in.reply {
		in.role = reply
	} else {
		in.Advice, in.Error = nil, ""
	}
	return in
}

// plainID is an id without its quotes: ids come back as numbers from some.
func plainID(raw json.RawMessage) string {
	if len(raw) > 0 && raw[0] == '"' {
		return unquote(raw)
	}
	return string(raw)
}

// serverAdvice reads what the server says; "" and -1 stand for what it does not.
func serverAdvice(v []byte) *Advice {
	if v[0] != '{' {
		return nil
	}
	a := &Advice{Interval: -1, Timeout: -1}
	for key, value := range members(v) {
		switch key {
		case "reconnect":
			a.Reconnect = text(value)
		case "interval":
			if a.Interval = adviceTime(value); a.Interval < 0 {
				a.Reconnect = "none" // the protocol's other way to say so
			}
		case "timeout":
			a.Timeout = adviceTime(value)
		}
	}
	return a
}

// adviceTime reads milliseconds. No server makes a client sleep for days.
func adviceTime(v []byte) time.Duration {
	const most = float64(time.Hour / time.Millisecond)
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || math.IsNaN(f) {
		return 0
	}
	return time.Duration(max(-1, min(f, most)) * float64(time.Millisecond))
}
