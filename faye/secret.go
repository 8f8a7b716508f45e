package faye

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net/http"
)

// Guard says what a secret protects; see RequireSecret.
type Guard int

const (
	// GuardPublish lets anybody read and only those publish who know the secret.
	GuardPublish Guard = 1 << iota
	// GuardSubscribe lets only those subscribe who know the secret.
	GuardSubscribe
	// GuardAll is both.
	GuardAll = GuardPublish | GuardSubscribe
)

// RequireSecret returns the extension that refuses what the guard protects unless
// the message carries the secret:
//
//	{"channel":"/messages","data":…,"ext":{"secret":"…"}}
//
// on every channel, /service ones too. The comparison takes the same time however
// much of the secret was right. The secret is taken off each message that has one,
// so that no other extension and no log sees it; deliveries never carry an ext. An
// empty secret is known to nobody: what is guarded is refused.
func RequireSecret(secret string, guard Guard) Extension {
	want := sha256.Sum256([]byte(secret))
	return Extension{Incoming: func(_ context.Context, _ *http.Request, m *Message) bool {
		given, ok := takeSecret(m)
		got := sha256.Sum256([]byte(given))
		known := subtle.ConstantTimeCompare(got[:], want[:]) == 1 && ok && secret != ""
		switch {
		case known:
		case m.Channel == "/meta/subscribe" && guard&GuardSubscribe != 0:
			m.Error = "Invalid subscription auth token"
		case !IsMeta(m.Channel) && guard&GuardPublish != 0:
			m.Error = ForbiddenChannel(shorten(m.Channel)).Error()
		}
		return true
	}}
}

// takeSecret takes the secret off a message.
func takeSecret(m *Message) (secret string, ok bool) {
	if m.Ext == nil {
		return "", false
	}
	var ext map[string]json.RawMessage
	if json.Unmarshal(m.Ext, &ext) != nil || ext["secret"] == nil {
		return "", false
	}
	ok = json.Unmarshal(ext["secret"], &secret) == nil
	delete(ext, "secret")
	rest, err := json.Marshal(ext)
	if err != nil || len(ext) == 0 {
		rest = nil
	}
	m.Ext = rest
	return secret, ok
}

// SendSecret returns the client's half of RequireSecret: it adds the secret to what
// the client publishes and subscribes to.
func SendSecret(secret string) ClientExtension {
	return ClientExtension{Outgoing: func(m *Message) {
		if IsMeta(m.Channel) && m.Channel != "/meta/subscribe" {
			return
		}
		ext := map[string]json.RawMessage{}
		if m.Ext != nil && json.Unmarshal(m.Ext, &ext) != nil {
			return // somebody else's, and no object: the server will refuse it
		}
		b, err := json.Marshal(secret)
		if err == nil {
			ext["secret"] = b
			m.Ext, err = json.Marshal(ext)
		}
		if err != nil {
			m.Error = InternalError().Error()
		}
	}}
}
