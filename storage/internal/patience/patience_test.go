package patience_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/storage/internal/patience"
)

var errBusy, errBroken = errors.New("busy"), errors.New("broken")

func busy(err error) bool { return errors.Is(err, errBusy) }

func TestKeep(t *testing.T) {
	for name, c := range map[string]struct {
		up    time.Duration
		busy  int   // how often it is busy
		then  error // what it says after that
		tries int
		want  error
	}{
		"OK":              {up: time.Second, tries: 1},
		"OKAfterAWhile":   {up: time.Second, busy: 5, tries: 6},
		"ErrForGood":      {up: time.Second, busy: 2, then: errBroken, tries: 3, want: errBroken},
		"ErrNoPatience":   {up: -1, busy: 9, tries: 1, want: errBusy},
		"ErrOutOfTime":    {up: 20 * time.Millisecond, busy: 1000, tries: -1, want: errBusy},
		"OKAtTheLastTime": {up: -1, tries: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				err := patience.Keep(t.Context(), c.up, busy, func() error {
					if tries++; tries <= c.busy {
						return errBusy
					}
					return c.then
				})
				if !errors.Is(err, c.want) || c.tries >= 0 && tries != c.tries {
					t.Errorf("after %d tries: %v", tries, err)
				}
			})
		})
	}
}

// TestKeepEndsWithContext while it waits.
func TestKeepEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		err := patience.Keep(ctx, time.Hour, busy, func() error { return errBusy })
		if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
			t.Errorf("after %v: %v", took, err)
		}
	})
}
