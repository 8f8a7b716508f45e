package faye

import (
	"encoding/json"
	"strconv"
	"sync/atomic"
)

// event is a delivery, encoded once: an array of one message, ready in a
// WebSocket frame. Every session that gets it shares these bytes.
type event struct {
	frame []byte
	array []byte // within frame

	channel   string
	position  int64 // in what is kept of the channel; 0: it is not kept
	droppable bool  // better lost than a session's end
	marked    atomic.Pointer[event]
	deflated  atomic.Pointer[[]byte]
}

// withPosition is the same delivery for those who want to know its position. The
// bytes are shared among these as well.
func (e *event) withPosition() *event {
	if m := e.marked.Load(); m != nil {
		return m
	}
	m := parseMessage(e.object())
	m.role, m.position = delivery, e.position
	m.Ext = markExt(m.Ext, e.position)
	marked := newEvent(m)
	marked.droppable = e.droppable
	marked.marked.Store(marked)
	e.marked.Store(marked)
	return marked
}

// markExt adds the position to an ext; what is no object is left alone.
func markExt(ext json.RawMessage, position int64) json.RawMessage {
	if ext != nil && ext[0] != '{' {
		return ext
	}
	b := strconv.AppendInt([]byte(`{"replay":`), position, 10)
	if ext != nil && ext[next(ext, 1)] != '}' {
		return append(append(b, ','), ext[1:]...)
	}
	return append(b, '}')
}

// object is the message without the array around it.
func (e *event) object() []byte { return e.array[1 : len(e.array)-1] }

func newEvent(m *Message) *event {
	b := make([]byte, headerRoom, headerRoom+len(m.Channel)+len(m.Data)+len(m.Ext)+40)
	b = m.append(append(b, '['))
	b = append(b, ']')
	return &event{frame: finishFrame(b), array: b[headerRoom:], channel: m.Channel, position: m.position}
}

// append writes the message as JSON.
func (m *Message) append(b []byte) []byte {
	b = append(b, '{')
	if m.role == reply {
		b = m.appendSender(b)
	}
	if m.Channel != "" || m.role == delivery {
		b = appendText(appendKey(b, "channel"), m.Channel)
	}
	if m.role == reply {
		b = m.appendResult(b)
	}
	if m.Data != nil {
		b = append(appendKey(b, "data"), m.Data...)
	}
	if m.Ext != nil {
		b = append(appendKey(b, "ext"), m.Ext...)
	}
	return append(b, '}')
}

// appendSender writes whom a reply is for.
func (m *Message) appendSender(b []byte) []byte {
	if m.ID != nil {
		b = append(appendKey(b, "id"), m.ID...)
	}
	if m.ClientID != "" {
		b = appendText(appendKey(b, "clientId"), m.ClientID)
	}
	return b
}

// appendResult writes the other fields that only replies have.
func (m *Message) appendResult(b []byte) []byte {
	b = strconv.AppendBool(appendKey(b, "successful"), m.Successful)
	if m.Error != "" {
		b = appendText(appendKey(b, "error"), m.Error)
	}
	if m.Version != "" {
		b = appendText(appendKey(b, "version"), m.Version)
	}
	if m.SupportedConnectionTypes != nil {
		b = appendList(appendKey(b, "supportedConnectionTypes"), m.SupportedConnectionTypes)
	}
	if m.subscription != nil {
		b = append(appendKey(b, "subscription"), m.subscription...)
	}
	if m.Advice != nil {
		b = m.Advice.append(appendKey(b, "advice"))
	}
	return b
}

func (a *Advice) append(b []byte) []byte {
	b = append(b, '{')
	if a.Reconnect != "" {
		b = append(appendText(append(b, `"reconnect":`...), a.Reconnect), ',')
	}
	b = strconv.AppendInt(append(b, `"interval":`...), a.Interval.Milliseconds(), 10)
	b = strconv.AppendInt(append(b, `,"timeout":`...), a.Timeout.Milliseconds(), 10)
	return append(b, '}')
}

// appendKey writes a member's name, and the comma before it if one is needed.
func appendKey(b []byte, key string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(append(b, '"'), key...)
	return append(b, '"', ':')
}

func appendList(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, s)
	}
	return append(b, ']')
}

// appendText writes a JSON string.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(s) // a string cannot fail
			return append(b, quoted...)
		}
	}
	b = append(append(b, '"'), s...)
	return append(b, '"')
}

// appendJoined adds one more message to an array that was begun.
func appendJoined(b, object []byte) []byte {
	if b[len(b)-1] != '[' {
		b = append(b, ',')
	}
	return append(b, object...)
}
