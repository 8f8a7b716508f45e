package faye

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// keep puts a message into a history, as publishing does.
func keep(h *history, channel string, size int) {
	data := json.RawMessage(`"` + strings.Repeat("x", size) + `"`)
	h.add(newEvent(&Message{role: delivery, Channel: channel, Data: data}))
}

func heap() int {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// replayAll has everything that is kept made ready to be sent.
func replayAll(t *testing.T, h *history) {
	t.Helper()
	r, err := h.replay(wanted{kind: deep, after: ReplayAll, messages: 1 << 30, bytes: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	for kept := range r.Messages {
		kept.kept.event()
	}
}

// TestHistoryTakesWhatItCounts fills histories to their limit, has everything replayed,
// and compares what is counted with what the heap has grown by.
func TestHistoryTakesWhatItCounts(t *testing.T) {
	const limit = 8 << 20
	for name, c := range map[string]struct{ channels, messages, size, name int }{
		"TinyInManyChannels":  {4000, 1, 1, 10},
		"TinyInFewChannels":   {100, 400, 1, 10},
		"SmallInOneChannel":   {1, 60_000, 20, 10},
		"LongNames":           {6000, 3, 1, 250},
		"OrdinaryInChannels":  {500, 30, 300, 20},
		"LargeInOneChannel":   {1, 100, 100_000, 10},
		"MoreThanIsKept":      {1, 300_000, 1, 10},
		"ManyMoreThanAreKept": {100_000, 1, 1, 10},
	} {
		t.Run(name, func(t *testing.T) {
			before := heap()
			o := &History{Messages: 1 << 20, Bytes: 1 << 30, TotalBytes: limit, Channels: 1 << 20}
			if c.channels == 1 {
				o.Bytes = limit
			}
			h := newHistory(o.complete())
			for range c.messages {
				for i := range c.channels {
					keep(h, fmt.Sprintf("/%0*d", c.name-1, i), c.size)
				}
			}
			replayAll(t, h)
			messages, counted := h.size()
			took := heap() - before
			t.Logf("%d messages, %d bytes are counted, %d are taken", messages, counted, took)
			const own = 1 << 10 // of the one channel that is always kept
			if counted > limit+own || took > counted*5/4 || took < counted/2 {
				t.Errorf("%d bytes are counted, %d are taken, %d are the limit", counted, took, limit)
			}
			runtime.KeepAlive(h)
		})
	}
}

// TestReplayOfEverythingStopsEarly: whoever asks for more than a queue takes has nobody
// wait until it has been found.
func TestReplayOfEverythingStopsEarly(t *testing.T) {
	o := &History{TotalBytes: 1 << 30}
	h := newHistory(o.complete())
	for range 100 {
		for i := range 2000 {
			keep(h, fmt.Sprint("/c/", i), 1)
		}
	}
	for name, w := range map[string]wanted{
		"ErrTooMany":    {kind: deep, after: ReplayAll, messages: 1024, bytes: 1 << 20},
		"ErrTooManyNew": {kind: deep, after: h.last - 2000, messages: 1024, bytes: 1 << 20},
		"ErrTooLarge":   {kind: deep, after: ReplayAll, messages: 1 << 20, bytes: 10_000},
		"ErrOneChannel": {prefix: "/c/1", after: ReplayAll, messages: 99, bytes: 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := h.replay(w)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, ErrPruned) || r.Head != h.last || r.Messages != nil {
				t.Errorf("%+v %v", r, err)
			}
			const most = 64 << 10 // a list of 1,024; all of them are 200,000
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Errorf("%d bytes were collected", got)
			}
		})
	}
}
