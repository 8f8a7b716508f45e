// Package tidy gives back the memory that a burst of new clients has left.
//
//	go tidy.After(ctx, func() int64 { return bus.Stats().Handshakes })
//
// It is for programs, not for libraries: it runs the collector of the whole process.
package tidy

import (
	"context"
	"runtime/debug"
	"time"
)

// burst is how many handshakes leave enough garbage to be worth a collection.
const burst = 500

// After collects the garbage that many handshakes have left, once there are no more of
// them, until ctx ends. Nothing else would for two minutes: a server whose clients merely
// wait allocates too little for the collector to start by itself.
func After(ctx context.Context, handshakes func() int64) { after(ctx, handshakes, debug.FreeOSMemory) }

func after(ctx context.Context, handshakes func() int64, collect func()) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for last, collected := int64(0), int64(0); ; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		now := handshakes()
		if now == last && now-collected >= burst {
			collect()
			collected = now
		}
		last = now
	}
}
