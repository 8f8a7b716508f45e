package faye

import (
	"context"
	"math/rand/v2"
	"time"
)

// clientBackoff is the pause before attempt n, from 1 on. The half that is left
// to chance keeps the clients of a server that restarts from coming all at once.
func clientBackoff(lowest, highest time.Duration, n int) time.Duration {
	d := lowest
	for ; n > 1 && d < highest; n-- {
		d *= 2
	}
	d = min(d, highest)
	return d - rand.N(d/2+1)
}

// clientPause waits; false: the context has ended.
func clientPause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
