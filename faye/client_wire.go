package faye

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

// encodeClientData gives what is published its JSON form. JSON that the caller made is
// not touched: numbers and the order of keys stay what they are.
func encodeClientData(data any) (json.RawMessage, error) {
	if raw, ok := data.(json.RawMessage); ok && raw != nil {
		if !json.Valid(raw) || !utf8.Valid(raw) {
			return nil, errors.New("data is not valid JSON")
		}
		return bytes.Clone(raw), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(data); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// appendRequest writes a message as a client sends it. Its id and advice are the
// client's own business and not in it: extensions cannot break them.
func appendRequest(b []byte, m *Message, id string, holdAdvice int64) []byte {
	b = appendText(append(b, `{"channel":`...), m.Channel)
	b = appendText(appendKey(b, "id"), id)
	if m.ClientID != "" {
		b = appendText(appendKey(b, "clientId"), m.ClientID)
	}
	if m.Version != "" {
		b = appendText(appendKey(b, "version"), m.Version)
	}
	if m.SupportedConnectionTypes != nil {
		b = appendList(appendKey(b, "supportedConnectionTypes"), m.SupportedConnectionTypes)
	}
	if m.ConnectionType != "" {
		b = appendText(appendKey(b, "connectionType"), m.ConnectionType)
	}
	if len(m.Subscription) > 0 {
		b = appendText(appendKey(b, "subscription"), m.Subscription[0])
	}
	if holdAdvice >= 0 {
		b = strconv.AppendInt(append(appendKey(b, "advice"), `{"timeout":`...), holdAdvice, 10)
		b = append(b, '}')
	}
	if m.Data != nil {
		b = append(appendKey(b, "data"), m.Data...)
	}
	if m.Ext != nil {
		b = append(appendKey(b, "ext"), m.Ext...)
	}
	return append(b, '}')
}

// SetExt puts one member into the message's Ext and keeps the others, which may
// be other extensions'. It fails, and changes nothing, if value has no JSON form
// or if Ext is there and is no object.
func (m *Message) SetExt(key string, value any) error {
	all := map[string]json.RawMessage{}
	if m.Ext != nil {
		if err := json.Unmarshal(m.Ext, &all); err != nil || all == nil {
			return errors.New("faye: ext is no object")
		}
	}
	raw, err := encodeClientData(value)
	if err != nil {
		return err
	}
	all[key] = raw
	m.Ext, err = json.Marshal(all)
	return err
}
