package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/faye"
)

// watch is a set of well-behaved clients, one per way in, to which somebody publishes
// all the time. They must notice nothing of what goes on beside them: every delivery
// comes, once and in order, and nobody is disconnected.
type watch struct {
	t    *testing.T
	bus  *bus
	sent atomic.Int64 // the number that was published last
	all  []*witness
	ctx  context.Context // ends with the watch
	wg   sync.WaitGroup
}

// witness is one of them.
type witness struct {
	name    string
	last    atomic.Int64 // the number that it heard last
	slowest atomic.Int64 // the longest that a delivery has taken, in nanoseconds

	mu      sync.Mutex
	trouble []string
}

// What a watch adds to the counters.
const (
	watchSessions = 6 // five witnesses and the publisher
	watchSockets  = 3
	watchStreams  = 1
	watchPolls    = 2
	watchTopic    = "/witness"

	// watchPatience is how long a faye.Client waits for an answer before it asks on
	// another connection. The machine may be as busy as the server.
	watchPatience = time.Minute
)

// watchOver posts witnesses at the bus until the test ends.
func watchOver(t *testing.T, b *bus) *watch {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	w := &watch{t: t, bus: b, ctx: ctx}
	t.Cleanup(func() { cancel(); w.wg.Wait() })
	w.post("client over websocket", func(one *witness) func() error { return w.client(one, false) })
	w.post("client over long-polling", func(one *witness) func() error { return w.client(one, true) })
	w.post("bare websocket", w.bareSocket)
	w.post("bare long-polling", w.barePoll)
	w.post("bare eventsource", w.bareStream)
	w.publish()
	return w
}

// post adds a witness, for which begin subscribes and returns what listens.
func (w *watch) post(name string, begin func(*witness) func() error) {
	w.t.Helper()
	one := &witness{name: name}
	w.all = append(w.all, one)
	listen := begin(one)
	w.wg.Go(func() {
		if err := listen(); err != nil && w.ctx.Err() == nil {
			one.complain("ended: %v", err)
		}
	})
}

func (one *witness) complain(format string, args ...any) {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.trouble = append(one.trouble, fmt.Sprintf(format, args...))
}

// notes takes in what was published.
type notes struct{ N, At int64 }

func (one *witness) hears(data json.RawMessage) {
	var n notes
	if err := json.Unmarshal(data, &n); err != nil {
		one.complain("%v in %s", err, data)
		return
	}
	if last := one.last.Load(); n.N != last+1 {
		one.complain("%d comes after %d", n.N, last)
	}
	one.last.Store(n.N)
	one.slowest.Store(max(one.slowest.Load(), time.Now().UnixNano()-n.At))
}

