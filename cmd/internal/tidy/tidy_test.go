package tidy

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var handshakes atomic.Int64
		collections := 0
		go after(ctx, handshakes.Load, func() { collections++ })
		for _, step := range []struct {
			add  int64
			want int
			why  string
		}{
			{499, 0, "too few to be worth it"},
			{0, 0, "still too few"},
			{1000, 0, "they still come"},
			{1, 0, "they still come"},
			{0, 1, "no more came"},
			{0, 1, "nothing new to collect"},
			{600, 1, "they come again"},
			{0, 2, "and no more"},
		} {
			handshakes.Add(step.add)
			time.Sleep(time.Second) // of the bubble's clock
			synctest.Wait()
			if collections != step.want {
				t.Fatalf("%d collections after +%d, want %d: %s", collections, step.add, step.want, step.why)
			}
		}
		cancel()
	})
}
