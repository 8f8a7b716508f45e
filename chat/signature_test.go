package chat_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// TestVerifyWebhook uses the example of the specification's reference libraries.
func TestVerifyWebhook(t *testing.T) {
	const secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", `{"test": 2432232314}`
	now := time.Unix(1614265330, 0)
	signed := http.Header{}
	signed.Set("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
	signed.Set("webhook-timestamp", "1614265330")
	signed.Set("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
	with := func(name, value string) http.Header {
		h := signed.Clone()
		h.Set(name, value)
		return h
	}
	for name, c := range map[string]struct {
		header http.Header
		body   string
		secret string
		now    time.Time
		ok     bool
	}{
		"OK":                 {signed, body, secret, now, true},
		"OKWithoutThePrefix": {signed, body, secret[6:], now, true},
		"OKOneOfTwo":         {with("webhook-signature", "v1,AAAA v2,x "+signed.Get("webhook-signature")), body, secret, now, true},
		"OKInFiveMinutes":    {signed, body, secret, now.Add(5 * time.Minute), true},
		"ErrLate":            {signed, body, secret, now.Add(5*time.Minute + time.Second), false},
		"ErrEarly":           {signed, body, secret, now.Add(-5*time.Minute - time.Second), false},
		"ErrBody":            {signed, body + " ", secret, now, false},
		"ErrID":              {with("webhook-id", "msg_x"), body, secret, now, false},
		"ErrTimestamp":       {with("webhook-timestamp", "1614265331"), body, secret, now, false},
		"ErrNoTimestamp":     {with("webhook-timestamp", ""), body, secret, now, false},
		"ErrOtherSecret":     {signed, body, "whsec_AAAA", now, false},
		"ErrNoSecret":        {signed, body, "", now, false},
		"ErrStrangeSecret":   {signed, body, "whsec_?", now, false},
		"ErrNoSignature":     {with("webhook-signature", ""), body, secret, now, false},
		"ErrOtherVersion":    {with("webhook-signature", "v2"+signed.Get("webhook-signature")[2:]), body, secret, now, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := chat.VerifyWebhook(c.header, []byte(c.body), c.secret, c.now)
			if (err == nil) != c.ok || err != nil && !errors.Is(err, chat.ErrBadSignature) {
				t.Errorf("got %v", err)
			}
		})
	}
}
