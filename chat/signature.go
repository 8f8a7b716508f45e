package chat

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The fields of a webhook's request, which are those of Standard Webhooks
// (standardwebhooks.com), so that the libraries there verify them too.
const (
	webhookIDField        = "Webhook-Id"
	webhookTimestampField = "Webhook-Timestamp"
	webhookSignatureField = "Webhook-Signature"

	// signingMark begins every secret that signs.
	signingMark = "whsec_"
	// signatureAge is how far the time of a request may be from ours.
	signatureAge = 5 * time.Minute
)

// ErrBadSignature is what VerifyWebhook refuses with.
var ErrBadSignature = errors.New("the webhook's signature is not right")

// VerifyWebhook is nil if the request with these fields and this body was signed with the
// secret, as all are that a Webhook gets, within five minutes of now; else it is
// ErrBadSignature. Read the whole body, and verify it as it came, before anything is made
// of it. What has a Webhook-Id that was seen before was told once more.
func VerifyWebhook(h http.Header, body []byte, secret string, now time.Time) error {
	seconds, err := strconv.ParseInt(h.Get(webhookTimestampField), 10, 64)
	at := time.Unix(seconds, 0)
	if err != nil || at.Before(now.Add(-signatureAge)) || at.After(now.Add(signatureAge)) {
		return ErrBadSignature
	}
	want, err := signature(secret, h.Get(webhookIDField), at, body)
	if err != nil {
		return ErrBadSignature
	}
	for _, one := range strings.Fields(h.Get(webhookSignatureField)) {
		if hmac.Equal([]byte(one), []byte(want)) {
			return nil
		}
	}
	return ErrBadSignature
}

// signature is that of "id.timestamp.body", by HMAC with SHA-256.
func signature(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, signingMark))
	if err != nil || len(key) == 0 {
		return "", errors.New("the secret is not whsec_ and base64")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// newSigningSecret is 256 random bits in the form of Standard Webhooks.
func newSigningSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return signingMark + base64.StdEncoding.EncodeToString(b[:])
}
