package faye

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// Service answers what clients publish to a service channel. s is nil for a
// sender without a session. What it returns goes back to the sender alone, on
// the same channel and with the id of its message, behind the reply to the
// publish: the form that CometD's remoteCall expects. Without data and without
// an error nothing goes back. A returned [*Error] reaches the client in its own
// words; any other one is logged, and the client reads an internal error.
//
// It runs on the goroutine that reads the client, whose next message waits for
// it. What takes long belongs elsewhere, with a [Session.Deliver] at its end. ctx
// ends when the client's request or socket does.
type Service func(ctx context.Context, s *Session, m *Message) (json.RawMessage, error)

// Handle has a service answer a channel below /service, or with a wildcard all
// that match it and have none of their own; of wildcards the longest counts. The
// Policy is asked before. nil takes the service away; to replace one, take it
// away first. What no service answers is accepted and goes nowhere.
func (s *Server) Handle(pattern string, service Service) error {
	if !ValidPattern(pattern) || !strings.HasPrefix(pattern, "/service/") {
		return fmt.Errorf("faye: handle: %q is no service channel such as /service/members", pattern)
	}
	if !s.services.set(pattern, service) {
		return fmt.Errorf("faye: handle: %s has a service already", pattern)
	}
	return nil
}

// services finds the service of a channel.
type services struct {
	mu        sync.RWMutex
	byPattern map[string]Service
}

func (t *services) set(pattern string, service Service) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case service == nil:
		delete(t.byPattern, pattern)
	case t.byPattern[pattern] != nil:
		return false
	default:
		t.byPattern[pattern] = service
	}
	return true
}

func (t *services) find(channel string) Service {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if len(t.byPattern) == 0 {
		return nil
	}
	if service := t.byPattern[channel]; service != nil {
		return service
	}
	end := strings.LastIndexByte(channel, '/')
	if service := t.byPattern[channel[:end]+"/*"]; service != nil {
		return service
	}
	for ; end > 0; end = strings.LastIndexByte(channel[:end], '/') {
		if service := t.byPattern[channel[:end]+"/**"]; service != nil {
			return service
		}
	}
	return nil
}

// serve answers a message on a service channel: first that it was received,
// then, if there is one, the result.
func (x *exchange) serve(s *Session, m, r *Message) {
	r.Successful = true
	x.reply(r)
	x.srv.tellLocals(m)
	x.srv.opts.Listener.publish(s, m)
	service := x.srv.services.find(m.Channel)
	if service == nil {
		return
	}
	data, err := service(x.ctx, s, m)
	if err == nil && data == nil {
		return
	}
	x.reply(x.result(m, data, err))
}

// result is the answer of a service. That of a failure carries data as well,
// for CometD's client, which gives its caller nothing else.
func (x *exchange) result(m *Message, data json.RawMessage, err error) *Message {
	r := &Message{role: reply, Channel: m.Channel, ID: m.ID, Data: data, Successful: true}
	if err == nil && !validJSON(data) {
		err = fmt.Errorf("faye: the service of %s returned invalid JSON", m.Channel)
	}
	if err != nil {
		refusal := x.srv.refusal(x.ctx, "service", err)
		r.refuse(refusal)
		r.Data = appendText(nil, refusal.Error())
	}
	return r
}
