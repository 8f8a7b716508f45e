package blobtest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// patience ends a check that hangs. No check takes a hundredth of it.
const patience = time.Minute

// A promise is one sentence of the documentation and what shows that it is kept.
type promise struct {
	name  string
	check func(ctx context.Context, b chat.Blobs) error
}

// promises returns all of them.
func promises() []promise { return slices.Concat(appendPromises, readPromises, wholePromises) }

// Run checks every promise on Blobs of its own. open returns empty ones, and closes them
// with t.Cleanup; their Close method is how an outage is brought about.
func Run(t *testing.T, open func(t *testing.T) chat.Blobs) {
	t.Helper()
	for _, p := range promises() {
		t.Run(p.name, func(t *testing.T) {
			b := open(t)
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := p.check(ctx, b); err != nil {
				t.Error(err)
			}
		})
	}
}