// client is faye.Client.
func (w *watch) client(one *witness, polling bool) func() error {
	var live atomic.Bool // it has been connected once
	c, err := faye.NewClient(w.bus.url+"/faye", &faye.ClientOptions{
		DisableWebSocket: polling, DisableReplay: true, Timeout: watchPatience,
		OnState: func(s faye.State) {
			if live.Load() && w.ctx.Err() == nil {
				one.complain("is %s", s)
			}
			live.Store(s == faye.StateConnected)
		},
		OnGap: func(string, int64) { one.complain("has missed something") },
	})
	if err == nil {
		_, err = c.Subscribe(w.ctx, watchTopic, func(d faye.Delivery) { one.hears(d.Data) })
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return func() error {
		<-w.ctx.Done()
		return c.Close(w.ctx)
	}
}

// dial connects for as long as the watch lasts.
func (w *watch) dial() *wire {
	w.t.Helper()
	conn, err := dial(w.t, w.bus.url)
	if err != nil {
		w.t.Fatal(err)
	}
	context.AfterFunc(w.ctx, func() { _ = conn.Close() })
	return conn
}

func (w *watch) bareSocket(one *witness) func() error {
	wire := w.dial()
	conn, id, err := wire.socket(watchTopic)
	if err == nil {
		err = wire.SetDeadline(time.Time{})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return func() error {
		for {
			all, err := hear(conn)
			if err != nil {
				return err
			}
			if one.takes(all) {
				if err := speak(conn, connectAs(id, "websocket")); err != nil {
					return err
				}
			}
		}
	}
}

// takes handles what came; it tells whether a connect was answered.
func (one *witness) takes(all []heard) (connected bool) {
	for _, m := range all {
		if m.Channel == watchTopic {
			one.hears(m.Data)
		}
		connected = connected || m.Channel == "/meta/connect"
	}
	return connected
}

func (w *watch) barePoll(one *witness) func() error {
	wire := w.dial()
	id, err := wire.join(watchTopic)
	if err == nil {
		err = wire.SetDeadline(time.Time{})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return func() error {
		for {
			all, err := wire.post(connectAs(id, "long-polling"))
			if err != nil {
				return err
			}
			one.takes(all)
		}
	}
}

// bareStream is an EventSource; by its side it connects now and then, as it must.
func (w *watch) bareStream(one *witness) func() error {
	posts, stream := w.dial(), w.dial()
	id, err := posts.join(watchTopic)
	if err == nil {
		err = stream.stream(id)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	_, _ = posts.SetDeadline(time.Time{}), stream.SetDeadline(time.Time{})
	w.wg.Go(func() {
		beat := time.NewTicker(time.Second)
		defer beat.Stop()
		for {
			select {
			case <-w.ctx.Done():
				return
			case <-beat.C:
			}
			if _, err := posts.post(connectAs(id, "eventsource")); err != nil && w.ctx.Err() == nil {
				one.complain("connect: %v", err)
			}
		}
	})
	return func() error {
		for {
			all, err := stream.event()
			if err != nil {
				return err
			}
			one.takes(all)
		}
	}
}

// stream opens the event stream of a session and reads its header.
func (w *wire) stream(id string) error {
	_, err := fmt.Fprintf(w, "GET /faye/%s HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n", id)
	for line := ""; err == nil && !strings.HasPrefix(line, "retry:"); {
		line, err = w.r.ReadString('\n')
		if strings.HasPrefix(line, "HTTP/1.1 ") && !strings.HasPrefix(line, "HTTP/1.1 200") {
			return fmt.Errorf("no stream: %s", line)
		}
	}
	return err
}

// event reads the next event of a stream.
func (w *wire) event() ([]heard, error) {
	for {
		line, err := w.r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			return parseHeard(data)
		}
	}
}

// publish sends one message after the other at a steady rate.
func (w *watch) publish() {
	c, err := faye.NewClient(w.bus.url+"/faye", &faye.ClientOptions{Timeout: watchPatience})
	if err != nil {
		w.t.Fatal(err)
	}
	one := &witness{name: "publisher"}
	w.all = append(w.all, one)
	w.wg.Go(func() {
		defer func() { _ = c.Close(w.ctx) }()
		rate := time.NewTicker(5 * time.Millisecond)
		defer rate.Stop()
		for n := int64(1); ; n++ {
			select {
			case <-w.ctx.Done():
				return
			case <-rate.C:
			}
			start := time.Now()
			if err := c.Publish(w.ctx, watchTopic, notes{n, start.UnixNano()}); err != nil {
				if w.ctx.Err() == nil {
					one.complain("publishing: %v", err)
				}
				return
			}
			one.slowest.Store(max(one.slowest.Load(), int64(time.Since(start))))
			one.last.Store(n)
			w.sent.Store(n)
		}
	})
}

// calm waits until every witness has heard what is published now, and tells whether
// one has noticed anything. It logs how long a delivery took at most.
func (w *watch) calm(t *testing.T) {
	t.Helper()
	deadline, now := time.Now().Add(watchPatience), w.sent.Load()+3
	var slowest time.Duration
	for _, one := range w.all {
		for one.last.Load() < now && !one.troubled(t) {
			if time.Now().After(deadline) {
				t.Fatalf("the %s is at %d, others were told of %d", one.name, one.last.Load(), w.sent.Load())
			}
			time.Sleep(5 * time.Millisecond)
		}
		if one.troubled(t) {
			t.FailNow()
		}
		slowest = max(slowest, time.Duration(one.slowest.Swap(0)))
	}
	t.Logf("a delivery to others took %v at most", slowest.Round(time.Millisecond))
}

func (one *witness) troubled(t *testing.T) bool {
	t.Helper()
	one.mu.Lock()
	defer one.mu.Unlock()
	if len(one.trouble) > 0 {
		t.Errorf("the %s noticed: %.1000q", one.name, one.trouble)
	}
	return len(one.trouble) > 0
}
