package faye

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// errTooMany refuses a whole batch: none of it has been looked at.
var errTooMany = &Error{Code: 400, Text: "Too many messages"}

// limits bound what is read.
type limits struct{ messages, depth int }

func (s *Server) limits() limits { return limits{s.opts.MaxMessages, s.opts.MaxDepth} }

// parseMessages reads a message or an array of them, within the limits. Elements
// that are null are skipped; other things than objects become empty messages,
// which are refused one by one, as Faye does. Anything else is no Bayeux at all.
// Invalid UTF-8 is refused: passed on, it would break its receivers' sockets.
func parseMessages(body []byte, limit limits) ([]*Message, error) {
	body = bytes.TrimSpace(body)
	if !utf8.Valid(body) || !json.Valid(body) || tooDeep(body, limit.depth) {
		return nil, BadRequest()
	}
	switch body[0] {
	case '{':
		return []*Message{parseMessage(body)}, nil
	case '[':
		return parseArray(body, limit.messages)
	case 'n':
		return nil, nil
	}
	return nil, BadRequest()
}

// parseArray stops at the limit: a small body can hold very many messages.
func parseArray(body []byte, limit int) ([]*Message, error) {
	var all []*Message
	for e := range elements(body) {
		if len(all) == limit {
			return nil, errTooMany
		}
		switch e[0] {
		case 'n':
		case '{':
			all = append(all, parseMessage(e))
		default:
			all = append(all, &Message{})
		}
	}
	return all, nil
}

func parseMessage(object []byte) *Message {
	m := &Message{}
	for key, value := range members(object) {
		m.set(key, value)
	}
	return m
}

// set takes over one member. A repeated key counts as its last occurrence.
func (m *Message) set(key string, v []byte) {
	switch key {
	case "channel":
		m.Channel = text(v)
	case "id":
		m.ID = identifier(v)
	case "clientId":
		m.ClientID = scalar(v)
	case "version":
		m.Version = scalar(v)
	case "minimumVersion":
		m.MinimumVersion = scalar(v)
	case "supportedConnectionTypes":
		m.SupportedConnectionTypes = list(v)
	case "connectionType":
		m.ConnectionType = scalar(v)
	case "subscription":
		m.Subscription, m.subscription = channels(v), v
	case "data":
		m.Data = v
	case "ext":
		m.Ext = v
	case "advice":
		m.Advice = clientAdvice(v)
	case "error":
		m.Error = text(v)
	}
}

// text is a string's content; "" for anything else.
func text(v []byte) string {
	if v[0] != '"' {
		return ""
	}
	return unquote(v)
}

// scalar is a string's content or, so that a wrong type is not taken for a
// missing field, the JSON text of anything truthy.
func scalar(v []byte) string {
	if v[0] == '"' {
		return unquote(v)
	}
	if falsy(v) {
		return ""
	}
	return shorten(string(v))
}

// falsy follows JavaScript, the language in which the protocol's "missing" was
// defined.
func falsy(v []byte) bool {
	switch v[0] {
	case 'n', 'f':
		return true
	case '"':
		return len(v) == 2
	case '{', '[', 't':
		return false
	}
	f, err := strconv.ParseFloat(string(v), 64)
	return err == nil && f == 0
}

// identifier keeps an id that can be echoed: a non-empty string, a number but 0.
func identifier(v []byte) json.RawMessage {
	if falsy(v) || v[0] == '{' || v[0] == '[' || v[0] == 't' {
		return nil
	}
	return v
}

// list reads an array of strings; nil: it is none.
func list(v []byte) []string {
	if v[0] != '[' {
		return nil
	}
	all := []string{}
	for e := range elements(v) {
		all = append(all, scalar(e))
	}
	return all
}

// channels reads a subscription, one channel or many. nil: it is missing.
func channels(v []byte) []string {
	if v[0] == '[' {
		return list(v)
	}
	if s := scalar(v); s != "" {
		return []string{s}
	}
	return nil
}

// clientAdvice reads the one thing that a client can advise: how long its
// connect may be held. What is no number means "answer at once", as in Faye.
func clientAdvice(v []byte) *Advice {
	if v[0] != '{' {
		return nil
	}
	a := &Advice{Timeout: -1}
	for key, value := range members(v) {
		if key == "timeout" {
			a.Timeout = milliseconds(value)
		}
	}
	return a
}

func milliseconds(v []byte) time.Duration {
	const most = float64(24 * time.Hour / time.Millisecond)
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || !(f > 0) {
		return 0
	}
	return time.Duration(min(f, most)) * time.Millisecond
}
