package main

import (
	"context"
	"time"
)

// mark is how far things are at one moment.
type mark struct {
	at        time.Duration
	published int
	arrived   int
	server    usage
	self      time.Duration
	machine   time.Duration
}

func (r *run) mark() (m mark, err error) {
	m = mark{at: r.now(), arrived: r.arrived(), self: ownCPU(), machine: machine()}
	m.published, _ = r.owed()
	if r.load.pid > 0 {
		m.server, err = usageOf(r.load.pid)
	}
	return m, err
}

// measure publishes, and measures after the warm-up. What is on its way at the end
// is waited for, and counts: the server has worked for it.
func (r *run) measure() (*result, error) {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	paced := make(chan struct{})
	go func() { defer close(paced); r.pace(ctx) }()
	r.wait(r.load.warmup)
	from, err := r.mark()
	if err != nil {
		return nil, err
	}
	r.measured.from.Store(int64(from.at))
	r.wait(r.load.duration)
	end := r.now()
	r.measured.to.Store(int64(end))
	ended := r.arrived()
	r.stop()
	cancel()
	<-paced
	r.awaitRest()
	to, err := r.mark()
	if err != nil {
		return nil, err
	}
	r.close()
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	return r.result(from, to, end-from.at, ended-from.arrived), r.whyFatal()
}

// pace sends what the window lets begin with, or what is due at each time. Late
// or not, a publication's latency counts from the time at which it was due.
func (r *run) pace(ctx context.Context) {
	begin := r.now()
	for range r.load.window {
		r.publish(r.now())
	}
	if r.load.rate == 0 {
		return
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for i := 0; ; i++ {
		due := begin + time.Duration(float64(i)/r.load.rate*float64(time.Second))
		timer.Reset(due - r.now())
		select {
		case <-timer.C:
			r.publish(due)
		case <-ctx.Done():
			return
		}
	}
}

// wait lets time pass, but not if the run is over before.
func (r *run) wait(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-timer.C:
			return
		case <-r.ctx.Done():
			return
		case <-tick.C:
			if r.isOver() {
				return
			}
		}
	}
}

// isOver tells whether the last publication, if their number is limited, has
// arrived everywhere, or there is no point in going on.
func (r *run) isOver() bool {
	r.mu.Lock()
	stopped := r.stopped
	r.mu.Unlock()
	_, owed := r.owed()
	return stopped && (r.whyFatal() != nil || r.arrived() >= owed)
}

func (r *run) awaitRest() {
	_, owed := r.owed()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for until := r.now() + r.load.drain; r.now() < until && r.arrived() < owed; {
		select {
		case <-tick.C:
		case <-r.ctx.Done():
			return
		}
	}
}
