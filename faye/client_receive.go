package faye

import (
	"slices"
	"strings"
)

// receive takes what came in one response or frame. An error means that the
// connection is of no use any more.
func (c *Client) receive(body []byte) error {
	all, err := parseInbound(body)
	if err != nil {
		return err
	}
	for _, in := range all {
		for _, e := range c.opts.Extensions {
			if e.Incoming != nil {
				e.Incoming(&in.Message)
			}
		}
		if in.reply {
			c.takeReply(in)
		} else if in.Data != nil && !in.failed() {
			if err := c.deliver(in); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeReply gives a reply to the call that it answers. Advice is heeded only
// then: on some servers anybody can publish what looks like some.
func (c *Client) takeReply(in *clientInbound) {
	c.mu.Lock()
	defer c.mu.Unlock()
	call := c.answeredBy(in)
	if call == nil {
		c.opts.Logger.Debug("faye: reply to nothing", "channel", shorten(in.Channel), "id", shorten(in.id))
		return
	}
	c.session.heed(in.Advice)
	err := in.refused()
	if err != nil && call.kind != metaCall && c.session.unknown(in) {
		if call.losses++; call.losses < maxSessionLoss {
			c.loseConnection(errClientSessionLost)
			return
		}
	}
	c.settle(call, in, err)
}

// answeredBy finds the call by the reply's id, and channel, or, for what happens
// once at a time, by its channel alone.
func (c *Client) answeredBy(in *clientInbound) *clientCall {
	if call := c.calls[in.id]; call != nil {
		if in.Channel == "" || in.Channel == call.channel {
			return call
		}
		return nil
	}
	if in.id != "" {
		return nil
	}
	for _, call := range c.calls {
		if call.kind == metaCall && call.channel == in.Channel {
			return call
		}
	}
	return nil
}

// refused is the refusal that a reply is; nil: it is none.
func (in *clientInbound) refused() error {
	switch {
	case in.failed():
		return parseRefusal(in.Error)
	case !in.Successful:
		return &Error{Code: 400, Args: []string{shorten(in.Channel)}, Text: "Refused without a reason"}
	}
	return nil
}

// unknown tells whether a refusal means that the session has ended. Servers have
// different codes for it, and use these codes for other things too.
func (s *clientSession) unknown(in *clientInbound) bool {
	if in.Advice != nil && in.Advice.Reconnect == "handshake" {
		return true
	}
	code, rest, _ := strings.Cut(in.Error, ":")
	args, text, _ := strings.Cut(rest, ":")
	switch {
	case s.id == "" || !slices.Contains([]string{"401", "402"}, code):
		return false
	case args == s.id || args == shorten(s.id):
		return text != "Missing required parameter"
	}
	return code == "402" && args == ""
}

// loseConnection ends the connection that there is. c.mu is held.
func (c *Client) loseConnection(why error) {
	if c.live != nil {
		c.live.lose(why)
	}
}
