package faye

import (
	ordered "container/list"
	"sync"
	"time"
)

// History is the Replayer that comes with the server: the last messages of each
// channel, in memory. Positions are numbers of the whole server; after a restart
// older ones count as pruned. Droppable channels are not kept.
type History struct {
	// Messages is how many are kept of one channel. Default: 256.
	Messages int
	// Bytes is how much memory the messages of one channel may take, counted as in
	// TotalBytes. The newest message is always kept. Default: 256 KiB.
	Bytes int
	// Age is how long a message is kept. Default: 10 minutes.
	Age time.Duration
	// Channels is of how many channels messages are kept; then those that have
	// been quiet longest are forgotten. Default: 10,000.
	Channels int
	// TotalBytes is how much memory all channels may take. It counts the messages
	// as they are sent, with their channel, and what it takes to keep them: 130
	// bytes for each message, 250 and its name for each channel. What a replay
	// sends is not part of it, but of the queues; it goes when it has been sent.
	// The garbage collector lets a process have twice as much resident. Default:
	// 64 MiB.
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
	opts    History
	started time.Time

	mu       sync.Mutex
	last     int64 // the position given last
	floor    int64 // of channels that are not in logs nothing is known up to here
	logs     map[string]*ordered.Element
	byAge    *ordered.List // of *channelLog
	messages int
	bytes    int // that all of it takes
}

var _ Replayer = (*history)(nil)

// newHistory begins with the time of day, so that positions of an earlier run
// are lower than any of this one.
func newHistory(o *History) *history {
	now := time.Now()
	first := now.UnixMicro()
	return &history{opts: *o, started: now, last: first, floor: first, logs: map[string]*ordered.Element{}, byAge: ordered.New()}
}

// clock tells how long the history has been kept.
func (h *history) clock() time.Duration { return time.Since(h.started) }

// add keeps an event and gives it its position. Calls for one channel must come
// one after another.
func (h *history) add(e *event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	e.position = h.last
	l := h.logOf(e.channel)
	k := newKept(e, l.channel, h.clock())
	l.kept = append(l.kept, k)
	h.count(l, 1, k.size())
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
	h.bytes += l.size()
	return l
}

func (h *history) count(l *channelLog, messages, bytes int) {
	l.bytes += bytes
	h.messages, h.bytes = h.messages+messages, h.bytes+bytes
}

// trim drops what one channel has too much of.
func (h *history) trim(l *channelLog) {
	n, old := 0, h.clock()-h.opts.Age
	for n < len(l.kept) {
		many := len(l.kept)-n > h.opts.Messages || l.bytes > h.opts.Bytes && len(l.kept)-n > 1
		if !many && l.kept[n].at > old {
			break
		}
		l.floor = l.kept[n].position
		h.count(l, -1, -l.kept[n].size())
		n++
	}
	l.drop(n)
}

// forget drops the channels that are too many, too large together or too old.
func (h *history) forget() {
	old := h.clock() - h.opts.Age
	for at := h.byAge.Front(); at != nil; at = h.byAge.Front() {
		l := at.Value.(*channelLog)
		fits := h.byAge.Len() <= h.opts.Channels && h.bytes <= h.opts.TotalBytes || h.byAge.Len() == 1
		if fits && len(l.kept) > 0 && l.kept[len(l.kept)-1].at > old {
			return
		}
		h.floor = max(h.floor, l.newest())
		h.count(l, -len(l.kept), -l.bytes)
		h.bytes -= l.size()
		h.byAge.Remove(at)
		delete(h.logs, l.channel)
	}
}

// size is what is kept now, and what it takes.
func (h *history) size() (messages, bytes int) {
	if h == nil {
		return 0, 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.messages, h.bytes
}
