package faye

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// replayRequest is one entry of a subscribe's "ext.replay", and what becomes of it.
type replayRequest struct {
	channel string
	after   int64
	past    []*event
	head    int64
	reset   bool // the past cannot be told
}

// replayRequests reads what a client wants replayed. Only what the message
// subscribes to counts: nothing else has been allowed.
func (x *exchange) replayRequests(m *Message) ([]*replayRequest, error) {
	v := extMember(m.Ext, "replay")
	if x.srv.currentReplayer() == nil || len(v) == 0 || v[0] != '{' {
		return nil, nil
	}
	var all []*replayRequest
	for channel, value := range members(v) {
		if !slices.ContainsFunc(m.Subscription, func(p string) bool { return p == channel || Matches(p, channel) }) ||
			IsService(channel) || !ValidPattern(channel) {
			continue
		}
		after, err := strconv.ParseInt(scalar(value), 10, 64)
		if err != nil && string(value) != "0" || after < ReplayAll {
			return nil, BadRequest("replay", shorten(channel))
		}
		if len(all) == x.srv.opts.MaxSubscriptions {
			return nil, tooMany(channel)
		}
		all = append(all, &replayRequest{channel: channel, after: after})
	}
	return all, nil
}

// replay does what was asked for, once the subscriptions stand and their gates
// are closed. On an error, or a panic of the Replayer's, all is undone.
func (x *exchange) replay(s *Session, all []*replayRequest, added []string) error {
	done := false
	defer func() {
		if !done {
			x.srv.index.remove(s, added)
			s.cancelReplay(all)
		}
	}()
	if err := x.fetchAll(s, all); err != nil {
		return x.srv.refusal(x.ctx, "replay", err)
	}
	done = true
	switch s.endReplay(all) {
	case overflow:
		x.srv.end(s, byEnd, nil)
		return UnknownClient(s.id)
	case gone:
		return UnknownClient(s.id)
	}
	for _, q := range all {
		x.srv.counts.replayed.Add(int64(len(q.past)))
	}
	return nil
}

// fetchAll asks the Replayer for everything, before anything of it is delivered:
// a subscription that fails must not have begun.
func (x *exchange) fetchAll(s *Session, all []*replayRequest) error {
	named := map[string]bool{}
	for _, q := range all {
		named[q.channel] = true
	}
	for _, q := range all {
		if err := x.fetch(s, q, named); err != nil {
			return err
		}
	}
	return nil
}

// fetch reads as much as the session's queue could hold. More is the same to the
// client as if it had been pruned: it must fetch by other means.
func (x *exchange) fetch(s *Session, q *replayRequest, named map[string]bool) error {
	replayer := x.srv.currentReplayer()
	if replayer == nil { // taken away meanwhile
		q.reset = true
		return nil
	}
	r, err := x.ask(replayer, s, q, named)
	q.head = r.Head
	if errors.Is(err, ErrPruned) {
		q.reset = true
		return nil
	}
	if err != nil || r.Messages == nil {
		return err
	}
	size := 0
	for kept, err := range r.Messages {
		if err != nil {
			return err
		}
		if kept.Channel == "" {
			kept.Channel = q.channel
		}
		if kept.Channel != q.channel && named[kept.Channel] {
			continue // has a position of its own
		}
		e, err := x.revive(kept)
		if err != nil {
			return err
		}
		if e == nil {
			continue
		}
		q.past = append(q.past, e)
		size += len(e.array)
		if len(q.past) > x.srv.opts.MaxQueue || size > x.srv.opts.MaxQueueBytes {
			q.past, q.reset = nil, true
			break
		}
	}
	return nil
}

// ask has the built-in history stop where fetch would.
func (x *exchange) ask(replayer Replayer, s *Session, q *replayRequest, named map[string]bool) (Replayed, error) {
	h, ok := replayer.(*history)
	if !ok {
		return replayer.Replay(x.ctx, s, q.channel, q.after)
	}
	w := s.wants(q, nil)
	if w.kind != plain {
		w.apart = named
	}
	return h.replay(w)
}

// revive makes a delivery of what was kept; nil: an extension holds it back.
func (x *exchange) revive(kept Retained) (*event, error) {
	if kept.kept != nil {
		return kept.kept.event(), nil
	}
	if !validJSON(kept.Data) || !ValidChannel(kept.Channel) {
		return nil, fmt.Errorf("faye: replay: position %d of %q is no message", kept.Position, kept.Channel)
	}
	d := &Message{role: delivery, Channel: kept.Channel, Data: kept.Data, position: kept.Position}
	if !x.srv.outgoing(x.ctx, x.req, d) {
		return nil, nil
	}
	return newEvent(d).withPosition(), nil
}

// replayExt tells the client what has become of its wishes: that it must fetch
// afresh, or where it stands. Where messages follow they say so themselves.
func replayExt(all []*replayRequest) []byte {
	b := []byte{'{'}
	for _, q := range all {
		switch {
		case q.reset:
			b = append(appendName(b, q.channel), `{"reset":true,"head":`...)
		case q.after == ReplayNew:
			b = append(appendName(b, q.channel), `{"head":`...)
		default:
			continue
		}
		b = append(strconv.AppendInt(b, q.head, 10), '}')
	}
	if b = closeExt(b); b == nil {
		return nil
	}
	return fmt.Appendf(nil, `{"replay":%s}`, b)
}

// appendName writes a member's name that needs quoting.
func appendName(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(appendText(b, name), ':')
}
