package faye

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// clientChannel is a channel or wildcard that is subscribed to, by one listener
// or more. Client.mu guards it.
type clientChannel struct {
	pattern   string
	wild      bool
	listeners []*Subscription

	agreed  bool        // the server has agreed to it once
	joined  bool        // in this session
	call    *clientCall // what asks for it; nil: nothing does
	retryAt time.Time   // when to ask again, if nothing does

	behind    bool             // what was asked for is not to be had
	from      int64            // where to begin if no position is known
	positions map[string]int64 // of the latest deliveries, by channel
	askedFor  int64            // the pattern's own position when it was last asked for; negative: none
	fresh     map[string]bool  // channels whose positions are newer than that
}

func newClientChannel(pattern string, after *int64) *clientChannel {
	_, kind := splitPattern(pattern)
	ch := &clientChannel{
		pattern: pattern, wild: kind != plain, from: ReplayNew,
		positions: map[string]int64{}, askedFor: ReplayNew, fresh: map[string]bool{},
	}
	if after != nil {
		ch.from = *after
	}
	return ch
}

// loseTrack begins anew, with what is published from now on.
func (ch *clientChannel) loseTrack() {
	ch.behind = true
	ch.from, ch.askedFor = ReplayNew, ReplayNew
	clear(ch.positions)
}

// saw notes a delivery's position. Of a wildcard's channels only so many are
// remembered; the others begin with what is new.
func (ch *clientChannel) saw(channel string, position int64) {
	if _, known := ch.positions[channel]; known || len(ch.positions) < maxClientPositions {
		ch.positions[channel] = position
		ch.fresh[channel] = true
	}
}

// replay is the "replay" that a subscribe asks for: where each channel stands, or
// where to begin.
func (ch *clientChannel) replay() map[string]int64 {
	wanted := maps.Clone(ch.positions)
	if position, known := wanted[ch.pattern]; known {
		ch.askedFor = position
	} else if ch.askedFor = ch.from; !ch.wild || len(wanted) == 0 {
		wanted[ch.pattern] = ch.from
	}
	clear(ch.fresh)
	return wanted
}

func (c *Client) subscribeMessage(ch *clientChannel) Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := Message{Channel: "/meta/subscribe", Subscription: []string{ch.pattern}}
	if c.session.replays {
		m.Ext, _ = json.Marshal(map[string]any{"replay": ch.replay()}) // numbers cannot fail
	}
	return m
}

// joinedAt notes that the server has agreed, and whether there is a gap: if it
// says so, if it cannot replay, or if it was not known where to replay from.
func (c *Client) joinedAt(ch *clientChannel, in *clientInbound) {
	knew := len(ch.positions) > 0 || ch.from != ReplayNew
	missed := ch.agreed || knew // while there was no session
	ch.agreed, ch.joined, ch.call = true, true, nil
	for _, a := range parseReplayAnswers(in.Ext) {
		if a.reset {
			c.tellGap(a.channel, max(a.head, 0))
		}
		// Deliveries that have come meanwhile, before the reply, know better.
		if _, known := ch.positions[a.channel]; a.head >= 0 && !ch.fresh[a.channel] && (a.reset || !known) {
			ch.saw(a.channel, a.head)
		}
	}
	if missed && !(knew && c.session.replays) || ch.behind {
		c.tellGap(ch.pattern, 0)
	}
	ch.behind = false
}

func (c *Client) tellGap(channel string, position int64) {
	if told := c.opts.OnGap; told != nil {
		c.queue.tell("gap "+channel, func() { told(channel, position) })
	}
}

// listening finds the channel and the wildcards whose listeners want a delivery.
func (c *Client) listening(channel string) (found []*clientChannel) {
	add := func(pattern string) {
		if ch := c.channels[pattern]; ch != nil {
			found = append(found, ch)
		}
	}
	add(channel)
	end := strings.LastIndexByte(channel, '/')
	if end >= 0 {
		add(channel[:end] + "/*")
	}
	for ; end >= 0; end = strings.LastIndexByte(channel[:end], '/') {
		add(channel[:end] + "/**")
	}
	return found
}

// deliver hands a delivery to the callbacks that want it, when there is space.
func (c *Client) deliver(in *clientInbound) error {
	c.delivered.Add(1)
	d := Delivery{Channel: in.Channel, Data: in.Data, Ext: in.Ext}
	find := c.opts.Position
	c.mu.Lock()
	if find == nil && c.session.replays {
		find = clientPosition
	}
	all := c.listening(d.Channel)
	var listeners []*Subscription
	for _, ch := range all {
		listeners = append(listeners, ch.listeners...)
	}
	c.mu.Unlock()
	if len(listeners) == 0 {
		return nil // cancelled, or never asked for
	}
	known := false
	if find != nil {
		if position, ok := find(d); ok {
			d.Position, known = position, true
		}
	}
	err := c.queue.deliver(c.ctx, in.size, func() {
		for _, s := range listeners {
			if !s.over.Load() {
				s.fn(d)
			}
		}
	})
	if err == nil && known {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, ch := range all {
			ch.saw(d.Channel, d.Position)
		}
	}
	return err
}

// rejoin asks for what is not subscribed to in this session, unless the server had
// trouble with it a moment ago.
func (c *Client) rejoin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ch := range c.inOrder() {
		if !ch.joined && ch.call == nil && !time.Now().Before(ch.retryAt) {
			c.ask(ch)
		}
	}
}

// inOrder lists the channels, so that what is asked for has the same order always.
func (c *Client) inOrder() []*clientChannel {
	return slices.SortedFunc(maps.Values(c.channels), func(a, b *clientChannel) int {
		return strings.Compare(a.pattern, b.pattern)
	})
}
