package faye

import "encoding/json"

// subscribe adds subscriptions: all that the message names, or none.
func (x *exchange) subscribe(m *Message) *Message {
	s, r := x.subscription(m)
	if r.failed() {
		return r
	}
	if len(m.Subscription) > x.srv.opts.MaxSubscriptions {
		return r.refuse(tooMany(m.Subscription[0]))
	}
	for _, c := range m.Subscription {
		if err := x.srv.currentPolicy().Subscribe(x.ctx, s, c); err != nil {
			return r.refuse(x.srv.refusal(x.ctx, "subscribe", err))
		}
	}
	requests, err := x.replayRequests(m)
	if err != nil {
		return r.refuse(err)
	}
	if len(requests) > 0 && !s.beginReplay(requests) {
		return r.refuse(&Error{429, []string{shorten(requests[0].channel)}, "Replay under way"})
	}
	added, err := x.join(s, m.Subscription, requests)
	if err != nil {
		if x.session(m) == nil { // ended meanwhile
			return x.unknown(r)
		}
		return r.refuse(err)
	}
	x.srv.opts.Listener.subscribe(s, added)
	r.Successful, r.Ext = true, replayExt(requests)
	return r
}

// join makes the subscriptions, and replays what was asked for.
func (x *exchange) join(s *Session, channels []string, requests []*replayRequest) ([]string, error) {
	added, ok := x.srv.index.add(s, withoutService(channels), x.srv.opts.MaxSubscriptions)
	if len(requests) == 0 && ok {
		return added, nil
	}
	if !ok {
		if len(requests) > 0 {
			s.cancelReplay(requests)
		}
		return nil, tooMany(channels[0])
	}
	return added, x.replay(s, requests, added)
}

// unsubscribe ends subscriptions. One that does not exist is as good as ended.
func (x *exchange) unsubscribe(m *Message) *Message {
	s, r := x.subscription(m)
	if r.failed() {
		return r
	}
	x.srv.opts.Listener.unsubscribe(s, x.srv.index.remove(s, m.Subscription))
	s.dropGates(m.Subscription)
	r.Successful = true
	return r
}

// subscription begins the reply to either message, refused if the message is
// not in order. Where several things are wrong Faye reports the last it checks.
func (x *exchange) subscription(m *Message) (*Session, *Message) {
	s, r := x.session(m), m.answer()
	r.subscription = m.subscription
	switch {
	case m.Subscription == nil:
		r.subscription = json.RawMessage(`[]`)
		return s, r.refuse(ParameterMissing("subscription"))
	case m.ClientID == "":
		return s, r.refuse(ParameterMissing("clientId"))
	case s == nil:
		return s, x.unknown(r)
	}
	for _, c := range m.Subscription {
		if err := x.checkPattern(c); err != nil {
			return s, r.refuse(err)
		}
	}
	return s, r
}

func (x *exchange) checkPattern(c string) error {
	switch {
	case len(c) > x.srv.opts.MaxChannelLength || !ValidPattern(c):
		return InvalidChannel(shorten(c))
	case IsMeta(c):
		return ForbiddenChannel(c)
	}
	return nil
}

// unknown refuses a message of a session that there is not, and tells the client
// what to do about it.
func (x *exchange) unknown(r *Message) *Message {
	r.Advice = x.srv.reAdvice(max(x.srv.opts.Interval, x.srv.strikes.current(r.ClientID)))
	return r.refuse(UnknownClient(r.ClientID))
}

// withoutService leaves out channels on which nothing is ever distributed.
// CometD's clients subscribe to them for show, so that it is no error.
func withoutService(channels []string) []string {
	kept := make([]string, 0, len(channels))
	for _, c := range channels {
		if !IsService(c) {
			kept = append(kept, c)
		}
	}
	return kept
}

func tooMany(channel string) *Error {
	return &Error{403, []string{channel}, "Too many subscriptions"}
}
