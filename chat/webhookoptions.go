package chat

import (
	"errors"
	"net/netip"
	"time"
)

// WebhookOptions are how servers elsewhere are told what happens.
type WebhookOptions struct {
	// Networks may be called although they are not on the Internet: your own, in which the
	// receivers are. Default none: what is private, loopback, link-local or reserved is never
	// called, whatever name leads there.
	Networks []netip.Prefix
	// Attempts is how often an event is tried before it is put aside and the next one is
	// told. A restart begins to count anew. Default 12, which takes about half an hour.
	Attempts int
	// Timeout is how long a receiver has to answer. Default 10 s.
	Timeout time.Duration
	// Pause is how long it takes from the first attempt to the second, with a jitter of half;
	// it doubles with each up to MaxPause. Defaults 1 s and 10 min. A receiver's Retry-After
	// counts if it is longer, up to an hour.
	Pause, MaxPause time.Duration
}

// maxRetryAfter is the most that a receiver may ask for.
const maxRetryAfter = time.Hour

// withDefaults returns a checked copy in which every field has its value, or nil.
func (o *WebhookOptions) withDefaults() (*WebhookOptions, error) {
	if o == nil {
		return nil, nil
	}
	c := *o
	var wrong error
	for _, p := range c.Networks {
		if !p.IsValid() {
			wrong = errors.New("chat: Options.Webhooks.Networks: a prefix is not valid")
		}
	}
	return &c, errors.Join(wrong,
		positive("Webhooks.Attempts", &c.Attempts, 12),
		positive("Webhooks.Timeout", &c.Timeout, 10*time.Second),
		positive("Webhooks.Pause", &c.Pause, time.Second),
		positive("Webhooks.MaxPause", &c.MaxPause, 10*time.Minute))
}
