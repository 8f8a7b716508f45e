package chat

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// maxAnswer is how much of an answer is read, so that the connection can be used again.
const maxAnswer = 16 << 10

// An outcome is what came of an attempt. The reason says no word of what the receiver
// answered: who may see it need not be whom the receiver answers to.
type outcome struct {
	reason   string // empty: it went well
	gone     bool   // the receiver wants to hear no more
	hopeless bool   // there is nothing to be told any more
	after    time.Duration
}

func (o outcome) ok() bool { return o.reason == "" }

// tell makes one attempt.
func (c *courier) tell(w Webhook, d Delivery, ev Event) outcome {
	ctx, cancel := context.WithTimeout(c.ctx, c.opts.Timeout)
	defer cancel()
	body, err := json.Marshal(ev)
	if err == nil {
		var r *http.Request
		if r, err = c.request(ctx, w, d, body); err == nil {
			return c.post(r)
		}
	}
	return outcome{reason: "the request could not be made"}
}

// event reads an event of the log with its current state.
func (c *courier) event(ctx context.Context, d Delivery) (Event, error) {
	events, err := c.store.Events(ctx, d.Room, d.Rev-1, 1)
	if err == nil {
		events, err = c.hydrate(ctx, events)
	}
	if err == nil && (len(events) == 0 || events[0].Rev != d.Rev) || errors.Is(err, ErrNotFound) {
		err = ErrGone
	}
	if err != nil {
		return Event{}, err
	}
	return events[0], nil
}

// request is signed with the secret, and for a while with the one before it too.
func (c *courier) request(ctx context.Context, w Webhook, d Delivery, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	id, now := deliveryID(d), c.now()
	sign, err := signature(w.Secret, id, now, body)
	if err == nil && w.OldSecret != "" && now.Before(w.OldUntil) {
		var old string
		old, err = signature(w.OldSecret, id, now, body)
		sign += " " + old
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Parley/"+Version)
	r.Header.Set(webhookIDField, id)
	r.Header.Set(webhookTimestampField, strconv.FormatInt(now.Unix(), 10))
	r.Header.Set(webhookSignatureField, sign)
	return r, err
}

// deliveryID is the same for every attempt to tell one webhook of one event. It has no dot,
// with which the signature joins it to what follows.
func deliveryID(d Delivery) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s %s %d", d.Webhook, d.Room, d.Rev)))
	return "msg_" + hex.EncodeToString(sum[:16])
}

// post sends a request.
func (c *courier) post(r *http.Request) outcome {
	resp, err := c.client.Do(r)
	switch {
	case errors.Is(err, errAddress):
		return outcome{reason: errAddress.Error()}
	case errors.Is(err, context.DeadlineExceeded):
		return outcome{reason: "no answer in time"}
	case err != nil:
		return outcome{reason: "no connection"}
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, maxAnswer) // the status is all that counts
	switch {
	case resp.StatusCode >= 200 && resp.StatusCode < 300:
		return outcome{}
	case resp.StatusCode == http.StatusGone:
		return outcome{reason: "status 410", gone: true}
	}
	return outcome{reason: "status " + strconv.Itoa(resp.StatusCode), after: retryIn(resp.Header.Get("Retry-After"), c.now())}
}

// retryIn reads a Retry-After (RFC 9110, section 10.2.3): seconds, or a time.
func retryIn(value string, now time.Time) time.Duration {
	d := time.Duration(0)
	if n, err := strconv.Atoi(value); err == nil {
		d = time.Duration(min(max(n, 0), int(maxRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		d = at.Sub(now)
	}
	return min(max(d, 0), maxRetryAfter)
}
