package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/parleychat/parley/faye"
)

// TestFayeGuards: what each combination of flags protects, from whom.
func TestFayeGuards(t *testing.T) {
	t.Parallel()
	const free, closed, token = "", "403 Forbidden channel", "0 Invalid subscription auth token"
	for name, c := range map[string]struct {
		args               []string
		publish, subscribe string // without the secret
		known              string // publishing with it
	}{
		"NothingSaid": {nil, closed, free, closed},
		"Open":        {[]string{"--open"}, free, free, free},
		"Secret":      {[]string{"--secret", secret}, closed, free, free},
		"Publish":     {[]string{"--secret", secret, "--guard", "publish"}, closed, free, free},
		"Subscribe":   {[]string{"--secret", secret, "--guard", "subscribe"}, closed, token, free},
		"ReadersOnly": {[]string{"--secret", secret, "--guard", "subscribe", "--open"}, free, token, free},
		"All":         {[]string{"--secret", secret, "--guard", "all"}, closed, token, free},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBus(t, c.args...)
			stranger, wrong, friend := clientOf(t, b.url, nil), clientOf(t, b.url, secretly("meh")), clientOf(t, b.url, secretly(secret))
			for _, channel := range []string{"/messages", "/messages/1", "/rooms/x", "/anything"} {
				for _, s := range []*subscriber{stranger, wrong} {
					if got := refusalOf(s.client.Publish(t.Context(), channel, 1)); got != c.publish {
						t.Errorf("a stranger publishes to %s: %q, want %q", channel, got, c.publish)
					}
				}
				if got := refusalOf(friend.client.Publish(t.Context(), channel, 1)); got != c.known {
					t.Errorf("who knows the secret publishes to %s: %q, want %q", channel, got, c.known)
				}
			}
			for _, channel := range []string{"/messages", "/*", "/**", "/rooms/*"} {
				for _, s := range []*subscriber{stranger, wrong} {
					if got := refusalOf(s.subscribe(channel)); got != c.subscribe {
						t.Errorf("a stranger subscribes to %s: %q, want %q", channel, got, c.subscribe)
					}
				}
				if err := friend.subscribe(channel); err != nil {
					t.Errorf("who knows the secret subscribes to %s: %v", channel, err)
				}
			}
		})
	}
}

func secretly(secret string) []faye.ClientExtension {
	return []faye.ClientExtension{faye.SendSecret(secret)}
}

// refusalOf is what the server said, "" if it agreed.
func refusalOf(err error) string {
	var said *faye.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &said):
		return fmt.Sprint(said.Code, " ", said.Text)
	}
	return err.Error()
}
