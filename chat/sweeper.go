package chat

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// A sweeper sweeps from time to time, until it is stopped. A nil one never does.
type sweeper struct {
	stop context.CancelFunc
	done chan struct{}
}

// startSweeper begins to sweep as the options say.
func (m *Module) startSweeper() *sweeper {
	if m.opts.SweepEvery < 0 {
		return nil
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &sweeper{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		m.sweepAll(ctx)
	}()
	return s
}

// sweepAll begins soon, so that a process that never lives long sweeps too, and then
// keeps its pace; not to the second, so that nodes do not all sweep at once.
func (m *Module) sweepAll(ctx context.Context) {
	m.catchUp(ctx)
	for pause := m.opts.SweepEvery / 20; ; pause = m.opts.SweepEvery {
		select {
		case <-time.After(pause/2 + rand.N(pause+1)):
		case <-ctx.Done():
			return
		}
		report, err := m.Sweep(ctx)
		switch {
		case ctx.Err() != nil || errors.Is(err, ErrClosed):
			return
		case err != nil:
			m.opts.Logger.Error("chat: sweep failed, trying again later", "err", err)
		case report.Messages+report.Events+report.Files > 0:
			m.opts.Logger.Info("chat: swept", "rooms", report.Rooms, "messages", report.Messages, "events", report.Events, "files", report.Files)
		}
	}
}

// end stops sweeping and waits until it has, or until ctx ends.
func (s *sweeper) end(ctx context.Context) error {
	if s == nil {
		return nil
	}
	s.stop()
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
