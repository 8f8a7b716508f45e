package faye

import (
	"cmp"
	ordered "container/list"
	"context"
	"iter"
	"slices"
	"sync"
	"time"
)

// History is the Replayer that comes with the server: the last messages of each
// channel, in memory. Positions are numbers of the whole server; after a restart
// older ones count as pruned. Droppable channels are not kept.
type History struct {
	// Messages is how many are kept of one channel. Default: 256.
	Messages int
	// Bytes is how much is kept of one channel. The newest message is always
	// kept. Default: 256 KiB.
	Bytes int
	// Age is how long a message is kept. Default: 10 minutes.
	Age time.Duration
	// Channels is of how many channels messages are kept; then those that have
	// been quiet longest are forgotten. Default: 10,000.
	Channels int
	// TotalBytes is the same in bytes of all channels. Default: 64 MiB.
	TotalBytes int
	// Keep chooses the channels. Default: all that are not droppable.
	Keep func(channel string) bool
}

func (h *History) complete() *History {
	if h == nil {
		return nil
	}
	c := *h
	fill(&c.Messages, 256)
	fill(&c.Bytes, 256<<10)
	fill(&c.Age, 10*time.Minute)
	fill(&c.Channels, 10_000)
	fill(&c.TotalBytes, 64<<20)
	if c.Keep == nil {
		c.Keep = func(string) bool { return true }
	}
	return &c
}

// history is what is kept. Channels are in the order of their last message, so
// that what is too old or too much is always in front: nothing is ever swept.
type history struct {
	opts History

	mu       sync.Mutex
	last     int64 // the position given last
	floor    int64 // of channels that are not in logs nothing is known up to here
	logs     map[string]*ordered.Element
	byAge    *ordered.List // of *channelLog
	messages int
	bytes    int
}

var _ Replayer = (*history)(nil)

// channelLog is what is kept of one channel, oldest first.
type channelLog struct {
	channel string
	floor   int64 // up to here nothing is known
	kept    []keptEvent
	bytes   int
}

type keptEvent struct {
	*event
	at time.Time
}

// newHistory begins with the time of day, so that positions of an earlier run
// are lower than any of this one.
func newHistory(o *History) *history {
	now := time.Now().UnixMicro()
	return &history{opts: *o, last: now, floor: now, logs: map[string]*ordered.Element{}, byAge: ordered.New()}
}

// add keeps an event and gives it its position. Calls for one channel must come
// one after another.
func (h *history) add(e *event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	e.position = h.last
	l := h.logOf(e.channel)
	l.kept = append(l.kept, keptEvent{e, time.Now()})
	h.count(l, 1, len(e.array))
	h.trim(l)
	h.forget()
}

// logOf finds a channel's, and makes it the youngest.
func (h *history) logOf(channel string) *channelLog {
	if at := h.logs[channel]; at != nil {
		h.byAge.MoveToBack(at)
		return at.Value.(*channelLog)
	}
	l := &channelLog{channel: channel, floor: h.floor}
	h.logs[channel] = h.byAge.PushBack(l)
	return l
}

func (h *history) count(l *channelLog, messages, bytes int) {
	l.bytes += bytes
	h.messages, h.bytes = h.messages+messages, h.bytes+bytes
}

// trim drops what one channel has too much of.
func (h *history) trim(l *channelLog) {
	n, old := 0, time.Now().Add(-h.opts.Age)
	for n < len(l.kept) {
		many := len(l.kept)-n > h.opts.Messages || l.bytes > h.opts.Bytes && len(l.kept)-n > 1
		if !many && l.kept[n].at.After(old) {
			break
		}
		l.floor = l.kept[n].position
		h.count(l, -1, -len(l.kept[n].array))
		n++
	}
	l.kept = slices.Delete(l.kept, 0, n)
}

// forget drops the channels that are too many, too large together or too old.
func (h *history) forget() {
	old := time.Now().Add(-h.opts.Age)
	for at := h.byAge.Front(); at != nil; at = h.byAge.Front() {
		l := at.Value.(*channelLog)
		position, when := l.newest()
		fits := h.byAge.Len() <= h.opts.Channels && h.bytes <= h.opts.TotalBytes || h.byAge.Len() == 1
		if fits && when.After(old) {
			return
		}
		h.floor = max(h.floor, position)
		h.count(l, -len(l.kept), -l.bytes)
		h.byAge.Remove(at)
		delete(h.logs, l.channel)
	}
}

func (l *channelLog) newest() (position int64, when time.Time) {
	if len(l.kept) == 0 {
		return l.floor, time.Time{}
	}
	e := l.kept[len(l.kept)-1]
	return e.position, e.at
}

// Replay implements Replayer. Since positions are the whole server's, wildcards
// work like channels.
func (h *history) Replay(_ context.Context, _ *Session, channel string, after int64) (Replayed, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget()
	r := Replayed{Head: h.last}
	if after == ReplayNew {
		return r, nil
	}
	floor, found := h.since(channel, after)
	if after >= 0 && (after < floor || after > h.last) {
		return r, ErrPruned
	}
	slices.SortFunc(found, func(a, b *event) int { return cmp.Compare(a.position, b.position) })
	r.Messages = retained(found)
	return r, nil
}

// since collects what came after a position, and tells from where on that is all.
func (h *history) since(pattern string, after int64) (floor int64, found []*event) {
	if _, k := splitPattern(pattern); k == plain {
		at := h.logs[pattern]
		if at == nil {
			return h.floor, nil
		}
		return h.collect(at.Value.(*channelLog), after, nil)
	}
	floor = h.floor
	for at := h.byAge.Front(); at != nil; at = at.Next() {
		if l := at.Value.(*channelLog); Matches(pattern, l.channel) {
			var own int64
			own, found = h.collect(l, after, found)
			floor = max(floor, own)
		}
	}
	return floor, found
}

func (h *history) collect(l *channelLog, after int64, found []*event) (int64, []*event) {
	h.trim(l)
	for _, e := range l.kept {
		if e.position > after {
			found = append(found, e.event)
		}
	}
	return l.floor, found
}

func retained(events []*event) iter.Seq2[Retained, error] {
	return func(yield func(Retained, error) bool) {
		for _, e := range events {
			if !yield(Retained{Channel: e.channel, Position: e.position, event: e}, nil) {
				return
			}
		}
	}
}

// size is what is kept now.
func (h *history) size() (messages, bytes int) {
	if h == nil {
		return 0, 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.messages, h.bytes
}
