package main

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
)

// lingering are comings that take as long as the server's patience, whatever else it
// has to do. Their sessions may expire before the network is full: then their last words
// end the connection.
func lingering() []coming {
	return []coming{
		{"reads nothing from its socket", func(v *visit) error { return deafSocket(v.wire) }},
		{"reads nothing from its polls", func(v *visit) error { return v.pollsDeaf(goAway) }},
		{"reads nothing from its stream", func(v *visit) error { return v.streamsDeaf(goAway) }},
		{"answers no ping", ignorePings},
		{"trickles a frame", func(v *visit) error { return slowFrame(v.wire) }},
	}
}

// ignorePings reads them, and everything else, until the server takes it for dead.
func ignorePings(v *visit) error {
	if _, _, err := v.socket("/leak/dead"); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, v.TCPConn)
	return timedOut(err)
}

// linger has several of each come, and publishes more than the deaf ones' network takes
// until all of them are gone.
func (b *bus) linger(t *testing.T) (done func() error) {
	const each = 4
	var wg sync.WaitGroup
	errs := make(chan error, each*len(lingering()))
	for _, c := range lingering() {
		for range each {
			wg.Go(func() { errs <- c.run(t, b.url) })
		}
	}
	gone := make(chan struct{})
	go func() { wg.Wait(); close(gone) }()
	published := make(chan error, 1)
	go func() { published <- b.deafens(t, gone) }()
	return func() (all error) {
		all = <-published
		for range cap(errs) {
			all = errors.Join(all, <-errs)
		}
		return all
	}
}

// deafens publishes large messages until then.
func (b *bus) deafens(t *testing.T, until <-chan struct{}) error {
	w, err := dial(t, b.url)
	if err != nil {
		return err
	}
	defer w.cut()
	large := `{"channel":"/deaf","data":"` + strings.Repeat("x", 200_000) + `"}`
	rate := time.NewTicker(100 * time.Millisecond)
	defer rate.Stop()
	for {
		select {
		case <-until:
			return nil
		case <-rate.C:
		}
		if _, err := w.post(large); err != nil {
			return err
		}
	}
}
