package faye

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"
	"weak"
)

// channelLog is what is kept of one channel, oldest first.
type channelLog struct {
	channel string
	floor   int64 // up to here nothing is known
	kept    []*keptEvent
	bytes   int // that those take
	front   int // places that have become free before them, at most
}

// size is what a channel takes beside its messages: the log, its places in the list
// and the map, its name.
func (l *channelLog) size() int {
	const overhead = 250
	return overhead + len(l.channel)
}

// newest is the position of the last message that there was.
func (l *channelLog) newest() int64 {
	if len(l.kept) == 0 {
		return l.floor
	}
	return l.kept[len(l.kept)-1].position
}

// drop takes the n oldest out. It moves the others seldom, since a log may be very
// long; but one that was long once is not to keep the room.
func (l *channelLog) drop(n int) {
	if n == 0 {
		return
	}
	clear(l.kept[:n])
	l.kept, l.front = l.kept[n:], l.front+n
	const spare = 8
	if l.front > len(l.kept)+spare || cap(l.kept) > 2*len(l.kept)+spare {
		l.kept, l.front = append(make([]*keptEvent, 0, len(l.kept)), l.kept...), 0
	}
}

// after gives the part that came after a position.
func (l *channelLog) after(position int64) []*keptEvent {
	n, _ := slices.BinarySearchFunc(l.kept, position+1, func(k *keptEvent, p int64) int { return cmp.Compare(k.position, p) })
	return l.kept[n:]
}

// keptEvent is a delivery that is kept: the bytes that were sent when it was
// published. Nothing of it but marked ever changes.
type keptEvent struct {
	channel  string // the log's own copy of the name
	array    []byte
	position int64
	at       time.Duration // by the history's clock
	marked   atomic.Pointer[weak.Pointer[event]]
}

func newKept(e *event, channel string, at time.Duration) *keptEvent {
	return &keptEvent{channel: channel, array: e.array, position: e.position, at: at}
}

// size is what it takes, with its place in the log.
func (k *keptEvent) size() int {
	const overhead = 130
	return overhead + cap(k.array)
}

// event is the delivery with its position, for a replay. Sessions that ask at about
// the same time share it; it goes with the last queue that has it, so that what is
// kept takes no more room for having been asked for.
func (k *keptEvent) event() *event {
	if known := k.marked.Load(); known != nil {
		if e := known.Value(); e != nil {
			return e
		}
	}
	e := (&event{array: k.array, position: k.position}).withPosition()
	known := weak.Make(e)
	k.marked.Store(&known)
	return e
}

// wanted is what a replay asks for, and how much of it would be too much.
type wanted struct {
	prefix   string // of the channels
	kind     kind
	after    int64
	apart    map[string]bool // channels that are asked for by themselves
	messages int
	bytes    int
}

func (s *Session) wants(q *replayRequest, apart map[string]bool) wanted {
	o := &s.srv.opts
	w := wanted{after: q.after, apart: apart, messages: o.MaxQueue, bytes: o.MaxQueueBytes}
	w.prefix, w.kind = splitPattern(q.channel)
	return w
}

func (w *wanted) has(channel string) bool {
	return w.kind.matches(w.prefix, channel) && !w.apart[channel]
}
