package faye

import "encoding/json"

// Listener is told what has happened. Any function may be nil. They are called
// by the goroutine that did it, after the fact and outside all locks; what they
// do delays the client's reply, nothing else.
type Listener struct {
	OnHandshake   func(s *Session)
	OnSubscribe   func(s *Session, channel string)                       // not again for a repeated one
	OnUnsubscribe func(s *Session, channel string)                       // only what was subscribed; also when a session ends
	OnPublish     func(s *Session, channel string, data json.RawMessage) // s is nil for Server.Publish and anonymous senders
	OnDisconnect  func(s *Session)                                       // once per session, however it ended, last of all
}

func (l *Listener) handshake(s *Session) {
	if l.OnHandshake != nil {
		l.OnHandshake(s)
	}
}

func (l *Listener) subscribe(s *Session, channels []string) {
	if l.OnSubscribe == nil {
		return
	}
	for _, c := range channels {
		l.OnSubscribe(s, c)
	}
}

func (l *Listener) unsubscribe(s *Session, channels []string) {
	if l.OnUnsubscribe == nil {
		return
	}
	for _, c := range channels {
		l.OnUnsubscribe(s, c)
	}
}

func (l *Listener) publish(s *Session, m *Message) {
	if l.OnPublish != nil {
		l.OnPublish(s, m.Channel, m.Data)
	}
}

func (l *Listener) disconnect(s *Session) {
	if l.OnDisconnect != nil {
		l.OnDisconnect(s)
	}
}
