package sqlite

import (
	"context"
	"math/rand/v2"
	"time"
)

// waiting calls run again while other connections are in the way of it, until
// patience or ctx end. The pauses differ, so that two who wait do not do so in step.
func waiting(ctx context.Context, patience time.Duration, run func() error) error {
	for deadline := time.Now().Add(patience); ; {
		err := run()
		if err == nil || !busy(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond + rand.N(20*time.Millisecond)):
		}
	}
}
