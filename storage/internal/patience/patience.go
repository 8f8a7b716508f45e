// Package patience tries again what a database was too busy for.
package patience

import (
	"context"
	"math/rand/v2"
	"time"
)

// longest bounds the pause between two tries.
const longest = 32 * time.Millisecond

// Keep calls run until it succeeds or fails for good, as again tells by its error, or
// until the time is up or ctx ends. The waiting is done here and not in the database
// because only here can ctx end it. The pauses grow, and differ, so that two who wait do
// not do so in step.
func Keep(ctx context.Context, up time.Duration, again func(error) bool, run func() error) error {
	deadline := time.Now().Add(up)
	for wait := time.Millisecond; ; wait = min(2*wait, longest) {
		err := run()
		if err == nil || !again(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait/2 + rand.N(wait)):
		}
	}
}
