package main

import (
	"testing"

	"github.com/parleychat/parley/faye"
)

// TestRemoteSecretIsWrong: the API works on without its bus, says what is wrong, and
// loses nothing.
func TestRemoteSecretIsWrong(t *testing.T) {
	t.Parallel()
	b := startBus(t, "--secret", secret)
	p := startAPI(t, b.url, "another secret")
	s, own := b.subscriber(p.lobby(), "/messages"), clientOf(t, p.url, nil, p.lobby(), "/messages")
	write(p.guest("Ann"), 5)
	own.complete(own.through(5), 1, 5)
	p.until("a warning", "level=WARN", "403:"+p.lobby()+":Forbidden channel")
	if err := p.stop(); err != nil {
		t.Errorf("%v\n%s", err, p.stderr)
	}
	if got := b.counters(); got.Published != 0 {
		t.Errorf("%+v", got)
	}
	p.args = []string{"--faye-url", b.url + "/faye", "--faye-secret", secret}
	p.restart()
	s.complete(s.through(5), 1, 5)
}

// TestAPIStopsWithoutItsRemote: within its patience, as if nothing were left to tell.
func TestAPIStopsWithoutItsRemote(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"Refused": "http://" + freeAddr(t), "Deaf": deaf(t)} {
		for _, patience := range []string{"10s", "5s"} {
			t.Run(name+patience, func(t *testing.T) {
				t.Parallel()
				p := startAPI(t, url, secret, "--shutdown-timeout", patience)
				own := clientOf(t, p.url, nil, p.lobby())
				write(p.guest("Ann"), 2)
				own.through(2)
				if err := p.stop(); err != nil {
					t.Errorf("%v\n%s", err, p.stderr)
				}
				own.becomes(faye.StateDisconnected)
			})
		}
	}
}
