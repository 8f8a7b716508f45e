package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// client is one Bayeux session. All but its sending happens on its shard's turn.
type client struct {
	run      *run
	shard    *shard
	wire     wire // connects, and deliveries come here
	sender   wire // publishes go here
	kind     string
	channels []int // subscribed to
	tracks   []track

	id    string
	up    bool         // the session stands
	ready chan error   // told once that it does, or why not
	turn  atomic.Int64 // numbers the messages
}

// reply is a server's answer to one message.
type reply struct {
	Channel    string          `json:"channel"`
	ClientID   string          `json:"clientId"`
	Successful *bool           `json:"successful"`
	Error      json.RawMessage `json:"error"`
	Advice     struct {
		Interval float64 `json:"interval"`
	} `json:"advice"`
}

// received counts the deliveries in a payload and sees to the replies.
func (c *client) received(payload []byte) {
	c.count(payload)
	if !bytes.Contains(payload, []byte(`"successful"`)) {
		return
	}
	var replies []reply
	if err := json.Unmarshal(payload, &replies); err != nil {
		c.lost(fmt.Errorf("the server answered what is no Bayeux: %w", err))
		return
	}
	for i := range replies {
		if replies[i].Successful == nil {
			continue
		}
		if err := c.answered(&replies[i]); err != nil {
			c.lost(err)
			return
		}
	}
}

// answered goes on to the next step: a handshake is followed by the subscriptions,
// those by a connect that is answered at once, so that the server surely knows
// which way the deliveries go, and that by one that is held.
func (c *client) answered(r *reply) error {
	if !*r.Successful {
		if !isMeta(r.Channel) {
			c.run.refused(fmt.Errorf("the server refuses a publication: %s", r.Error))
			return nil
		}
		return fmt.Errorf("the server refuses %s: %s", r.Channel, r.Error)
	}
	switch r.Channel {
	case "/meta/handshake":
		c.id = r.ClientID
		if len(c.channels) > 0 {
			return c.subscribe()
		}
		return c.connect(`,"advice":{"timeout":0}`)
	case "/meta/subscribe":
		return c.connect(`,"advice":{"timeout":0}`)
	case "/meta/connect":
		if !c.up {
			c.up = true
			c.ready <- nil
		}
		if r.Advice.Interval > 0 {
			time.AfterFunc(time.Duration(r.Advice.Interval)*time.Millisecond, func() { _ = c.connect("") })
			return nil
		}
		return c.connect("")
	}
	return nil
}

func isMeta(channel string) bool { return strings.HasPrefix(channel, "/meta/") }

// start opens the session, and returns when it stands.
func (c *client) start(ctx context.Context) error {
	if err := c.dial(ctx); err != nil {
		return err
	}
	select {
	case err := <-c.ready:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *client) dial(ctx context.Context) error {
	r, p := c.run, c.shard.poller
	if c.kind == webSocket {
		// The handshake follows when the socket is open.
		return dialSocket(ctx, r.target, p, c)
	}
	c.wire = dialPoll(r.ctx, r.target, p, c)
	c.sender = dialPoll(r.ctx, r.target, p, c) // the other waits for deliveries
	return c.handshake()
}

// opened comes when a WebSocket is open.
func (c *client) opened(w wire) {
	c.wire, c.sender = w, w
	if err := c.handshake(); err != nil {
		c.lost(err)
	}
}

// lost ends the client. Nobody comes back during a run: what is missed is counted.
func (c *client) lost(err error) {
	if c.wire != nil {
		c.wire.hangUp()
	}
	if !c.up {
		c.up = true
		c.ready <- err
		return
	}
	c.shard.disconnects++
	c.run.lost(err)
}

func (c *client) handshake() error {
	return c.send(c.wire, `"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["`+c.kind+`"]`)
}

func (c *client) subscribe() error {
	names := make([]string, len(c.channels))
	for i, n := range c.channels {
		names[i] = channelName(n)
	}
	list, err := json.Marshal(names)
	if len(names) == 1 { // the oldest servers know no lists
		list, err = json.Marshal(names[0])
	}
	return errors.Join(err, c.send(c.wire, `"channel":"/meta/subscribe",`+c.clientID()+`,"subscription":`+string(list)))
}

func (c *client) connect(advice string) error {
	return c.send(c.wire, `"channel":"/meta/connect",`+c.clientID()+`,"connectionType":"`+c.kind+`"`+advice)
}

func (c *client) publish(channel int, data []byte) error {
	return c.send(c.sender, `"channel":"`+channelName(channel)+`",`+c.clientID()+`,"data":`+string(data))
}

func (c *client) clientID() string {
	id, _ := json.Marshal(c.id) // a string cannot fail
	return `"clientId":` + string(id)
}

func (c *client) send(w wire, members string) error {
	return w.send([]byte(`[{` + members + `,"id":"` + strconv.FormatInt(c.turn.Add(1), 10) + `"}]`))
}

// count takes note of every delivery in a payload.
func (c *client) count(payload []byte) {
	now := c.run.now()
	fresh := int64(0)
	for {
		st, rest, ok := c.run.stamper.next(payload)
		if !ok {
			break
		}
		payload = rest
		if t := c.track(st.channel); t != nil && t.see(st.seq, &c.shard.counted) {
			fresh++
			c.run.delivered(c.shard, st, now)
		}
	}
	if fresh > 0 {
		c.shard.arrived.Add(fresh)
		c.shard.payloads++
	}
}

func (c *client) track(channel int) *track {
	for i, n := range c.channels {
		if n == channel {
			return &c.tracks[i]
		}
	}
	return nil
}
