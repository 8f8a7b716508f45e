package faye

import (
	"encoding/json"
	"strconv"
)

// extMember finds what a client says under one name of its ext; nil: nothing.
// The program's own extensions may have put anything there.
func extMember(ext []byte, name string) (found []byte) {
	if len(ext) == 0 || ext[0] != '{' || !json.Valid(ext) {
		return nil
	}
	for key, value := range members(ext) {
		if key == name {
			found = value
		}
	}
	return found
}

// asksFor tells whether a client wants a feature: {"ack":true}.
func asksFor(ext []byte, name string) bool {
	v := extMember(ext, name)
	return len(v) > 0 && !falsy(v)
}

// handshakeExt tells the client which of the features are on.
func (s *Server) handshakeExt(session *Session, sync *timesync) json.RawMessage {
	b := []byte{'{'}
	if session.acknowledges() {
		b = append(appendKey(b, "ack"), "true"...)
	}
	if s.currentReplayer() != nil {
		b = append(appendKey(b, "replay"), "true"...)
	}
	return closeExt(appendSync(b, sync))
}

// connectExt goes with the answer to a connect.
func connectExt(m *Message) json.RawMessage {
	if m.sync == nil && m.batch == 0 {
		return nil
	}
	b := []byte{'{'}
	if m.batch > 0 {
		b = strconv.AppendInt(appendKey(b, "ack"), m.batch, 10)
	}
	return closeExt(appendSync(b, m.sync))
}

func appendSync(b []byte, sync *timesync) []byte {
	if sync == nil || !sync.wanted {
		return b
	}
	return sync.append(appendKey(b, "timesync"))
}

// closeExt ends an object that was begun; an empty one is none.
func closeExt(b []byte) json.RawMessage {
	if len(b) == 1 {
		return nil
	}
	return append(b, '}')
}
