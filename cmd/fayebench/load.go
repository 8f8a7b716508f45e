package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"
)

// load is what to put on a server.
type load struct {
	url       string
	anywhere  bool
	transport string
	pid       int // of the server; 0: its use of the machine is not looked at

	clients, channels, perClient int
	publishers, readers          int
	payload                      int
	rate                         float64 // publications a second; 0: window
	window                       int     // publications in flight; 0: rate
	count                        int     // publications at most; 0: until the time is over

	warmup, duration, drain time.Duration
	setup                   time.Duration // to bring the clients up
	ramp                    int           // clients that are brought up at a time
}

// The transports, as the protocol names them.
const (
	webSocket   = "websocket"
	longPolling = "long-polling"
)

// The most that may be asked for: a typing error must not take down the machine.
const (
	maxClients  = 200_000
	maxDuration = time.Hour
)

func (l *load) common(fs *flag.FlagSet) {
	fs.StringVar(&l.url, "url", "", "`address` of the server, such as http://127.0.0.1:8000/faye")
	fs.BoolVar(&l.anywhere, "anywhere", false, "put load on another machine than this one")
	fs.StringVar(&l.transport, "transport", webSocket, "`websocket` or long-polling")
	fs.IntVar(&l.pid, "pid", 0, "process `id` of the server, to tell what it uses (Linux only)")
	fs.DurationVar(&l.setup, "setup", time.Minute, "`time` in which all clients must have subscribed")
	fs.IntVar(&l.ramp, "ramp", 64, "how many clients subscribe at a time")
	fs.IntVar(&l.readers, "readers", 1, "threads that read")
}

func (l *load) traffic(fs *flag.FlagSet) {
	fs.IntVar(&l.clients, "clients", 1000, "subscribers")
	fs.IntVar(&l.channels, "channels", 1, "channels that are published to in turn")
	fs.IntVar(&l.perClient, "per-client", 1, "channels that each client subscribes to")
	fs.IntVar(&l.publishers, "publishers", 1, "sessions that publish; each has channels of its own")
	fs.IntVar(&l.payload, "payload", 128, "size of a publication's data in `bytes`")
	fs.Float64Var(&l.rate, "rate", 0, "publications a `second`, sent on time whatever the server does (default: as many as the window allows)")
	fs.IntVar(&l.window, "window", 0, "publications in `flight`: the next is sent when one has reached everybody (default 1, unless there is a rate)")
	fs.IntVar(&l.count, "count", 0, "`number` of publications to end after (default: as many as there is time for)")
	fs.DurationVar(&l.warmup, "warmup", time.Second, "`time` before the measuring; with --count none unless given")
	fs.DurationVar(&l.duration, "duration", 5*time.Second, "`time` to measure")
	fs.DurationVar(&l.drain, "drain", 5*time.Second, "`time` to wait for what has not arrived at the end")
}

// check finds what makes no sense.
func (l *load) check() error {
	switch {
	case l.transport != webSocket && l.transport != longPolling:
		return fmt.Errorf("--transport %q is neither websocket nor long-polling", l.transport)
	case l.clients < 1 || l.clients > maxClients:
		return fmt.Errorf("--clients %d must be from 1 to %d", l.clients, maxClients)
	case l.readers < 1 || l.readers > 64, l.ramp < 1 || l.ramp > 4096:
		return errors.New("--readers must be from 1 to 64, and --ramp from 1 to 4096")
	case l.setup <= 0 || l.setup > maxDuration:
		return fmt.Errorf("--setup must be above zero and at most %v", maxDuration)
	case l.pid < 0:
		return errors.New("--pid must be a process id")
	}
	return nil
}

func (l *load) checkTraffic() error {
	if l.window == 0 && l.rate == 0 {
		l.window = 1
	}
	switch {
	case l.channels < 1 || l.channels > 999_999:
		return errors.New("--channels must be from 1 to 999999")
	case l.perClient < 1 || l.perClient > min(l.channels, 256):
		return errors.New("--per-client must be from 1 to 256, and no more than there are channels")
	case l.publishers < 1 || l.publishers > l.channels:
		return errors.New("--publishers must be at least 1, and no more than there are channels")
	case l.clients*l.perClient < l.channels:
		return errors.New("there are more --channels than subscriptions: some would have no subscriber")
	case l.payload < minPayload || l.payload > 1<<20:
		return fmt.Errorf("--payload must be from %d, which is what a stamp takes, to %d bytes", minPayload, 1<<20)
	case l.window < 0 || l.window > 4096 || l.rate < 0 || l.rate > 1e6:
		return errors.New("--window must be at most 4096 and --rate at most 1000000, and neither negative")
	case l.window > 0 && l.rate > 0:
		return errors.New("--window and --rate exclude each other")
	case l.count < 0:
		return errors.New("--count must not be negative")
	}
	return l.checkTimes()
}

func (l *load) checkTimes() error {
	for name, d := range map[string]time.Duration{"warmup": l.warmup, "duration": l.duration, "drain": l.drain} {
		if d < 0 || d > maxDuration {
			return fmt.Errorf("--%s must be from 0 to %v", name, maxDuration)
		}
	}
	if l.duration == 0 {
		return errors.New("--duration must be above zero")
	}
	return nil
}

// put puts the load on the server, and says how that went.
func (l load) put(ctx context.Context) (*result, error) {
	r, err := newRun(ctx, l)
	if err != nil {
		return nil, err
	}
	defer r.close()
	if err := r.bringUp(); err != nil {
		return nil, err
	}
	return r.measure()
}
