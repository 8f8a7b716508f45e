package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/chat"
)

// find returns where in the history seq is, or would be, and whether it is there.
func (r *room) find(seq int64) (int, bool) {
	return slices.BinarySearchFunc(r.history, seq, func(m *chat.Message, seq int64) int {
		return cmp.Compare(m.Seq, seq)
	})
}

// Messages implements chat.MessageStore.
func (s *Store) Messages(ctx context.Context, q chat.MessageQuery) (page chat.MessagePage, err error) {
	err = s.do(ctx, "messages of room", string(q.Room), func() error {
		r, err := s.room(q.Room)
		if err != nil {
			return err
		}
		if q.Limit < 1 {
			return errLimit
		}
		page = r.page(q)
		return nil
	})
	return page, err
}

func (r *room) page(q chat.MessageQuery) chat.MessagePage {
	from, to := r.bounds(q)
	if q.After != 0 {
		_, to = r.walk(q, from, to, +1)
	} else {
		from, _ = r.walk(q, to-1, from-1, -1)
	}
	page := chat.MessagePage{AsOf: r.Rev, Items: make([]chat.Message, 0, to-from)}
	for _, m := range r.history[from:to] {
		if counts(q, m) {
			page.Items = append(page.Items, *m)
		}
	}
	page.HasBefore, page.HasAfter = r.any(q, 0, from), r.any(q, to, len(r.history))
	return page
}

// bounds returns the part of the history that the query is about.
func (r *room) bounds(q chat.MessageQuery) (from, to int) {
	to = len(r.history)
	if q.After > 0 {
		i, ok := r.find(q.After)
		from = i
		if ok {
			from++
		}
	}
	if q.Before > 0 {
		to, _ = r.find(q.Before)
	}
	return from, max(from, to)
}

// walk goes from i towards end until Limit messages that count were met, and returns
// the last index that it used, as a lower and as an upper bound.
func (r *room) walk(q chat.MessageQuery, i, end, step int) (lower, upper int) {
	lower, upper = i+1, i
	for n := 0; i != end && n < q.Limit; i += step {
		if counts(q, r.history[i]) {
			n++
		}
		lower, upper = i, i+1
	}
	return lower, upper
}

// any tells whether a message between two indexes counts.
func (r *room) any(q chat.MessageQuery, from, to int) bool {
	return slices.ContainsFunc(r.history[from:to], func(m *chat.Message) bool { return counts(q, m) })
}

// counts tells whether the query does not pass the message by.
func counts(q chat.MessageQuery, m *chat.Message) bool {
	return (!q.SkipDeleted || !m.Deleted()) && (q.Thread == "" || m.Thread == q.Thread) && (!q.Main || m.InMainFlow())
}

// Threads implements chat.MessageStore.
func (s *Store) Threads(ctx context.Context, roots []chat.MessageID) ([]chat.Thread, error) {
	var list []chat.Thread
	err := s.do(ctx, "threads", "", func() error {
		for _, root := range slices.Compact(slices.Sorted(slices.Values(roots))) {
			if m := s.messages[root]; m != nil {
				if t := s.rooms[m.Room].thread(root); t.Count > 0 {
					list = append(list, t)
				}
			}
		}
		return nil
	})
	return list, err
}

func (r *room) thread(root chat.MessageID) chat.Thread {
	t := chat.Thread{Root: root}
	for _, m := range r.history {
		if m.Thread == root && !m.Deleted() {
			t.Count, t.LastSeq = t.Count+1, m.Seq
		}
	}
	return t
}
