package faye

import (
	"cmp"
	"context"
	"iter"
	"slices"
)

// Replay implements Replayer.
func (h *history) Replay(_ context.Context, s *Session, channel string, after int64) (Replayed, error) {
	return h.replay(s.wants(&replayRequest{channel: channel, after: after}, nil))
}

// replay gives what is wanted. Since positions are the whole server's, wildcards work
// like channels. What is too much is pruned, to the client: it is not collected, since
// everybody who publishes waits for that.
func (h *history) replay(w wanted) (Replayed, error) {
	head, floor, found, ok := h.find(&w)
	r := Replayed{Head: head}
	if w.after == ReplayNew {
		return r, nil
	}
	if !ok || w.after >= 0 && (w.after < floor || w.after > head) {
		return r, ErrPruned
	}
	slices.SortFunc(found, func(a, b *keptEvent) int { return cmp.Compare(a.position, b.position) })
	r.Messages = retained(found)
	return r, nil
}

// find collects what came after a position, and tells from where on that is all.
// Not ok: it is too much.
func (h *history) find(w *wanted) (head, floor int64, found []*keptEvent, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget()
	switch {
	case w.after == ReplayNew:
		return h.last, 0, nil, true
	case w.kind == plain:
		floor, found, ok = h.inLog(w)
	default:
		floor, found, ok = h.inLogs(w)
	}
	return h.last, floor, found, ok
}

func (h *history) inLog(w *wanted) (floor int64, found []*keptEvent, ok bool) {
	at := h.logs[w.prefix]
	if at == nil {
		return h.floor, nil, true
	}
	l := at.Value.(*channelLog)
	h.trim(l)
	found, ok = w.collect(l, nil)
	return l.floor, found, ok
}

// inLogs goes from the channel with the youngest message to the one where nothing is
// younger than what the client has: of those behind it the same is true.
func (h *history) inLogs(w *wanted) (floor int64, found []*keptEvent, ok bool) {
	floor, ok = h.floor, true
	for at := h.byAge.Back(); at != nil && ok; at = at.Prev() {
		l := at.Value.(*channelLog)
		if l.newest() <= w.after {
			break
		}
		if w.has(l.channel) {
			h.trim(l)
			floor = max(floor, l.floor)
			found, ok = w.collect(l, found)
		}
	}
	return floor, found, ok
}

// collect adds what is wanted of a channel; false: that would be too much.
func (w *wanted) collect(l *channelLog, found []*keptEvent) ([]*keptEvent, bool) {
	for _, k := range l.after(w.after) {
		if w.bytes -= len(k.array); w.bytes < 0 || len(found) == w.messages {
			return nil, false
		}
		found = append(found, k)
	}
	return found, true
}

func retained(kept []*keptEvent) iter.Seq2[Retained, error] {
	return func(yield func(Retained, error) bool) {
		for _, k := range kept {
			if !yield(Retained{Channel: k.channel, Position: k.position, kept: k}, nil) {
				return
			}
		}
	}
}
